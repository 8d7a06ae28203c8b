"""Pages reached by a link in a mail: first password, another password, confirmed address. GET shows, POST acts.

A link that was used, is over or never was looks the same, and says what to do.
"""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.foundation.web.limits import limiter
from ama_net.kernel.accounts.codes import CodeUnusable
from ama_net.kernel.accounts.forms import ForgottenForm, NewPasswordForm
from ama_net.kernel.accounts.models import INVITATION, RESET, Account
from ama_net.kernel.accounts.operations import choosing_password, email_change
from ama_net.kernel.accounts.operations.sign_in import complete_sign_in
from ama_net.kernel.accounts.passwords import WeakPassword
from ama_net.kernel.accounts.signed_in import sign_in_browser

bp = Blueprint("accounts_links", __name__)


@bp.errorhandler(CodeUnusable)
def link_is_over(_error: CodeUnusable) -> ResponseReturnValue:
    """410: the link was good once, or never."""
    return render_template("accounts/public/link_over.html"), 410


@bp.get("/password-dimenticata")
def forgotten() -> ResponseReturnValue:
    """Ask for a link to choose another password."""
    return render_template("accounts/public/forgotten.html", form=ForgottenForm())


@bp.post("/password-dimenticata")
@limiter.limit("5 per minute; 20 per hour")
def ask_reset() -> ResponseReturnValue:
    """The same answer whether the address is known or not."""
    form = ForgottenForm()
    if not form.validate_on_submit():
        return render_template("accounts/public/forgotten.html", form=form), 422
    choosing_password.ask_reset(form.email.data)
    return render_template("accounts/public/forgotten_sent.html", email=form.email.data)


@bp.get("/password/<token>")
def reset(token: str) -> ResponseReturnValue:
    """Choose another password."""
    return _password_page(RESET, token, NewPasswordForm())


@bp.post("/password/<token>")
@limiter.limit("20 per minute")
def choose_reset(token: str) -> ResponseReturnValue:
    """The link proves the mailbox; the second step, if there is one, is still asked when signing in."""
    account = _chosen(RESET, token)
    if not isinstance(account, Account):
        return account
    session.clear()
    flash(_("La password è cambiata: ora accedi con quella nuova."), "success")
    return redirect(url_for("accounts_public.sign_in"), 303)


@bp.get("/invito/<token>")
def invitation(token: str) -> ResponseReturnValue:
    """Choose the first password."""
    return _password_page(INVITATION, token, NewPasswordForm())


@bp.post("/invito/<token>")
@limiter.limit("20 per minute")
def accept_invitation(token: str) -> ResponseReturnValue:
    """Accept the invitation; who has no second step is signed in at once."""
    account = _chosen(INVITATION, token)
    if not isinstance(account, Account):
        return account
    if account.has_second_factor:
        return redirect(url_for("accounts_public.sign_in"), 303)
    complete_sign_in(account)
    sign_in_browser(account)
    flash(_("Fatto: da ora accedi con il tuo indirizzo e questa password."), "success")
    return redirect(url_for("accounts_my.home"), 303)


@bp.get("/email/<token>")
def email(token: str) -> ResponseReturnValue:
    """Show the address that is about to be confirmed."""
    return render_template("accounts/public/email.html", change=email_change.email_change_of(token))


@bp.post("/email/<token>")
@limiter.limit("20 per minute")
def confirm_email(token: str) -> ResponseReturnValue:
    """From now on this address is the one to sign in with."""
    account = email_change.confirm_email_change(token)
    flash(_("Da ora accedi con l'indirizzo %(email)s.", email=account.email), "success")
    return redirect(url_for("accounts_my.access"), 303)


def _chosen(purpose: str, token: str) -> Account | ResponseReturnValue:
    """The account whose password was chosen, or the page that asks again."""
    form = NewPasswordForm()
    if not form.validate_on_submit():
        return _password_page(purpose, token, form), 422
    try:
        return choosing_password.choose_by_code(purpose=purpose, token=token, password=form.password.data)
    except WeakPassword as error:
        form.password.errors = [str(error)]
        return _password_page(purpose, token, form), 422


def _password_page(purpose: str, token: str, form: NewPasswordForm) -> str:
    account = choosing_password.account_of_code(purpose, token)
    return render_template(f"accounts/public/{purpose}.html", form=form, account=account)
