"""The address of a search: its query read, and written again with one choice less.

Names and values are Italian and stable, because they end up in links that people send each other:
``q tema comune distretto rivolto modo giorno fascia gradini nuovi lingua vicino km tipo esatta page``.
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlencode
from uuid import UUID

from werkzeug.datastructures import MultiDict

from ama_net.kernel.directory.query import SearchQuery
from ama_net.kernel.directory.towns import DISTANCES, USUAL_KM, Near, town_typed

LONGEST = 120
LAST_PAGE = 500
MOST_TOGETHER = 12
"""How many choices of one filter are read."""

KINDS = ("group", "related_service", "service")

NAMES = {
    "theme": "tema",
    "audience": "rivolto",
    "municipality": "comune",
    "district": "distretto",
    "mode": "modo",
    "weekday": "giorno",
    "day_part": "fascia",
    "step_free": "gradini",
    "newcomers": "nuovi",
    "language": "lingua",
}
"""What each filter is called in an address, in the order of the page."""

_DAYS = ("lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica")

WORDS: dict[str, dict[str, str]] = {
    "mode": {"in_person": "presenza", "online": "online", "hybrid": "misto", "unknown": "da-chiedere"},
    "weekday": {str(number): day for number, day in enumerate(_DAYS, 1)},
    "day_part": {"morning": "mattina", "afternoon": "pomeriggio", "evening": "sera"},
    "step_free": {"yes": "senza"},
    "newcomers": {"yes": "si"},
    "kind": {"group": "gruppi", "related_service": "servizi-affini", "service": "servizi"},
}
"""How the keys that are not Italian are written; the other keys stand as they are, and so may these (old links)."""

_KEYS = {facet: {word: key for key, word in words.items()} for facet, words in WORDS.items()}

Args = Mapping[str, str]


def written(facet: str, key: str) -> str:
    """A key as an address says it: ``evening`` -> ``sera``."""
    return WORDS.get(facet, {}).get(key, key)


def query_from(args: Args, tenant_id: UUID | None, per_page: int = 20) -> SearchQuery:
    """Read an address's query. Rubbish is left out, never an error: links get cut and mistyped."""
    page = args.get("page", "")
    kind = _KEYS["kind"].get(args.get("tipo", ""), args.get("tipo", ""))
    return SearchQuery(
        text=_clean(args.get("q")),
        kind=kind if kind in KINDS else "group",
        near=_near(args),
        literal=args.get("esatta") == "si",
        tenant_id=tenant_id,
        besides=None,
        page=min(int(page), LAST_PAGE) if re.fullmatch(r"0*[1-9][0-9]{0,8}", page) else 1,
        per_page=per_page,
        **{facet: _chosen(facet, _all(args, name)) for facet, name in NAMES.items()},
    )


def near_typed(args: Args) -> str:
    """The municipality typed to be near to."""
    return _clean(args.get("vicino")).strip()


def without(args: Args, *pairs: tuple[str, str | None]) -> str:
    """The query of the same search without some of its values (None: without any value of that name), from page 1."""
    gone = {name for name, value in pairs if value is None} | {"page"}
    kept = [
        (name, value) for name, value in _items(args) if value and name not in gone and (name, value) not in set(pairs)
    ]
    return urlencode(kept)


def address_to_share(args: Args, path: str) -> str:
    """The same search without what was left empty, as it stands in the bar once a fragment has come."""
    told = [(name, value) for name, value in _items(args) if value and name != "km"]
    if near_typed(args) and args.get("km") not in {None, "", str(USUAL_KM)}:
        told.append(("km", args["km"]))
    return f"{path}?{urlencode(told)}" if told else path


def _chosen(facet: str, values: Iterable[str]) -> str | tuple[str, ...] | None:
    keys = tuple(dict.fromkeys(_KEYS.get(facet, {}).get(value, value) for value in map(_clean, values) if value))
    if facet in WORDS:  # a mistyped day is no day
        keys = tuple(key for key in keys if key in WORDS[facet])
    return (keys[0] if len(keys) == 1 else keys) or None if keys else None


def _near(args: Args) -> Near | None:
    town = town_typed(typed) if (typed := near_typed(args)) else None
    km = args.get("km", "")
    return Near(town, int(km) if km in map(str, DISTANCES) else USUAL_KM) if town else None


def _all(args: Args, name: str) -> list[str]:
    found = args.getlist(name) if isinstance(args, MultiDict) else [args[name]] if name in args else []
    return found[:MOST_TOGETHER]


def _items(args: Args) -> Iterable[tuple[str, str]]:
    return args.items(multi=True) if isinstance(args, MultiDict) else args.items()


def _clean(value: str | None) -> str:
    return (value or "").replace("\x00", "")[:LONGEST]
