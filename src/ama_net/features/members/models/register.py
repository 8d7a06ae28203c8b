"""Beside the register: who asked to inspect the books, the yearly figures typed by hand, the deadlines that were met."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class InspectionState(StrEnum):
    """What became of a request to inspect the books."""

    OPEN = "open"
    SHOWN = "shown"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class BookInspection(TenantModel):
    """A member asked to inspect the books of the association (D.Lgs. 117/2017 art. 15 c. 3): what, when, the outcome."""

    __tablename__ = "book_inspections"
    __table_args__ = (
        tenant_fk("person_id", "people"),
        CheckConstraint("state IN ('open', 'shown', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'open') = (answered_on IS NULL)", name="answered"),
        Index("ix_book_inspections_person_id", "tenant_id", "person_id"),
        Index("ix_book_inspections_asked_on", "tenant_id", "asked_on"),
    )

    person_id: Mapped[UUID]
    what: Mapped[str] = mapped_column(Text)
    asked_on: Mapped[date]
    state: Mapped[str] = mapped_column(Text, default=InspectionState.OPEN)
    answered_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(Text, default="", server_default="")
    answered_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    person: Mapped[Person] = tenant_link("Person", "BookInspection.person_id", viewonly=True)


class YearFigures(TenantModel):
    """What the law asks of a year and the system cannot count yet: people at 31 December, money of the year in cents."""

    __tablename__ = "year_figures"
    __table_args__ = (
        UniqueConstraint("tenant_id", "year"),
        CheckConstraint("volunteers >= 0 AND employees >= 0", name="counts"),
        CheckConstraint(
            "revenue_cents >= 0 AND assets_cents >= 0 AND contributions_cents >= 0 AND five_per_mille_cents >= 0",
            name="amounts",
        ),
    )

    year: Mapped[int]
    volunteers: Mapped[int | None]
    employees: Mapped[int | None]
    revenue_cents: Mapped[int | None] = mapped_column(BigInteger)
    assets_cents: Mapped[int | None] = mapped_column(BigInteger)
    contributions_cents: Mapped[int | None] = mapped_column(BigInteger)
    """From public bodies, received in the year (L. 124/2017 art. 1 c. 125-127)."""
    five_per_mille_cents: Mapped[int | None] = mapped_column(BigInteger)
    five_per_mille_on: Mapped[date | None]
    noted_at: Mapped[datetime] = mapped_column(default=now)
    noted_by: Mapped[UUID | None]


class DeadlineMark(TenantModel):
    """A deadline that was met: which (``key``, the day it was due), when, who wrote it down."""

    __tablename__ = "deadline_marks"
    __table_args__ = (UniqueConstraint("tenant_id", "key", "due_on"),)

    key: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    done_on: Mapped[date]
    marked_at: Mapped[datetime] = mapped_column(default=now)
    marked_by: Mapped[UUID | None]
