"""What a card shows of a group found."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask_babel import gettext
from markupsafe import Markup, escape

from ama_net.foundation.text import fold
from ama_net.kernel.directory.words import MODE_WORDS, STATUS_KINDS, STATUS_WORDS, entry_words, schedule_words

HOURS = re.compile(r"(?:\b\w+ )?\d\d:\d\d(?:-\d\d:\d\d)?")


@dataclass(slots=True)
class Card:
    """What a card shows of a group: its states are ``(text, kind)``; the page adds the address and whose it is.

    ``also`` are the other associations that list it: name and address.
    """

    title: str
    theme: str
    place: str
    when: str
    way_in: str
    states: tuple[tuple[str, str], ...]
    url: str = ""
    association: str = ""
    distance: str = ""
    also: tuple[tuple[str, str], ...] = ()


def card_of(row: Any, *, english: bool, distance: float | None = None) -> Card:
    """What a card shows of a row of the search. A protected group says that its place and hour are told later."""
    language = "en" if english else "it"
    return Card(
        title=row.name,
        theme=(row.theme_label_en if english else None) or row.theme_label or row.theme_words,
        place=_protected(language) if row.hides_place else place_words(row),
        when=_unbroken(schedule_words(row.meetings, language)),
        way_in=entry_words(row.entry, language),
        states=_states(language, row.is_example, row.status, row.mode),
        distance=_distance(language, round(distance)) if distance is not None else "",
    )


@lru_cache(maxsize=4096)
def _unbroken(words: str) -> str:
    """Hours that no line breaks in the middle."""
    marked = HOURS.sub(r'<span class="unbroken">\g<0></span>', str(escape(words)))
    return Markup(marked)  # noqa: S704  # escaped just above


@lru_cache(maxsize=256)
def _distance(_language: str, km: int) -> str:
    return str(gettext("circa %(km)s km", km=km)) if km else ""


@lru_cache(maxsize=4)
def _protected(_language: str) -> str:
    return str(gettext("Luogo e ora riservati: si dicono al primo contatto"))


@lru_cache(maxsize=256)
def _states(_language: str, is_example: bool, status: str, mode: str) -> tuple[tuple[str, str], ...]:
    states: list[tuple[str, str]] = []
    if is_example:
        states.append((gettext("Esempio, non è un gruppo vero"), "example"))
    if status != "active":
        states.append((str(STATUS_WORDS[status]), STATUS_KINDS[status]))
    if mode in {"online", "hybrid"}:
        states.append((str(MODE_WORDS[mode]), "neutral"))
    return tuple(states)


def place_words(row: Any) -> str:
    """``Casa della Salute, Casalecchio di Reno``: as much as is known, the town once."""
    return _place(row.venue_name or "", row.municipality or "")


@lru_cache(maxsize=4096)
def _place(venue: str, town: str) -> str:
    if venue and town and re.search(rf"(?<!\w){re.escape(fold(town))}(?!\w)", fold(venue)):
        return venue
    return ", ".join(part for part in (venue, town) if part)
