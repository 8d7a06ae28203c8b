"""Is a register whole, and do the tables beside it say the same? What can be found, and what cannot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.audit import LedgerEntry, Verdict
from ama_net.kernel.audit.anchors import last_anchor, verify_ledger
from ama_net.kernel.registers.lines import VARIATION, Line, among, changed_parts
from ama_net.kernel.registers.register import NewEntry, Register

PART = 1000


@dataclass(frozen=True)
class Disagreement:
    """A line whose row says something else than the register: which parts. No row, or no entry: ``missing``."""

    number: int
    parts: list[str]
    row_id: UUID | None = None
    missing: str = ""
    """``entry`` or ``row``, when one of the two is not there."""


@dataclass(frozen=True)
class Check:
    """What a verification found: the chain, the day its head was last anchored outside, who does not agree."""

    verdict: Verdict
    anchored: tuple[str, int] | None
    disagreements: list[Disagreement] = field(default_factory=list)
    to_note: list[Disagreement] = field(default_factory=list)
    """Only the person changed: the book has not followed yet."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return self.verdict.broken is None and not self.disagreements


def check(register: Register) -> Check:
    """Recompute the chain, compare it with the heads outside, and every row with the last entry of its line."""
    found = list(disagreements(register))
    return Check(
        verdict=verify_ledger(register.name),
        anchored=last_anchor(register.name),
        disagreements=[one for one in found if one.missing or set(one.parts) - register.follows],
        to_note=[one for one in found if _only_the_person(register, one)],
    )


def disagreements(register: Register) -> Iterator[Disagreement]:
    """Lines of which row and register do not say the same, in the order of their numbers: a few queries for a thousand."""
    seen: set[int] = set()
    after = 0
    while page := _page(register, after):
        after = page[-1].number
        seen.update(one.number for one in page)
        yield from _compared(register, page)
    lines = select(LedgerEntry.line).where(register.is_entry(), LedgerEntry.line.is_not(None)).distinct()
    for number in sorted({int(line) for line in db.session.scalars(lines) if line is not None} - seen):
        yield Disagreement(number, [], missing="row")


def note_variations(register: Register) -> int:
    """Write a variation for each line of which only the person changed since the last entry; gives how many. Held.

    A row that differs in what operations alone may write is left for people to look at: it is no variation.
    """
    register.hold()
    numbers = [one.number for one in disagreements(register) if _only_the_person(register, one)]
    number = register.model.number
    found = select(register.model).where(among(number, numbers)).order_by(number)
    rows = list(db.session.scalars(found)) if numbers else []
    register.write([NewEntry(row, VARIATION, today()) for row in rows])
    return len(rows)


def _only_the_person(register: Register, one: Disagreement) -> bool:
    return not one.missing and not set(one.parts) - register.follows


def _page(register: Register, after: int) -> Sequence[Any]:
    number = register.model.number
    return db.session.execute(select(*register.columns).where(number > after).order_by(number).limit(PART)).all()


def _compared(register: Register, page: Sequence[Any]) -> Iterator[Disagreement]:
    says, written = register.lines_of(page), register.last_lines(one.number for one in page)
    for one in page:
        before: Line | None = written.get(one.number)
        if before is None:
            yield Disagreement(one.number, [], one.id, missing="entry")
        elif parts := changed_parts(before, says[one.id]):
            yield Disagreement(one.number, parts, one.id)
