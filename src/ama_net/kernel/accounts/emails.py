"""The mails about accounts. Subjects are neutral; links carry the association's own host and a code that works once."""

from typing import Any

from ama_net.foundation.database import db
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.people.models import Person
from ama_net.kernel.tenancy import current_tenant


def send_invitation(account: Account, token: str) -> None:
    """To who was invited: choose a password within a week."""
    _send("invitation", account, path=f"/invito/{token}")


def send_reset(account: Account, token: str) -> None:
    """To who forgot the password: choose another within an hour."""
    _send("reset", account, path=f"/password/{token}")


def send_sign_in_link(account: Account, token: str) -> None:
    """To who asked: sign in within a quarter of an hour, without a password."""
    _send("sign_in_link", account, path=f"/accedi/link/{token}")


def write_to_nobody() -> None:
    """A reset mail written (in the database too) and thrown away: the time to answer must not tell who is known."""
    message = send_mail("accounts/reset", to="nobody@invalid.example", context={"name": "", "link": ""})
    db.session.flush()
    db.session.delete(message)


def send_email_change(account: Account, new_email: str, token: str) -> None:
    """To the new address: confirm that it is yours."""
    _send("email_change", account, to=new_email, path=f"/email/{token}")


def send_email_changed(account: Account, old_email: str) -> None:
    """To the old address, after: so that a change by somebody else is noticed."""
    _send("email_changed", account, to=old_email)


def send_password_changed(account: Account) -> None:
    """To its owner: the password is another, and every browser is signed out."""
    _send("password_changed", account, path="/password-dimenticata")


def send_second_factor_changed(account: Account) -> None:
    """To its owner: the second step of signing in was turned on or off."""
    _send("second_factor", account, is_on=account.has_second_factor, path="/my/accesso")


def send_locked(account: Account) -> None:
    """To its owner: too many wrong tries, closed for a quarter of an hour."""
    _send("locked", account, path="/password-dimenticata")


def _send(template: str, account: Account, *, to: str | None = None, path: str = "", **context: Any) -> None:
    """Queue a mail in the person's language, with a link to ``path`` in the same one."""
    person = db.session.get(Person, account.person_id) if account.person_id else None
    language = person.preferred_language if person else "it"
    prefix = "/en" if language == "en" else ""
    send_mail(
        f"accounts/{template}",
        to=to or account.email,
        context={
            "name": person.given_name if person else "",
            "link": f"{current_tenant().base_url}{prefix}{path}",
            **context,
        },
        about=account,
        locale=language,
    )
