"""What is read of returns: never an address, never which newsletter, and of the day only its month.

Were only those that tell an interest left unnamed, a line without a name would say that somebody has one; and a day beside that of a
newsletter would say which it was.
"""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from ama_net.across.newsletters.models import FeedbackSource, MailReturn
from ama_net.across.newsletters.return_words import KINDS
from ama_net.foundation.clock import ROME
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.outbox import Message

RETURNS = Listing(
    Column("received_at", _l("Mese"), sort=func.date_trunc("month", MailReturn.received_at, str(ROME))),
    Column("kind", _l("Che cosa è successo"), sort=MailReturn.kind),
    Column("address", _l("Indirizzo")),
    Column("about", _l("Messaggio")),
    Column("undone", _l("Che cosa fare")),
    filters=(Filter("kind", _l("Che cosa è successo"), MailReturn.kind, KINDS, many=True),),
    order="-received_at",
)


def returns() -> Select[MailReturn]:
    """What came back."""
    return select(MailReturn)


def templates_of(rows: Sequence[MailReturn]) -> dict[UUID, str]:
    """The template of each mail of the outbox that the rows of a page are about: one query however many they are."""
    mails = [row.message_id for row in rows if row.message_id]
    found = db.session.execute(select(Message.id, Message.template).where(Message.id.in_(mails)))
    return {one.id: one.template for one in found}


def how_many_wait() -> tuple[int, int]:
    """Mails of the outbox that came back, whose text is still kept; and sources that cannot be read."""
    waiting = select(func.count()).where(Message.returned_at.is_not(None), Message.emptied_at.is_(None))
    broken = select(func.count()).where(FeedbackSource.closed_at.is_(None), FeedbackSource.last_fault != "")
    found = db.session.execute(select(waiting.scalar_subquery(), broken.scalar_subquery())).one()
    return int(found[0]), int(found[1])
