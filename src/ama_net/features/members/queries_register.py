"""Reading the libro soci: as it was written on a day, and who was a member on a day. Everything comes from its entries.

*Written* goes by when an entry was written: what the book said that evening. *In force* goes by the day an entry has
effect: who was a member then, as known today, corrections included.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from ama_net.features.members.lines import among
from ama_net.features.members.register import REGISTER, EntryKind, of_register
from ama_net.features.members.register_words import END_REASONS
from ama_net.foundation.clock import ROME
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.audit import LedgerEntry

SAYS = LedgerEntry.facts["says"]
ADMITTED, ENDED = SAYS["admitted_on"].astext, SAYS["ended_on"].astext
SOUGHT = func.concat_ws(" ", *(SAYS[part].astext for part in ("surname", "name", "body", "tax_code")))


@dataclass(frozen=True)
class BookLine:
    """A line of the book: its number, what it says, and the entry that said it last."""

    number: int
    says: dict[str, Any]
    entry: LedgerEntry = field(repr=False)

    @property
    def id(self) -> Any:
        """The entry's."""
        return self.entry.id

    @property
    def membership_id(self) -> str:
        """Whose line it is."""
        return str(self.entry.facts["membership"])

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

    @property
    def end_words(self) -> str:
        """Why they left, in words."""
        reason = self.says.get("end_reason")
        return str(END_REASONS.get(reason, reason)) if reason else ""

    def decision(self, part: str) -> str:
        """A resolution as the book quotes it: ``n. 12/2024 del 03/05/2024``, or what an old book said."""
        day = self.day_words(f"{part}_on")
        said = str(self.says.get(part, ""))
        return _("n. %(number)s del %(day)s", number=said, day=day) if said and day else said


def end_of(day: date) -> datetime:
    """The instant a day ends in Italy."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=ROME)


def lines_written(day: date | None = None) -> Select[LedgerEntry]:
    """The last entry of each line, as the book was on the evening of ``day`` (now, when none is given)."""
    later = aliased(LedgerEntry)
    newer = [later.ledger == REGISTER.name, later.line == LedgerEntry.line, later.number > LedgerEntry.number]
    wanted = [of_register(), LedgerEntry.line.is_not(None)]
    if day is not None:
        newer.append(later.at < end_of(day))
        wanted.append(LedgerEntry.at < end_of(day))
    return select(LedgerEntry).where(*wanted, ~exists().where(*newer))


def lines_in_force(day: date) -> Select[LedgerEntry]:
    """The last entry of each line of who was a member on ``day``; ``in_force`` makes it say what held then."""
    text = day.isoformat()
    return lines_written().where(text >= ADMITTED, or_(ENDED.is_(None), text < ENDED))


def as_written(entries: Iterable[LedgerEntry]) -> list[BookLine]:
    """Entries as lines of the book."""
    return [BookLine(_line(entry), entry.facts["says"], entry) for entry in entries]


def in_force(entries: Sequence[Any], day: date) -> list[BookLine]:
    """The lines with what held on ``day``, from their last entries (or rows of them): one query for all of them."""
    numbers = [_line(entry) for entry in entries]
    histories: dict[int, list[Any]] = {number: [] for number in numbers}
    written = select(LedgerEntry.line, LedgerEntry.number, LedgerEntry.facts)
    found = written.where(of_register(), among(LedgerEntry.line, numbers)).order_by(LedgerEntry.number)
    for entry in db.session.execute(found):
        histories[_line(entry)].append(entry)
    return [BookLine(_line(last), says_on(histories[_line(last)], day), last) for last in entries]


def says_on(history: Sequence[Any], day: date) -> dict[str, Any]:
    """What a line's entries say held on a day: each part from the last that had effect by then.

    A correction stands for all the days, in place of what was written of that part before it; the first entry holds also
    where a correction moved the admission to before it.
    """
    corrected: dict[str, int] = {}
    for entry in history:
        if entry.facts["kind"] == EntryKind.CORRECTION:
            corrected.update(dict.fromkeys(entry.facts["changed"], entry.number))
    first = history[0].number
    says: dict[str, Any] = {}
    for entry in sorted(history, key=lambda one: (one.number != first, one.facts["effective_on"], one.number)):
        if entry.number == first or entry.facts["effective_on"] <= day.isoformat():
            changed = [part for part in entry.facts["changed"] if entry.number >= corrected.get(part, 0)]
            says.update({part: entry.facts["says"].get(part) for part in changed})
    if (says.get("ended_on") or "") > day.isoformat():
        says = {part: value for part, value in says.items() if not part.startswith("end")}
    return {part: value for part, value in says.items() if value}


def history_of(number: int) -> list[LedgerEntry]:
    """Every entry of a line, the newest first."""
    found = select(LedgerEntry).where(of_register(), LedgerEntry.line == number)
    return list(db.session.scalars(found.order_by(LedgerEntry.number.desc())))


def _line(entry: Any) -> int:
    assert entry.line is not None  # of a register
    return int(entry.line)


def _search(statement: Select[Any], words: str) -> Select[Any]:
    """By number when only a number was typed, otherwise by name and tax code."""
    if words.isdigit() and len(words) < 9:
        return statement.where(LedgerEntry.line == int(words))
    said = func.f_unaccent(SOUGHT)
    return statement.where(and_(*(said.contains(fold(word), autoescape=True) for word in words.split()[:8])))


STATES = {"in": _l("Soci"), "out": _l("Usciti")}


def _is(state: str) -> ColumnElement[bool]:
    is_in: ColumnElement[bool] = ENDED.is_(None)
    return is_in if state == "in" else ~is_in


BOOK = Listing(
    Column("number", _l("N."), sort=LedgerEntry.line, numeric=True),
    Column("name", _l("Chi")),
    Column("residence", _l("Residenza o sede")),
    Column("category", _l("Categoria")),
    Column("admitted", _l("Ammissione")),
    Column("ended", _l("Uscita")),
    filters=(Filter("stato", _l("Chi"), where=_is, options=STATES, counted=False),),
    search=_search,
    order="number",
    count_to=1000,
)
"""The pages of the book: its lines in the order of their numbers."""
