"""The notes of our own feeds, taken apart again: the sentences that were made from facts, and the group's own words.

What the feeds put together (kernel/directory/feeds/wording) is known exactly, so nothing is guessed here.
"""

import re
from dataclasses import dataclass

from ama_net.features.groups.importing.schedule import NTH, WEEKDAYS
from ama_net.features.groups.models import Frequency
from ama_net.foundation.text import fold

_ONLINE = re.compile(r"(?:^|\n\n)Online: (https?://\S+)$")
_FEMININE = {"prima": 1, "seconda": 2, "terza": 3, "quarta": 4, "ultima": 5}
_MADE = ("prima una telefonata", "prima un colloquio", "porta aperta", "gruppo in avvio", "per ora ", "sospeso ")
"""How a first paragraph begins that was made from facts though no day is known."""


@dataclass(frozen=True)
class OwnNotes:
    """``made`` are the sentences about when and how, ``description`` the group's words, ``online_url`` its room."""

    made: str
    description: str
    online_url: str


def split_own_notes(notes: str, *, has_day: bool) -> OwnNotes:
    """Take the notes of one of our own feeds apart."""
    online = _ONLINE.search(notes)
    rest = notes[: online.start()] if online else notes
    first, _, others = rest.partition("\n\n")
    is_made = has_day or fold(first).startswith(_MADE)
    return OwnNotes(first if is_made else "", others if is_made else rest, online[1] if online else "")


def own_frequency(made: str, weekday: int, code: str | None) -> tuple[str, int | None]:
    """How often a line comes back, and which one of the month: the code, and what the sentence adds to it."""
    day, text = WEEKDAYS[weekday - 1][1], fold(made)
    if code == Frequency.MONTHLY:
        nth = re.search(rf"\b(\w{{1,20}}) {day} del mese", text)
        return Frequency.MONTHLY, {**NTH, **_FEMININE}.get(nth[1]) if nth else None
    if code:
        return code, None
    return (Frequency.WEEKLY if f"ogni {day}" in text else Frequency.UNKNOWN), None
