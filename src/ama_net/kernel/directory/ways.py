"""Where a search that finds nothing leads: nearby, online, the same theme elsewhere. Never to a dead end.

Each way is counted by a search of its own, in memory; three at most, and only where nothing was found.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ama_net.kernel.directory.addressing import without
from ama_net.kernel.directory.index import Point
from ama_net.kernel.directory.queries import search_listing
from ama_net.kernel.directory.query import FILTERS, SearchQuery, SearchResult
from ama_net.kernel.directory.towns import town_of

FARTHEST_KM = 60
MOST_PLACES = 5

PLACES = ("municipality", "district")
TIMES = ("weekday", "day_part")


@dataclass(frozen=True)
class Neighbour:
    """A municipality where the same search finds something, and how far it is (None: from where is not known)."""

    code: str
    label: str
    groups: int
    km: int | None


@dataclass(frozen=True)
class Ways:
    """What the same search would find: in places nearby, online, about the same thing wherever and whenever."""

    nearby: list[Neighbour]
    loosely: bool = False
    """Nearby there is something only on other days or for other people: ``nearby`` is about the same thing."""
    online: int = 0
    elsewhere: int = 0
    network: int = 0
    """In the other associations of the network (only for an association's search)."""


def ways_on(query: SearchQuery, result: SearchResult) -> Ways:
    """The ways on from a search that found nothing."""
    asked_place = result.near is not None or any(map(query.chosen, PLACES))
    # A place found among the words is looked past by leaving its words out.
    text = " ".join(word for word in query.text.split() if word.lower() not in result.place_words.split())
    query = replace(query, text=text, near=None, page=1, per_page=1)
    anywhere = search_listing(_without(query, PLACES)) if asked_place else result
    anytime = search_listing(_without(query, tuple(name for name in FILTERS if name != "theme")))
    others = replace(_without(query, PLACES), tenant_id=None, besides=query.tenant_id)
    network = search_listing(others) if query.tenant_id else None
    nearby = _neighbours(query, result, anywhere) if asked_place else []
    loosely = _neighbours(query, result, anytime) if asked_place and not nearby else []
    return Ways(
        nearby=nearby or loosely,
        loosely=bool(loosely),
        online=sum(anywhere.counts["mode"].get(mode, 0) for mode in ("online", "hybrid")) if asked_place else 0,
        elsewhere=anytime.total if query.text or query.theme else 0,
        network=network.total if network else 0,
    )


def addressed(ways: Ways, args: Mapping[str, str], path: str, *, network: str = "") -> dict[str, Any]:
    """Each way with how many groups it leads to and its address; ``network`` is the portal's address."""
    anywhere = without(args, *_any("vicino", "km", "comune", "distretto"))
    kept = f"{path}?{anywhere}&" if anywhere else f"{path}?"
    alike = without(args, *_any(*(name for name in args if name not in {"q", "tema", "tipo"})))
    near = f"{path}?{alike}&" if ways.loosely and alike else kept
    return {
        "nearby": [(place, f"{near}comune={place.code}") for place in ways.nearby],
        "loosely": ways.loosely,
        "online": (ways.online, f"{kept}modo=online&modo=misto"),
        "elsewhere": (ways.elsewhere, f"{path}?{alike}"),
        "network": (ways.network, f"{network}?{anywhere}"),
    }


def _any(*names: str) -> list[tuple[str, None]]:
    return [(name, None) for name in names]


def _without(query: SearchQuery, names: tuple[str, ...]) -> SearchQuery:
    nothing: dict[str, Any] = dict.fromkeys(names)
    return replace(query, **nothing)


def _neighbours(query: SearchQuery, result: SearchResult, anywhere: SearchResult) -> list[Neighbour]:
    index, start = anywhere.index, _start(query, result)
    counts, labels = anywhere.counts["municipality"], anywhere.labels("municipality")
    if index is None or start is None:
        most = sorted(counts, key=lambda code: (-counts[code], labels[code]))[:MOST_PLACES]
        return [Neighbour(code, labels[code][0], counts[code], None) for code in most]
    near = [(code, km) for code, km in index.around(start, FARTHEST_KM).items() if code in counts]
    return [Neighbour(code, labels[code][0], counts[code], round(km)) for code, km in near[:MOST_PLACES]]


def _start(query: SearchQuery, result: SearchResult) -> Point | None:
    if result.near:
        return result.near.town.point
    town = next((found for code in query.chosen("municipality") if (found := town_of(code))), None)
    return town.point if town else None
