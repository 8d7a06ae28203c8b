"""Applications of who would like to be a volunteer, and what is written about them. What they confide is sealed."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.features.volunteers.models.volunteers import Volunteer
from ama_net.foundation.clock import now
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class CandidacyState(StrEnum):
    """Where an application is. ``UNCONFIRMED``: its e-mail address has not answered yet, and the office sees nothing."""

    UNCONFIRMED = "unconfirmed"
    NEW = "new"
    TO_MEET = "to_meet"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class CandidacyWay(StrEnum):
    """How it came."""

    ONLINE = "online"
    IN_PERSON = "in_person"


class VolunteerApplication(TenantModel):
    """One person asks to be a volunteer. ``facts`` (name, contacts, why, what, when) is JSON, sealed.

    ``confirm_digest`` is of the secret mailed to the address, ``secret_digest`` of the way back, ``form_digest`` of the
    form it came from. ``received_at``: when it began to count. ``note`` is the office's about the meeting.
    """

    __tablename__ = "volunteer_applications"
    __table_args__ = (
        tenant_fk("meets_account_id", "accounts", ondelete="SET NULL (meets_account_id)"),
        tenant_fk("person_id", "people"),
        tenant_fk("volunteer_id", "volunteers"),
        CheckConstraint("state IN ('unconfirmed', 'new', 'to_meet', 'accepted', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("way IN ('online', 'in_person')", name="way"),
        CheckConstraint("state <> 'accepted' OR person_id IS NOT NULL", name="accepted"),
        UniqueConstraint("tenant_id", "secret_digest"),
        UniqueConstraint("tenant_id", "confirm_digest"),
        UniqueConstraint("tenant_id", "form_digest"),
        Index("ix_volunteer_applications_state", "tenant_id", "state", "created_at"),
        Index("ix_volunteer_applications_changed_at", "tenant_id", "changed_at"),
        Index("ix_volunteer_applications_person_id", "tenant_id", "person_id"),
        Index("ix_volunteer_applications_volunteer_id", "tenant_id", "volunteer_id"),
        Index("ix_volunteer_applications_meets_account_id", "tenant_id", "meets_account_id"),
    )

    state: Mapped[str] = mapped_column(Text)
    way: Mapped[str] = mapped_column(Text, default=CandidacyWay.ONLINE)
    language: Mapped[str] = mapped_column(Text, default="it")
    facts = Sealed()
    facts_sealed: Mapped[bytes | None]
    note = Sealed()
    note_sealed: Mapped[bytes | None]
    told_version: Mapped[str] = mapped_column(Text, default="", server_default="")
    """The version of the privacy words beside the form."""
    secret_digest: Mapped[bytes]
    confirm_digest: Mapped[bytes]
    form_digest: Mapped[bytes]
    meets_account_id: Mapped[UUID | None]
    meets_at: Mapped[datetime | None]
    person_id: Mapped[UUID | None]
    volunteer_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    received_at: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(default=now)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    emptied_at: Mapped[datetime | None]

    meets: Mapped[Account | None] = tenant_link("Account", "VolunteerApplication.meets_account_id", viewonly=True)
    person: Mapped[Person | None] = tenant_link("Person", "VolunteerApplication.person_id", viewonly=True)
    volunteer: Mapped[Volunteer | None] = tenant_link("Volunteer", "VolunteerApplication.volunteer_id", viewonly=True)
    messages: Mapped[list["VolunteerApplicationMessage"]] = relationship(
        primaryjoin="VolunteerApplication.id == foreign(VolunteerApplicationMessage.application_id)",
        order_by="(VolunteerApplicationMessage.written_at, VolunteerApplicationMessage.id)",
        viewonly=True,
    )

    @property
    def is_waiting(self) -> bool:
        """Whether the office has still to decide."""
        return self.state in (CandidacyState.NEW, CandidacyState.TO_MEET)

    @property
    def may_reopen(self) -> bool:
        """Whether it was refused and still says something."""
        return self.state == CandidacyState.REFUSED and not self.is_emptied

    @property
    def is_emptied(self) -> bool:
        """Whether what it said has been deleted."""
        return self.emptied_at is not None


class VolunteerApplicationMessage(TenantModel):
    """What the office wrote to who applied; they read it by mail and on their page."""

    __tablename__ = "volunteer_application_messages"
    __table_args__ = (
        tenant_fk("application_id", "volunteer_applications", ondelete="CASCADE"),
        Index("ix_volunteer_application_messages_application_id", "tenant_id", "application_id", "written_at"),
    )

    application_id: Mapped[UUID]
    body = Sealed()
    body_sealed: Mapped[bytes | None]
    written_at: Mapped[datetime] = mapped_column(default=now)
    written_by: Mapped[UUID | None]
