"""Hours given by volunteers, and the certificates of hours."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.features.volunteers.models.shifts import Shift
from ama_net.features.volunteers.models.volunteers import Activity
from ama_net.foundation.clock import now, today
from ama_net.kernel.documents import Document
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link

DAY_MINUTES = 24 * 60


class HoursState(StrEnum):
    """Where an entry is: waiting for the office, counted, or sent back with a reason."""

    LOGGED = "logged"
    APPROVED = "approved"
    REFUSED = "refused"


class HourEntry(TenantModel):
    """Time a volunteer gave to an activity on a day. Only approved entries count in totals and certificates.

    ``shift_id`` is the shift it comes from (once for each person and shift). The note and the reason of a refusal are
    sealed: they may say something of others. ``form_key`` is that of the form that wrote it: sent twice, it is one entry.
    """

    __tablename__ = "hour_entries"
    __table_args__ = (
        tenant_fk("person_id", "people"),
        tenant_fk("activity_id", "activities"),
        tenant_fk("shift_id", "shifts", ondelete="SET NULL (shift_id)"),
        CheckConstraint(f"minutes BETWEEN 1 AND {DAY_MINUTES}", name="minutes"),
        CheckConstraint("state IN ('logged', 'approved', 'refused')", name="state"),
        CheckConstraint("(state = 'logged') = (decided_at IS NULL)", name="decided"),
        UniqueConstraint("tenant_id", "form_key"),
        Index("uq_hour_entries_shift", "tenant_id", "shift_id", "person_id", unique=True),
        Index("ix_hour_entries_on_day", "tenant_id", "on_day"),
        Index("ix_hour_entries_person_id", "tenant_id", "person_id", "on_day"),
        Index("ix_hour_entries_activity_id", "tenant_id", "activity_id", "on_day"),
        Index("ix_hour_entries_told_on", "tenant_id", "told_on", postgresql_where=text("told_on IS NOT NULL")),
        Index("ix_hour_entries_waiting", "tenant_id", "on_day", postgresql_where=text("state = 'logged'")),
        Index(
            "ix_hour_entries_approved",
            "tenant_id",
            "on_day",
            "activity_id",
            postgresql_include=["person_id", "minutes"],
            postgresql_where=text("state = 'approved'"),
        ),
        Index(
            "ix_hour_entries_person_approved",
            "tenant_id",
            "person_id",
            "on_day",
            postgresql_include=["activity_id", "minutes"],
            postgresql_where=text("state = 'approved'"),
        ),
    )

    person_id: Mapped[UUID]
    activity_id: Mapped[UUID]
    on_day: Mapped[date]
    minutes: Mapped[int]
    shift_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(Text, default=HoursState.LOGGED)
    form_key: Mapped[UUID | None]
    logged_at: Mapped[datetime] = mapped_column(default=now)
    logged_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    """The account that approved or refused it; None: the rules of the settings did."""
    told_on: Mapped[date | None]
    """The last day the office was told that hours wait, on one of the entries that waited then."""
    note = Sealed()
    note_sealed: Mapped[bytes | None]
    refused_why = Sealed()
    refused_why_sealed: Mapped[bytes | None]

    person: Mapped[Person] = tenant_link("Person", "HourEntry.person_id", viewonly=True)
    activity: Mapped[Activity] = tenant_link("Activity", "HourEntry.activity_id", viewonly=True)
    shift: Mapped[Shift | None] = tenant_link("Shift", "HourEntry.shift_id", viewonly=True)

    @property
    def is_waiting(self) -> bool:
        """Whether the office has still to look at it."""
        return self.state == HoursState.LOGGED

    @property
    def is_approved(self) -> bool:
        """Whether it counts."""
        return self.state == HoursState.APPROVED


class HourCertificate(TenantModel):
    """A certificate of the approved hours of a volunteer in a period, both days included, as they were when it was made.

    ``number`` runs within the year it was made in; ``code`` is what the public page confirms it by.
    """

    __tablename__ = "hour_certificates"
    __table_args__ = (
        tenant_fk("person_id", "people"),
        tenant_fk("document_id", "documents"),
        CheckConstraint("until_day >= from_day", name="period"),
        CheckConstraint("minutes > 0", name="minutes"),
        UniqueConstraint("tenant_id", "year", "number"),
        UniqueConstraint("tenant_id", "code"),
        Index("ix_hour_certificates_person_id", "tenant_id", "person_id"),
        Index("ix_hour_certificates_document_id", "tenant_id", "document_id"),
    )

    person_id: Mapped[UUID]
    number: Mapped[int]
    year: Mapped[int]
    from_day: Mapped[date]
    until_day: Mapped[date]
    minutes: Mapped[int]
    by_activity: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    counted: Mapped[dict[str, int]] = mapped_column(JSONB)
    """The minutes of each activity, by its id: whether its hours still add up is asked of these."""
    name_digest: Mapped[str] = mapped_column(Text)
    """Of whom the paper names, as it names them."""
    code: Mapped[str] = mapped_column(Text)
    document_id: Mapped[UUID | None]
    issued_on: Mapped[date] = mapped_column(default=today)
    issued_at: Mapped[datetime] = mapped_column(default=now)
    issued_by: Mapped[UUID | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None]

    person: Mapped[Person] = tenant_link("Person", "HourCertificate.person_id", viewonly=True)
    document: Mapped[Document | None] = tenant_link("Document", "HourCertificate.document_id", viewonly=True)

    @property
    def number_words(self) -> str:
        """As it is quoted: ``12/2026``."""
        return f"{self.number}/{self.year}"
