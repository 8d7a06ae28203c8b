"""A line of a register: what it says, how two of its states differ, what held on a day. Only texts: dates as ISO days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import combinations
from typing import Any

from flask_babel import format_date
from sqlalchemy import ARRAY, ColumnElement, Select, and_, any_, func, literal, select

from ama_net.foundation.clock import ROME
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.audit import LedgerEntry

Line = dict[str, Any]

OWNER = "owner"
"""The part of a line that says whose row it is: a line is never somebody else's, whatever their name."""

VARIATION, CORRECTION = "variation", "correction"
"""The two kinds of entry that every register has, and that say nothing when the line does not change."""

SAYS = LedgerEntry.facts["says"]
SOUGHT = func.concat_ws(" ", *(SAYS[part].astext for part in ("surname", "name", "body", "tax_code")))


@dataclass(frozen=True)
class BookLine:
    """A line of a register: its number, what it says, and the entry that said it last."""

    number: int
    says: Line
    entry: Any = field(repr=False)

    @property
    def id(self) -> Any:
        """The entry's."""
        return self.entry.id

    @property
    def name(self) -> str:
        """As a book is read: surname first, or the body's name."""
        person = f"{self.says.get('surname', '')} {self.says.get('name', '')}".strip()
        return person or str(self.says.get("body", ""))

    def day(self, part: str) -> date | None:
        """A date of the line."""
        said = self.says.get(part)
        return date.fromisoformat(said) if said else None

    def day_words(self, part: str) -> str:
        """The same as it is printed: ``03/05/2024``."""
        day = self.day(part)
        return format_date(day, "dd/MM/yyyy") if day else ""

    @property
    def birth(self) -> str:
        """``01/02/1960, Ferrara``."""
        return ", ".join(filter(None, (self.day_words("birth_date"), self.says.get("birth_place", ""))))


def end_of(day: date) -> datetime:
    """The instant a day ends in Italy."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=ROME)


def among(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """The condition that a column is one of many values, sent as one array: a thousand placeholders are slow to read."""
    return column == any_(literal(list(values), ARRAY(column.type)))  # type: ignore[no-any-return]


def rows_by_id(model: Any, columns: Sequence[str], ids: Iterable[Any]) -> dict[Any, Any]:
    """Rows of a table by their ids (None is none of them): columns are read, not objects, since a book has thousands."""
    wanted = set(ids) - {None}
    if not wanted:
        return {}
    found = select(model.id, *(getattr(model, name) for name in columns)).where(among(model.id, wanted))
    return {row.id: row for row in db.session.execute(found)}


def changed_parts(before: Line | None, after: Line) -> list[str]:
    """Which parts of a line differ; all those that say something when there was no line."""
    if before is None:
        return sorted(key for key, value in after.items() if value)
    return sorted(key for key in {*before, *after} if (before.get(key) or None) != (after.get(key) or None))


def says_on(history: Sequence[Any], day: date) -> Line:
    """What a line's entries say held on a day: each part from the last that had effect by then.

    A correction stands for all the days, in place of what was written of that part before it; the first entry holds also
    where a correction moved the beginning to before it. An end that had yet to come is not said: its parts begin with
    ``end``.
    """
    corrected: dict[str, int] = {}
    for entry in history:
        if entry.facts["kind"] == CORRECTION:
            corrected.update(dict.fromkeys(entry.facts["changed"], entry.number))
    first = history[0].number
    says: Line = {}
    for entry in sorted(history, key=lambda one: (one.number != first, one.facts["effective_on"], one.number)):
        if entry.number == first or entry.facts["effective_on"] <= day.isoformat():
            changed = [part for part in entry.facts["changed"] if entry.number >= corrected.get(part, 0)]
            says.update({part: entry.facts["says"].get(part) for part in changed})
    if (says.get("ended_on") or "") > day.isoformat():
        says = {part: value for part, value in says.items() if not part.startswith("end")}
    return {part: value for part, value in says.items() if value}


def search_lines(statement: Select[Any], words: str) -> Select[Any]:
    """By number when only a number was typed, otherwise by name and tax code."""
    if words.isdigit() and len(words) < 9:
        return statement.where(LedgerEntry.line == int(words))
    said = func.f_unaccent(SOUGHT)
    return statement.where(and_(*(said.contains(fold(word), autoescape=True) for word in words.split()[:8])))


def overlap(begins: date, ends: date | None, other_begins: date, other_ends: date | None) -> bool:
    """Whether two stretches of days have one in common; an end is the first day that is no longer of it.

    A stretch that ends where it begins has no day.
    """
    first = max(begins, other_begins)
    return all(end is None or first < end for end in (ends, other_ends))


def any_overlap(stretches: Iterable[tuple[date, date | None]]) -> bool:
    """Whether two of these stretches of days have one in common."""
    return any(overlap(*one, *other) for one, other in combinations(stretches, 2))
