"""``Register``: the chain of a book of people, with what tells its lines from another book's."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from ama_net.foundation.clock import today
from ama_net.foundation.database import db, hold
from ama_net.kernel.audit import Ledger, LedgerEntry, next_number
from ama_net.kernel.audit.numbers import reach_number
from ama_net.kernel.registers.lines import (
    CORRECTION,
    OWNER,
    SAYS,
    VARIATION,
    BookLine,
    Line,
    among,
    changed_parts,
    end_of,
    says_on,
)
from ama_net.kernel.tenancy import current_tenant_id

L = TypeVar("L", bound=BookLine)


class NumberGiven(ValueError):
    """A number of a line was given already, twice among those asked for, or is not positive; ``place`` says which."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


@dataclass(frozen=True)
class NewEntry:
    """What is about to be written of a row (it has ``id`` and ``number``): the line itself is read from the tables."""

    row: Any
    kind: str
    effective_on: date
    why: str = ""
    earlier: int | None = None
    """The number that who comes back had before."""
    made_one: frozenset[UUID] = frozenset()
    """People just made one, or parted again: their lines alone may pass from one to the other."""


@dataclass(frozen=True)
class Register(Ledger):
    """A chain whose entries are about numbered lines: ``Register("members", …)``.

    ``row_key`` names, in the facts of an entry, the row a line is of; ``model`` is its table and ``columns`` those that
    ``lines_of`` reads, ``id`` and ``number`` among them. ``begins`` is the part that says the first day (the last is always
    ``ended_on``); ``follows`` are the parts that change with the person, which a variation writes.
    """

    row_key: str
    model: Any
    columns: tuple[Any, ...]
    lines_of: Callable[[Sequence[Any]], dict[UUID, Line]]
    begins: str
    follows: frozenset[str]

    def hold(self) -> None:
        """Hold the register until the transaction ends: one hand writes in it at a time. Taken before any row or number."""
        hold(f"{self.name}:register:{current_tenant_id()}")

    def write(self, entries: Sequence[NewEntry]) -> range:
        """Add entries, in order, each with its line as the tables say it now; gives their numbers. It must be held.

        A variation or a correction that would repeat what the line already says is not written.
        """
        if not entries:
            return range(0)
        db.session.flush()
        rows = [entry.row for entry in entries]
        says, before = self.lines_of(rows), self.last_lines({row.number for row in rows})
        facts = []
        for entry in entries:
            line = self._may_say(entry, before.get(entry.row.number), says[entry.row.id])
            changed = changed_parts(before.get(entry.row.number), line)
            if changed or entry.kind not in (VARIATION, CORRECTION):
                facts.append(self._facts(entry, line, changed))
        return self.append(facts) if facts else range(0)

    def _may_say(self, entry: NewEntry, before: Line | None, line: Line) -> Line:
        """The line as an entry may write it; the rest stays as the book says it, whatever a row says.

        A variation follows the person only. No entry gives a line to somebody else, nor takes their facts: a row whose
        person was changed by hand keeps on disagreeing.
        """
        if before is None:
            return line
        of_other = before.get(OWNER) != line[OWNER]
        carried = of_other and {before.get(OWNER), line[OWNER]} <= {str(one) for one in entry.made_one}
        stays = {*before, *line} - self.follows - {OWNER} if entry.kind == VARIATION else set()
        if of_other and not carried:
            stays |= {*self.follows, OWNER}
        kept = {part: value for part, value in before.items() if part in stays}
        return {**kept, **{part: value for part, value in line.items() if part not in stays}}

    def _facts(self, entry: NewEntry, line: Line, changed: list[str]) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "kind": str(entry.kind),
            "line": entry.row.number,
            self.row_key: str(entry.row.id),
            "effective_on": entry.effective_on.isoformat(),
            "written_on": today().isoformat(),
            "changed": changed,
            "says": line,
        }
        if entry.why:
            facts["why"] = entry.why
        if entry.earlier is not None:
            facts["earlier"] = entry.earlier
        return facts

    def take_numbers(self, wanted: Sequence[int | None]) -> list[int]:
        """A number for each: the one of the old book where it is given and free, otherwise the next after the highest.

        Raises:
            NumberGiven: a number was given already, twice here, or is not positive.
        """
        given = [number for number in wanted if number is not None]
        known = select(self.model.number).where(among(self.model.number, given))
        taken = set(db.session.scalars(known)) if given else set()
        for place, number in enumerate(wanted):
            if number is None:
                continue
            if number < 1 or number in taken:
                raise NumberGiven(place)
            taken.add(number)
        highest = db.session.scalar(select(func.max(self.model.number))) or 0
        reach_number(self.name, at_least=max([highest, *given]))
        free = len(wanted) - len(given)
        following = count(next_number(self.name, how_many=free) if free else 0)
        return [next(following) if number is None else number for number in wanted]

    def is_entry(self) -> ColumnElement[bool]:
        """The condition that an entry is of this register."""
        return LedgerEntry.ledger == self.name

    def last_entries(self) -> Select[int | None, int]:
        """Of each line, the number of its last entry."""
        return (
            select(LedgerEntry.line, func.max(LedgerEntry.number).label("number"))
            .where(self.is_entry(), LedgerEntry.line.is_not(None))
            .group_by(LedgerEntry.line)
        )

    def last_lines(self, numbers: Iterable[int]) -> dict[int, Line]:
        """What the register says last of these lines: number -> the line."""
        latest = self.last_entries().where(among(LedgerEntry.line, numbers)).subquery()
        rows = db.session.execute(
            select(LedgerEntry.line, LedgerEntry.facts["says"])
            .join(latest, LedgerEntry.number == latest.c.number)
            .where(self.is_entry())
        )
        return {row[0]: row[1] for row in rows}

    def lines_written(self, day: date | None = None, *, upto: int | None = None) -> Select[LedgerEntry]:
        """The last entry of each line, as the book was on the evening of ``day``, or after entry ``upto`` (otherwise now)."""
        later = aliased(LedgerEntry)
        newer = [later.ledger == self.name, later.line == LedgerEntry.line, later.number > LedgerEntry.number]
        wanted = [self.is_entry(), LedgerEntry.line.is_not(None)]
        if day is not None:
            newer.append(later.at < end_of(day))
            wanted.append(LedgerEntry.at < end_of(day))
        if upto is not None:
            newer.append(later.number <= upto)
            wanted.append(LedgerEntry.number <= upto)
        return select(LedgerEntry).where(*wanted, ~exists().where(*newer))

    def lines_in_force(self, day: date, *, upto: int | None = None) -> Select[LedgerEntry]:
        """The last entry of each line that held on ``day``; ``in_force`` makes it say what held then.

        As known today, or by entry ``upto``: what is drawn from it can be drawn again, whatever is written later.
        """
        text, ended = day.isoformat(), SAYS["ended_on"].astext
        lines = self.lines_written(upto=upto)
        return lines.where(text >= SAYS[self.begins].astext, or_(ended.is_(None), text < ended))

    def as_written(self, entries: Iterable[LedgerEntry], line: type[L]) -> list[L]:
        """Entries as lines of the book."""
        return [line(_line(entry), entry.facts["says"], entry) for entry in entries]

    def in_force(self, entries: Sequence[Any], day: date, line: type[L], *, upto: int | None = None) -> list[L]:
        """The lines with what held on ``day``, from their last entries (or rows of them): one query for all of them.

        ``upto`` as it was given to ``lines_in_force``.
        """
        numbers = [_line(entry) for entry in entries]
        histories: dict[int, list[Any]] = {number: [] for number in numbers}
        written = select(LedgerEntry.line, LedgerEntry.number, LedgerEntry.facts)
        found = written.where(self.is_entry(), among(LedgerEntry.line, numbers)).order_by(LedgerEntry.number)
        if upto is not None:
            found = found.where(LedgerEntry.number <= upto)
        for entry in db.session.execute(found):
            histories[_line(entry)].append(entry)
        return [line(_line(last), says_on(histories[_line(last)], day), last) for last in entries]

    def history_of(self, number: int) -> list[LedgerEntry]:
        """Every entry of a line, the newest first."""
        found = select(LedgerEntry).where(self.is_entry(), LedgerEntry.line == number)
        return list(db.session.scalars(found.order_by(LedgerEntry.number.desc())))


def _line(entry: Any) -> int:
    assert entry.line is not None  # of a register
    return int(entry.line)
