"""What a volunteer can do and when they are free, and the papers the association keeps of them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.foundation.clock import now
from ama_net.kernel.documents import Document
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import Sealed, TenantModel, tenant_fk, tenant_link


class DayPart(StrEnum):
    """The parts of a day: until 13, until 18, then."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Transport(StrEnum):
    """How a volunteer moves; nothing when it was not said."""

    CAR = "car"
    PUBLIC = "public"
    FOOT = "foot"


class PaperKind(StrEnum):
    """What a paper of a volunteer is. Only what is needed: no identity card, nothing about health."""

    CRIMINAL_RECORD = "criminal_record"
    CERTIFICATE = "certificate"
    DRIVING = "driving"
    OTHER = "other"


class Skill(TenantModel):
    """Something a volunteer can do, as the association calls it. A closed one stays with who has it."""

    __tablename__ = "skills"
    __table_args__ = (
        UniqueConstraint("tenant_id", "label"),
        CheckConstraint("label <> ''", name="label"),
    )

    label: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    is_open: Mapped[bool] = mapped_column(default=True, server_default=text("true"))


class VolunteerProfile(TenantModel):
    """Languages, transport, and when somebody is free: weekly parts of days, between two days, and words (sealed)."""

    __tablename__ = "volunteer_profiles"
    __table_args__ = (
        tenant_fk("person_id", "people", ondelete="CASCADE"),
        CheckConstraint("transport IN ('', 'car', 'public', 'foot')", name="transport"),
        CheckConstraint("free_from IS NULL OR free_until IS NULL OR free_until >= free_from", name="free"),
        Index("ix_volunteer_profiles_person_id", "tenant_id", "person_id", "updated_at"),
    )

    person_id: Mapped[UUID]
    languages: Mapped[str] = mapped_column(Text, default="", server_default="")
    transport: Mapped[str] = mapped_column(Text, default="", server_default="")
    free_from: Mapped[date | None]
    free_until: Mapped[date | None]
    free_note = Sealed()
    free_note_sealed: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    person: Mapped[Person] = tenant_link("Person", "VolunteerProfile.person_id", viewonly=True)
    skills: Mapped[list["ProfileSkill"]] = relationship(
        primaryjoin="VolunteerProfile.id == foreign(ProfileSkill.profile_id)", viewonly=True
    )
    free_parts: Mapped[list["FreePart"]] = relationship(
        primaryjoin="VolunteerProfile.id == foreign(FreePart.profile_id)",
        order_by="FreePart.weekday",
        viewonly=True,
    )


class ProfileSkill(TenantModel):
    """One skill of a profile."""

    __tablename__ = "volunteer_skills"
    __table_args__ = (
        tenant_fk("profile_id", "volunteer_profiles", ondelete="CASCADE"),
        tenant_fk("skill_id", "skills"),
        UniqueConstraint("tenant_id", "profile_id", "skill_id"),
        Index("ix_volunteer_skills_skill_id", "tenant_id", "skill_id"),
    )

    profile_id: Mapped[UUID]
    skill_id: Mapped[UUID]

    skill: Mapped[Skill] = tenant_link("Skill", "ProfileSkill.skill_id", viewonly=True)


class FreePart(TenantModel):
    """A part of a weekday (0 is Monday) when somebody is usually free."""

    __tablename__ = "volunteer_free_parts"
    __table_args__ = (
        tenant_fk("profile_id", "volunteer_profiles", ondelete="CASCADE"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("part IN ('morning', 'afternoon', 'evening')", name="part"),
        UniqueConstraint("tenant_id", "profile_id", "weekday", "part"),
        Index("ix_volunteer_free_parts_weekday", "tenant_id", "weekday", "part"),
    )

    profile_id: Mapped[UUID]
    weekday: Mapped[int]
    part: Mapped[str] = mapped_column(Text)


class VolunteerPaper(TenantModel):
    """A paper of a volunteer and until when it is good; the file is the document. ``warned_at``: it was said that it expires."""

    __tablename__ = "volunteer_papers"
    __table_args__ = (
        tenant_fk("person_id", "people"),
        tenant_fk("document_id", "documents"),
        CheckConstraint("kind IN ('criminal_record', 'certificate', 'driving', 'other')", name="kind"),
        Index("ix_volunteer_papers_person_id", "tenant_id", "person_id"),
        Index("ix_volunteer_papers_document_id", "tenant_id", "document_id"),
        Index("ix_volunteer_papers_expires_on", "tenant_id", "expires_on"),
    )

    person_id: Mapped[UUID]
    document_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    expires_on: Mapped[date | None]
    warned_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    person: Mapped[Person] = tenant_link("Person", "VolunteerPaper.person_id", viewonly=True)
    document: Mapped[Document] = tenant_link("Document", "VolunteerPaper.document_id", viewonly=True)
