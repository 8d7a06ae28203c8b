"""Applications to become a member, from the draft to the answer, and who did what with each (D.Lgs. 117/2017 art. 23).

What an applicant says of themselves is sealed: until the admission it is theirs alone, and a refusal is emptied later.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.features.members.models.memberships import MemberCategory, Membership
from ama_net.foundation.clock import now
from ama_net.kernel.documents import Resolution
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class ApplicationState(StrEnum):
    """Where an application is. The board decides the first time, the assembly (or who the statute says) on appeal."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    ADMITTED = "admitted"
    REFUSED = "refused"
    APPEALED = "appealed"
    APPEAL_ACCEPTED = "appeal_accepted"
    APPEAL_REJECTED = "appeal_rejected"
    WITHDRAWN = "withdrawn"


class ApplicationWay(StrEnum):
    """How it came."""

    ONLINE = "online"
    PAPER = "paper"


class ApplicationStep(StrEnum):
    """What was done with an application."""

    DRAFTED = "drafted"
    CORRECTED = "corrected"
    SUBMITTED = "submitted"
    RECEIVED = "received"
    REVIEWED = "reviewed"
    ADMITTED = "admitted"
    REFUSED = "refused"
    TOLD = "told"
    APPEALED = "appealed"
    APPEAL_ACCEPTED = "appeal_accepted"
    APPEAL_REJECTED = "appeal_rejected"
    WITHDRAWN = "withdrawn"
    EMPTIED = "emptied"


class Application(TenantModel):
    """One application. ``facts`` (name, birth, tax code, residence, contacts, guardians) is JSON, sealed.

    ``received_on`` is the day from which the sixty days for the answer count (``application_deadlines.py``), ``told_on``
    the day the refusal was communicated, from which the sixty days for the appeal count. ``resolution`` decided the
    first time, ``appeal_resolution`` on appeal; ``reason`` is why it was refused, sealed. ``warned_stage`` is the last
    warning the secretariat had: 0, 1 (near the term) or 2 (the term has come).
    """

    __tablename__ = "applications"
    __table_args__ = (
        tenant_fk("category_id", "member_categories"),
        tenant_fk("resolution_id", "resolutions"),
        tenant_fk("appeal_resolution_id", "resolutions"),
        tenant_fk("person_id", "people"),
        tenant_fk("membership_id", "memberships"),
        CheckConstraint(
            "state IN ('draft', 'submitted', 'under_review', 'admitted', 'refused', 'appealed', 'appeal_accepted',"
            " 'appeal_rejected', 'withdrawn')",
            name="state",
        ),
        CheckConstraint("way IN ('online', 'paper')", name="way"),
        CheckConstraint("state = 'draft' OR state = 'withdrawn' OR received_on IS NOT NULL", name="received"),
        UniqueConstraint("tenant_id", "secret_digest"),
        UniqueConstraint("tenant_id", "form_digest"),
        Index("ix_applications_state", "tenant_id", "state", "received_on"),
        Index("ix_applications_created_at", "tenant_id", "created_at"),
        Index("ix_applications_person_id", "tenant_id", "person_id"),
        Index("ix_applications_membership_id", "tenant_id", "membership_id"),
    )

    state: Mapped[str] = mapped_column(Text)
    way: Mapped[str] = mapped_column(Text, default=ApplicationWay.ONLINE)
    category_id: Mapped[UUID | None]
    language: Mapped[str] = mapped_column(Text, default="it")
    facts = Sealed()
    facts_sealed: Mapped[bytes | None]
    declared_version: Mapped[str] = mapped_column(Text, default="", server_default="")
    declared_digest: Mapped[bytes | None]
    declared_at: Mapped[datetime | None]
    secret_digest: Mapped[bytes]
    form_digest: Mapped[bytes]
    received_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    resolution_id: Mapped[UUID | None]
    reason = Sealed()
    reason_sealed: Mapped[bytes | None]
    told_on: Mapped[date | None]
    appealed_on: Mapped[date | None]
    appeal_decided_on: Mapped[date | None]
    appeal_resolution_id: Mapped[UUID | None]
    appeal_told_on: Mapped[date | None]
    person_id: Mapped[UUID | None]
    membership_id: Mapped[UUID | None]
    warned_stage: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(default=now)
    changed_at: Mapped[datetime] = mapped_column(default=now)
    emptied_at: Mapped[datetime | None]

    category: Mapped[MemberCategory | None] = tenant_link("MemberCategory", "Application.category_id", viewonly=True)
    resolution: Mapped[Resolution | None] = tenant_link("Resolution", "Application.resolution_id", viewonly=True)
    appeal_resolution: Mapped[Resolution | None] = tenant_link(
        "Resolution", "Application.appeal_resolution_id", viewonly=True
    )
    person: Mapped[Person | None] = tenant_link("Person", "Application.person_id", viewonly=True)
    membership: Mapped[Membership | None] = tenant_link("Membership", "Application.membership_id", viewonly=True)
    history: Mapped[list["ApplicationEvent"]] = relationship(
        primaryjoin="Application.id == foreign(ApplicationEvent.application_id)",
        order_by="(ApplicationEvent.happened_at, ApplicationEvent.id)",
        viewonly=True,
    )

    @property
    def is_emptied(self) -> bool:
        """Whether what the applicant said has been deleted."""
        return self.emptied_at is not None


class ApplicationEvent(TenantModel):
    """One step of an application: what, when it was written down, of which day, by which account (none: the applicant)."""

    __tablename__ = "application_events"
    __table_args__ = (
        tenant_fk("application_id", "applications", ondelete="CASCADE"),
        Index("ix_application_events_application_id", "tenant_id", "application_id", "happened_at"),
    )

    application_id: Mapped[UUID]
    step: Mapped[str] = mapped_column(Text)
    on_day: Mapped[date | None]
    happened_at: Mapped[datetime] = mapped_column(default=now)
    account_id: Mapped[UUID | None]
