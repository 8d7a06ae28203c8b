"""The calendar of the association in scope: its deadlines with their marks, and what the yearly figures say."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from ama_net.features.members.deadlines import (
    Body,
    Figures,
    Limits,
    Term,
    deadlines_between,
    needs_control_body,
)
from ama_net.features.members.models import DeadlineMark, YearFigures
from ama_net.features.members.settings_register import RegisterSettings
from ama_net.foundation.clock import day_of, today
from ama_net.foundation.database import db
from ama_net.kernel.audit import AUDIT, LedgerEntry
from ama_net.kernel.documents.queries_offices import current_terms, untold_changes
from ama_net.kernel.documents.words import ORGANS
from ama_net.kernel.office.deadlines import Deadline, due_in_rooms
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.settings import read_settings

BEHIND, AHEAD = timedelta(days=365), timedelta(days=400)


@dataclass(frozen=True)
class Due:
    """A deadline and its mark, if it has one."""

    deadline: Deadline
    mark: DeadlineMark | None
    is_near: bool = False

    @property
    def is_late(self) -> bool:
        """Whether the day has passed and nobody marked it."""
        return self.mark is None and self.deadline.due_on < today()


@dataclass(frozen=True)
class Calendar:
    """The deadlines of two years around today, apart by what they ask."""

    late: list[Due]
    near: list[Due]
    ahead: list[Due]
    done: list[Due]


def calendar() -> Calendar:
    """What is late, near, ahead and done. Nothing is late from before the association came to this system."""
    settings = read_settings(RegisterSettings)
    first = max(today() - BEHIND, _since())
    marks = {(mark.key, mark.due_on): mark for mark in db.session.scalars(select(DeadlineMark))}
    soon = today() + timedelta(days=settings.warn_days)
    found = [
        Due(one, marks.get((one.key, one.due_on)), is_near=one.due_on <= soon)
        for one in _due_between(settings, first, today() + AHEAD)
    ]
    waiting = [one for one in found if one.mark is None]
    return Calendar(
        late=[one for one in waiting if one.is_late],
        near=[one for one in waiting if one.is_near and not one.is_late],
        ahead=[one for one in waiting if not one.is_near and not one.is_late],
        done=[one for one in reversed(found) if one.mark is not None],
    )


def is_deadline(key: str, due_on: date) -> bool:
    """Whether a deadline is one of the association's, to be marked in the calendar."""
    found = deadlines_between(body(read_settings(RegisterSettings)), due_on, due_on)
    return any(one.key == key and one.met_at is None for one in found)


def _due_between(settings: RegisterSettings, first: date, last: date) -> list[Deadline]:
    """What the law gives to do and what the rooms do, in order."""
    return sorted(deadlines_between(body(settings), first, last) + due_in_rooms(first, last))


def body(settings: RegisterSettings) -> Body:
    """The association, as the arithmetic wants it."""
    return Body(
        legal_form=current_tenant().identity.legal_form,
        year_end_month=settings.year_end_month,
        approve_within_days=settings.approve_within_days,
        figures={one.year: _figures(one) for one in db.session.scalars(select(YearFigures))},
        terms=tuple(Term(one.organ, ORGANS[one.organ], one.expires_on) for one in current_terms() if one.expires_on),
        untold=tuple(one.on for one in untold_changes()),
    )


def control_body_needed() -> bool | None:
    """Whether the last two closed years ask for a control body; None when too little is known (art. 30 c. 2)."""
    settings = read_settings(RegisterSettings)
    limits = Limits(settings.control_assets_euro * 100, settings.control_revenue_euro * 100, settings.control_employees)
    return needs_control_body(body(settings), limits, today().year - 1)


def figures_of_year(year: int) -> YearFigures | None:
    """What was written of a year."""
    return db.session.scalars(select(YearFigures).where(YearFigures.year == year)).one_or_none()


def _since() -> date:
    """The day the association began here: its first entry in the audit."""
    first = db.session.scalar(select(LedgerEntry.at).where(LedgerEntry.ledger == AUDIT.name, LedgerEntry.number == 1))
    return day_of(first) if first else today()


def _figures(one: YearFigures) -> Figures:
    return Figures(
        revenue_cents=one.revenue_cents,
        assets_cents=one.assets_cents,
        employees=one.employees,
        contributions_cents=one.contributions_cents,
        five_per_mille_cents=one.five_per_mille_cents,
        five_per_mille_on=one.five_per_mille_on,
    )


def marked_by(due: list[Due]) -> set[UUID]:
    """The accounts that marked them."""
    return {one.mark.marked_by for one in due if one.mark is not None and one.mark.marked_by is not None}
