"""Correspondence: the protocol of letters in and out, letters on paper and by e-mail, and what became of each."""

from ama_net.kernel.correspondence.models import Channel, Direction, Letter, LetterState, ProtocolEntry
from ama_net.kernel.correspondence.operations import OnlyMailed, channel_of, open_entry, postal_lines, send_letter
from ama_net.kernel.correspondence.queries import letters_about
from ama_net.kernel.correspondence.strangers import Stranger, stranger

__all__ = [
    "Channel",
    "Direction",
    "Letter",
    "LetterState",
    "OnlyMailed",
    "ProtocolEntry",
    "Stranger",
    "channel_of",
    "letters_about",
    "open_entry",
    "postal_lines",
    "send_letter",
    "stranger",
]
