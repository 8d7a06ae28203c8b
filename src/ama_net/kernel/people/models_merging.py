"""Two rows that may be one human, what was decided about them, and where somebody's row went."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now
from ama_net.kernel.people.models import Person
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link

ALIKE, DIFFERENT = "alike", "different"


class PersonPair(TenantModel):
    """Two people who look like one (``alike``), or of whom somebody said that they are two (``different``).

    ``first_id`` is the lower id, so that a pair is one row. ``reasons`` are words of ``duplicates.Reason``; ``weight`` puts
    the likeliest first.
    """

    __tablename__ = "person_pairs"
    __table_args__ = (
        tenant_fk("first_id", "people", ondelete="CASCADE"),
        tenant_fk("second_id", "people", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="in_order"),
        CheckConstraint("state IN ('alike', 'different')", name="state"),
        Index("ix_person_pairs_second_id", "tenant_id", "second_id"),
        Index("ix_person_pairs_weight", "tenant_id", "state", "weight"),
    )

    first_id: Mapped[UUID]
    second_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(Text, default=ALIKE)
    reasons: Mapped[list[str]] = mapped_column(JSONB, default=list)
    weight: Mapped[int] = mapped_column(default=0)
    found_at: Mapped[datetime] = mapped_column(default=now)
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]

    first: Mapped[Person] = tenant_link("Person", "PersonPair.first_id", viewonly=True)
    second: Mapped[Person] = tenant_link("Person", "PersonPair.second_id", viewonly=True)


class MergedPerson(TenantModel):
    """Where the row of somebody went: ``lost_id`` is now ``kept_id``. Old links and the audit lead on from here."""

    __tablename__ = "merged_people"
    __table_args__ = (
        tenant_fk("kept_id", "people", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "lost_id"),
        Index("ix_merged_people_kept_id", "tenant_id", "kept_id"),
    )

    lost_id: Mapped[UUID]
    kept_id: Mapped[UUID]
    merged_by: Mapped[UUID | None]
    merged_at: Mapped[datetime] = mapped_column(default=now)
