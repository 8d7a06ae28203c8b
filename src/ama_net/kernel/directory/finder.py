"""The finder as pages use it: an address's query read into a search, and a search made into filters and cards.

One piece for an association's ``/gruppi`` and for the portal. Query names are Italian and stable: they end up in links
that people send each other: ``q tema comune distretto modo rivolto giorno tipo page``.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from flask_babel import gettext

from ama_net.foundation.text import fold
from ama_net.kernel.directory.queries import SearchQuery, SearchResult
from ama_net.kernel.directory.words import (
    MODE_WORDS,
    STATUS_KINDS,
    STATUS_WORDS,
    entry_words,
    schedule_words,
    weekday_name,
)

_folded = lru_cache(maxsize=8192)(fold)

KINDS = ("group", "related_service", "service")
LONGEST = 120
LAST_PAGE = 500
MOST_CHOICES = 60
"""A filter shows its most frequent choices: thousands of municipalities are found by typing, not by scrolling."""


class Option(NamedTuple):
    """One choice of a filter, and how many groups it would show."""

    value: str
    label: str
    groups: int


@dataclass(frozen=True)
class Filter:
    """One filter of the page: its name in the address, its label, the value chosen, its choices with counts."""

    name: str
    label: str
    chosen: str
    options: list[Option]


@dataclass(slots=True)
class Card:
    """What a card shows of a group: its states are ``(text, kind)``; the page adds the address and whose it is."""

    title: str
    theme: str
    place: str
    when: str
    way_in: str
    states: tuple[tuple[str, str], ...]
    url: str = ""
    association: str = ""


def query_from(args: Mapping[str, str], tenant_id: UUID | None, per_page: int = 20) -> SearchQuery:
    """Read an address's query. Rubbish is left out, never an error: links get cut and mistyped."""
    weekday, page = args.get("giorno", ""), args.get("page", "")
    kind = args.get("tipo", "group")
    return SearchQuery(
        text=args.get("q", "").replace("\x00", "")[:LONGEST],
        theme=_short(args.get("tema")),
        municipality=_short(args.get("comune")),
        district=_short(args.get("distretto")),
        mode=_short(args.get("modo")),
        audience=_short(args.get("rivolto")),
        weekday=int(weekday) if weekday in set("1234567") and weekday else None,
        kind=kind if kind in KINDS else "group",
        tenant_id=tenant_id,
        page=min(int(page), LAST_PAGE) if re.fullmatch(r"0*[1-9][0-9]{0,8}", page) else 1,
        per_page=per_page,
    )


def _short(value: str | None) -> str | None:
    return value.replace("\x00", "")[:LONGEST] or None if value else None


def filters_of(query: SearchQuery, result: SearchResult, *, english: bool) -> list[Filter]:
    """The filters with a count beside each choice; one with nothing to choose is left out."""
    made = [
        _filter(name, label, getattr(query, facet), result.counts[facet], _names(facet, result, english=english))
        for facet, (name, label) in _filter_words("en" if english else "it").items()
    ]
    return [entry for entry in made if entry.options]


@lru_cache(maxsize=4)
def _filter_words(_language: str) -> dict[str, tuple[str, str]]:
    """Each filter's name in the address, and its label."""
    return {
        "theme": ("tema", gettext("Tema")),
        "municipality": ("comune", gettext("Comune")),
        "district": ("distretto", gettext("Distretto")),
        "audience": ("rivolto", gettext("Rivolto a")),
        "mode": ("modo", gettext("Come ci si incontra")),
        "weekday": ("giorno", gettext("Giorno")),
    }


@lru_cache(maxsize=4)
def _fixed_names(_language: str) -> dict[str, dict[str, str]]:
    """What the choices are called that are the same for every association."""
    modes = {key: str(words) for key, words in MODE_WORDS.items()}
    return {"mode": modes, "weekday": {str(day): weekday_name(day) for day in range(1, 8)}, "district": {}}


def _names(facet: str, result: SearchResult, *, english: bool) -> Callable[[str], str]:
    fixed = _fixed_names("en" if english else "it").get(facet)
    if fixed is not None:
        return lambda key: fixed.get(key, key)
    labels = result.labels(facet)
    return lambda key: labels[key][english] if key in labels else key


def _filter(name: str, label: str, chosen: object, counts: Mapping[str, int], named: Callable[[str], str]) -> Filter:
    chosen = "" if chosen is None else str(chosen)
    shown = nlargest(MOST_CHOICES, counts, key=counts.__getitem__) if len(counts) > MOST_CHOICES else list(counts)
    if chosen and chosen not in shown:
        shown.append(chosen)
    options = [Option(key, named(key), counts.get(key, 0)) for key in shown]
    # The days of the week have an order of their own.
    options.sort(key=itemgetter(0) if name == "giorno" else _by_label)
    return Filter(name, label, chosen, options)


def _by_label(option: Option) -> str:
    return _folded(option.label)


def card_of(row: Any, *, english: bool) -> Card:
    """What a card shows of a row of the search."""
    language = "en" if english else "it"
    return Card(
        title=row.name,
        theme=(row.theme_label_en if english else None) or row.theme_label or row.theme_words,
        place=place_words(row),
        when=schedule_words(row.meetings, language),
        way_in=entry_words(row.entry, language),
        states=_states(language, row.is_example, row.status, row.mode),
    )


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
    """``Casa della Salute, Casalecchio di Reno``: as much as is known."""
    municipality = row.municipality
    return ", ".join(part for part in (row.venue_name, municipality) if part)
