"""Is the register whole, and do the tables beside it say the same? What can be found, and what cannot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ama_net.features.members.lines import STANDING, lines_of
from ama_net.features.members.models import Membership
from ama_net.features.members.register import ABOUT_WHO, REGISTER, changed_parts, last_lines, of_register
from ama_net.foundation.database import db
from ama_net.kernel.audit import LedgerEntry, Verdict
from ama_net.kernel.audit.anchors import last_anchor, verify_ledger

PART = 1000


@dataclass(frozen=True)
class Disagreement:
    """A member whose row says something else than the register: which parts. No row, or no entry: ``missing``."""

    number: int
    parts: list[str]
    membership_id: UUID | None = None
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


def check_register() -> Check:
    """Recompute the chain, compare it with the heads outside, and every membership with its last entry."""
    found = list(disagreements())
    return Check(
        verdict=verify_ledger(REGISTER.name),
        anchored=last_anchor(REGISTER.name),
        disagreements=[one for one in found if one.missing or set(one.parts) - ABOUT_WHO],
        to_note=[one for one in found if not one.missing and not set(one.parts) - ABOUT_WHO],
    )


def disagreements() -> Iterator[Disagreement]:
    """Members of whom row and register do not say the same, in the order of their numbers: a few queries for a thousand."""
    seen: set[int] = set()
    after = 0
    while page := _page(after):
        after = page[-1].number
        seen.update(one.number for one in page)
        yield from _compared(page)
    lines = select(LedgerEntry.line).where(of_register(), LedgerEntry.line.is_not(None)).distinct()
    for number in sorted({int(line) for line in db.session.scalars(lines) if line is not None} - seen):
        yield Disagreement(number, [], missing="row")


def _page(after: int) -> Sequence[Any]:
    page = select(*STANDING).where(Membership.number > after).order_by(Membership.number).limit(PART)
    return db.session.execute(page).all()


def _compared(page: Sequence[Any]) -> Iterator[Disagreement]:
    says, written = lines_of(page), last_lines(one.number for one in page)
    for one in page:
        before: dict[str, Any] | None = written.get(one.number)
        if before is None:
            yield Disagreement(one.number, [], one.id, missing="entry")
        elif parts := changed_parts(before, says[one.id]):
            yield Disagreement(one.number, parts, one.id)
