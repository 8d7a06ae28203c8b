"""Mail that comes back: where it comes back to, and what is noted of a mail of the outbox.

The mailbox of returns is known by a room above (it reads it): the port is here, as every mail needs it to leave.
"""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import update

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.outbox.models import SENT, Message

_mailboxes: list[Callable[[], str | None]] = []


def register_mailbox(mailbox: Callable[[], str | None]) -> None:
    """Say how the association's mailbox of returns is found; the room that reads it does, once, at start."""
    if mailbox not in _mailboxes:
        _mailboxes.append(mailbox)


def return_mailbox() -> str | None:
    """The address returns of this association go to; None: it has none, they go to who sends (one query)."""
    return next((address for mailbox in _mailboxes if (address := mailbox())), None)


def note_return(message_id: UUID, code: str) -> bool:
    """Note that a mail that had left cannot be delivered. ``code``: an enhanced status or a word, never an address.

    Returns:
        Whether there is such a mail that left. Said twice, the first stays.
    """
    values = {"returned_at": now(), "return_code": code[:40]}
    ours = (Message.id == message_id) & (Message.state == SENT)
    db.session.execute(update(Message).where(ours, Message.returned_at.is_(None)).values(**values))
    return db.session.query(Message.id).where(ours).first() is not None


def forget_return(message_id: UUID) -> None:
    """It was a mistake: the mail did arrive."""
    db.session.execute(update(Message).where(Message.id == message_id).values(returned_at=None, return_code=""))
