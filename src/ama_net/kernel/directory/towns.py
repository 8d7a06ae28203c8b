"""Municipalities by the name people type: where "near" is, and a place written among the words of a search.

The gazetteer changes with a release or by command: what it answered is kept by each process.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select, text

from ama_net.foundation.database import db
from ama_net.kernel.directory.index import Index, Point
from ama_net.kernel.places import Municipality, municipality
from ama_net.kernel.places.queries import split_province, suggest, words_of

DISTANCES = (10, 20, 40)
USUAL_KM = 20
REACH_KM = 60
"""A word is taken for a place only where some group is no farther than this."""

SHORTEST_PLACE = 4
LONGEST_PLACE = 4
"""Letters of a word, and words of a name."""

MOST_SUGGESTED, SHOWN_SUGGESTED = 60, 8

MOST_KEPT = 5_000


@dataclass(frozen=True)
class Town:
    """A municipality and its point."""

    code: str
    name: str
    province: str
    point: Point

    @property
    def label(self) -> str:
        """``Bologna (BO)``, as forms show and read it."""
        return f"{self.name} ({self.province})"


@dataclass(frozen=True)
class Near:
    """What "near" means in a search: a municipality, and how many kilometres around it."""

    town: Town
    km: int


_kept: dict[str, tuple[Town, ...]] = {}


def towns_called(names: Sequence[str]) -> Mapping[str, tuple[Town, ...]]:
    """The municipalities called exactly so, or whose name begins with that whole word; names are folded words."""
    new = [name for name in names if name not in _kept]
    if new:
        if len(_kept) > MOST_KEPT:  # anybody may type anything
            _kept.clear()
            new = list(names)
        found: dict[str, list[Town]] = {name: [] for name in new}
        for name, *town in db.session.connection().execute(_CALLED, {"names": new}):
            code, called, province, lat, lon = town
            found[name].append(Town(code, called, province, (lat, lon)))
        _kept.update((name, tuple(towns)) for name, towns in found.items())
    return {name: _kept[name] for name in names}


def town_typed(typed: str) -> Town | None:
    """The municipality somebody typed as the place to be near to; of several with one name, the first by province."""
    name, province = split_province(typed, None)
    folded = " ".join(words_of(name))
    towns = towns_called([folded])[folded] if folded else ()
    exact = [town for town in towns if " ".join(words_of(town.name)) == folded] or list(towns)
    return next((town for town in exact if province in (None, town.province)), None)


def towns_beginning(typed: str, index: Index, groups: int) -> list[str]:
    """Names to choose from while typing: first where these groups meet, then around there, then the others."""
    used = index.counts("municipality", groups)

    def remote(town: Municipality) -> tuple[bool, bool]:
        return town.istat_code not in used, not index.around((town.lat, town.lon), REACH_KM)

    return [town.label for town in sorted(suggest(typed[:60], limit=MOST_SUGGESTED), key=remote)[:SHOWN_SUGGESTED]]


def town_of(code: str) -> Town | None:
    """The municipality with a code."""
    found = municipality(code)
    return Town(found.istat_code, found.name, found.province, (found.lat, found.lon)) if found else None


def towns_alike(typed: str) -> list[str]:
    """The names most like one that no municipality has."""
    name = " ".join(words_of(split_province(typed, None)[0]))
    rows = db.session.execute(
        select(Municipality.name, Municipality.province)
        .where(Municipality.active, text("similarity(sort_name, :name) > 0.3"))
        .order_by(text("similarity(sort_name, :name) DESC"), Municipality.sort_name)
        .limit(3),
        {"name": name},
    )
    return [f"{name} ({province})" for name, province in rows]


def place_among(words: Sequence[str], index: Index, unknown: frozenset[str]) -> tuple[Town, tuple[str, ...]] | None:
    """A municipality named among the words of a search (the longest name wins), and the words that name it.

    A name of several words may be cut to its first ("zola") only where nobody uses that word for anything else.
    """
    runs = [
        tuple(words[start : start + size])
        for size in range(min(LONGEST_PLACE, len(words)), 0, -1)
        for start in range(len(words) - size + 1)
    ]
    runs = [run for run in runs if len("".join(run)) >= SHORTEST_PLACE]
    called = towns_called([" ".join(run) for run in runs]) if runs else {}
    for run in runs:
        name = " ".join(run)
        whole = [town for town in called[name] if " ".join(words_of(town.name)) == name]
        towns = whole or (called[name] if unknown.issuperset(run) else ())
        reached = [(far, town) for town in towns if (far := _reach(town, index)) is not None]
        if reached:
            return min(reached, key=lambda pair: pair[0])[1], run
    return None


def _reach(town: Town, index: Index) -> float | None:
    return min(index.around(town.point, REACH_KM).values(), default=None)


_CALLED = text("""
    SELECT typed.name, town.istat_code, town.name, town.province, town.lat, town.lon
    FROM (SELECT name COLLATE "C" AS name FROM unnest(CAST(:names AS text[])) AS t(name)) AS typed
    CROSS JOIN LATERAL (
        SELECT * FROM municipalities WHERE sort_name = typed.name AND active
        UNION SELECT * FROM municipalities WHERE other_sort_name = typed.name AND active
        UNION SELECT * FROM municipalities
              WHERE strpos(typed.name, ' ') = 0 AND sort_name > typed.name || ' ' AND sort_name < typed.name || '!' AND active
    ) AS town
    ORDER BY typed.name, town.sort_name, town.province
""")
"""A name cut to its first word is looked for between that word with a space and the next character after the space."""
