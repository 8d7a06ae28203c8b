"""Mails of the office about a newsletter that is handed over: to who may approve or send it, then to who wrote it.

Nobody is told twice within an hour that the same newsletter waits, unless somebody has decided about it in between.

None says what the newsletter is about: that is read inside, by who may.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from ama_net.across.newsletters.models import Newsletter
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.access.permissions import permissions_of
from ama_net.kernel.accounts.models import ACTIVE, Account, roles_of
from ama_net.kernel.outbox import Message, send_mail
from ama_net.kernel.tenancy import current_tenant

WAITS, DECIDED = "newsletters/to_approve", ("newsletters/approved", "newsletters/given_back")
QUIET = timedelta(hours=1)


def who_wrote(newsletter: Newsletter) -> set[UUID]:
    """The accounts that began it, wrote in it or handed it over: none of them is a second person."""
    known = (newsletter.created_by, newsletter.submitted_by)
    return {one for one in known if one is not None} | {UUID(str(one)) for one in newsletter.writers or []}


def accounts_with(permission: Permission) -> dict[UUID, str]:
    """The addresses of who may do something in the office, by account."""
    found = db.session.execute(select(Account.id, Account.email, Account.roles).where(Account.status == ACTIVE))
    return {row.id: row.email for row in found if permission in permissions_of(roles_of(row.roles))}


def ask_for_approval(newsletter: Newsletter, *, approves: bool) -> None:
    """Tell who may approve it (or only send it, where nobody needs to approve) that it waits."""
    wrote = who_wrote(newsletter) if approves else {newsletter.submitted_by}
    others = {email for one, email in accounts_with(Permission.NEWSLETTERS_SEND).items() if one not in wrote}
    for email in sorted(others - _just_told(newsletter)):
        _send(WAITS, email, newsletter, approves=approves)


def tell_who_wrote(newsletter: Newsletter, template: str, *, by: Actor) -> None:
    """Tell who wrote it, as far as they still write newsletters, what somebody else decided."""
    writing = accounts_with(Permission.NEWSLETTERS_EDIT)
    for one in sorted(who_wrote(newsletter) & set(writing) - {by.account_id}):
        _send(template, writing[one], newsletter, to_change=bool(newsletter.to_change))


def _just_told(newsletter: Newsletter) -> set[str]:
    """Who was told within the hour that it waits, and that still holds: nobody else has decided about it since."""
    about = Message.about_id == newsletter.id
    decided = db.session.scalar(select(func.max(Message.created_at)).where(about, Message.template.in_(DECIDED)))
    since = max(filter(None, (now() - QUIET, decided)))
    told = select(Message).where(about, Message.template == WAITS, Message.created_at > since)
    return {one.recipient for one in db.session.scalars(told) if one.recipient}


def _send(template: str, to: str, newsletter: Newsletter, **words: bool) -> None:
    link = f"{current_tenant().base_url}/manage/newsletter/{newsletter.id}"
    send_mail(template, to=to, context={"link": link, **words}, about=newsletter, locale="it")
