"""What comes back: mails in the association's mailbox of returns, and what a provider tells by itself.

Nothing here decides anything: each reader turns what it was given into a ``Returned`` or nothing, and
``operations/returns.py`` believes it or not.
"""

from dataclasses import dataclass
from uuid import UUID

from ama_net.across.newsletters.models import FeedbackKind, ReturnKind

MAILBOXES = frozenset({FeedbackKind.IMAP, FeedbackKind.POP})
"""Sources that anybody may write to."""

LONGEST_ADDRESS = 254


@dataclass(frozen=True)
class Returned:
    """One thing somebody said about a mail of ours. ``address`` is who it was for, as they say; ``code`` why.

    ``delivery_id`` and ``message_id``: which mail, when it bears a return path or a Message-ID of ours.
    """

    kind: ReturnKind
    address: str
    delivery_id: UUID | None
    message_id: UUID | None
    code: str
    source: FeedbackKind
    event_key: bytes


def address_in(value: str) -> str:
    """An address as somebody says it; empty for what cannot be one."""
    address = value.strip().strip("<>")
    return address if "@" in address and len(address) <= LONGEST_ADDRESS and address.isprintable() else ""
