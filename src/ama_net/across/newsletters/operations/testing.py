"""A trial: the newsletter as it is now, to one address, before anybody else has it. Who may: ``NEWSLETTERS_EDIT``.

It goes to who works in the office; to others only from who may send newsletters anyway, and to few: a trial is nobody's
subscription, and must be no way of writing to people who asked for nothing.
"""

from datetime import timedelta

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import func, select

from ama_net.across.newsletters.approval_mails import accounts_with
from ama_net.across.newsletters.links import trial_address
from ama_net.across.newsletters.models import Newsletter
from ama_net.across.newsletters.previewing import as_read
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.outbox import Message, send_mail
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_email
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.sealed import unsealer

TEMPLATE = "newsletters/test"
MOST_AN_HOUR = 30
"""Of a whole office: enough to try, too few to write to people who asked for nothing."""
MOST_OUTSIDE = 5
"""Different addresses in a day that are of nobody in the office."""


def send_trial(newsletter: Newsletter, address: str, *, by: Actor) -> None:
    """Send a trial to an address, from the newsletter's own mailbox. Its reader's links lead to a page that says it is a trial.

    Raises:
        WrongFact: the address cannot be, or is not one this person may try with, or too many trials left lately.
    """
    try:
        to = check_email(address)
    except InvalidIdentifier as error:
        raise WrongFact("address", str(error)) from error
    hold(f"newsletters:trials:{current_tenant_id()}")
    if (refused := _against(to, by)) is not None:
        raise WrongFact("address", refused)
    shown = as_read(newsletter, name=by.name.partition(" ")[0], links_to=trial_address(newsletter.language))
    context = {"subject": shown.subject, "text": shown.text, "html": Markup(shown.html)}  # noqa: S704  # cleaned there
    send_mail(TEMPLATE, to=to, context=context, about=newsletter, locale=newsletter.language, purpose="newsletter")
    record(by=by, verb="newsletter.tested", subject=newsletter)


def _against(to: str, by: Actor) -> LazyString | None:
    """Why a trial does not go there, in words."""
    tried = (Message.template == TEMPLATE, Message.created_at > now() - timedelta(hours=1))
    if (db.session.scalar(select(func.count()).where(*tried)) or 0) >= MOST_AN_HOUR:
        return _l("Nell'ultima ora sono partite molte prove: se ne può mandare un'altra fra un po'.")
    office = set(accounts_with(Permission.OFFICE_OPEN).values())
    if to in office:
        return None
    if not by.can(Permission.NEWSLETTERS_SEND):
        return _l("Una prova va solo a chi lavora nell'ufficio. Ad altri la manda chi spedisce le newsletter.")
    others = _tried_lately() - office
    if to not in others and len(others) >= MOST_OUTSIDE:
        return _l("Nell'ultimo giorno le prove sono già andate a 5 indirizzi di fuori: per un altro bisogna aspettare.")
    return None


def _tried_lately() -> set[str]:
    """Where trials went in the last day."""
    columns = select(Message.id, Message.recipient_sealed).where(Message.recipient_sealed.is_not(None))
    lately = columns.where(Message.template == TEMPLATE, Message.created_at > now() - timedelta(days=1))
    read = unsealer("messages", "recipient")
    return {read(key, sealed) for key, sealed in db.session.execute(lately) if sealed}
