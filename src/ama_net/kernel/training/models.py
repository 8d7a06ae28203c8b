"""Courses and meetings of facilitators, who took part, whom one went beside, and how far each person's path has come."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.foundation.clock import now
from ama_net.kernel.people import Person
from ama_net.kernel.places import Venue
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class Training(StrEnum):
    """How far a facilitator's training has come."""

    NONE = "none"
    BASE = "base"
    SHADOWING = "shadowing"
    QUALIFIED = "qualified"


class CourseKind(StrEnum):
    """What a course is for the path. Intervision: facilitators compare notes; supervision: with a professional."""

    BASE = "base"
    CONTINUING = "continuing"
    INTERVISION = "intervision"
    SUPERVISION = "supervision"
    OTHER = "other"


class CourseAnswer(StrEnum):
    """What who is enrolled said of coming; NONE: nothing yet."""

    NONE = ""
    COMING = "coming"
    NOT_COMING = "not_coming"


class TrainingPath(TenantModel):
    """How far a person's training as a facilitator has come, and since when: one row per person.

    ``noted`` is what somebody said by hand, with its day; ``status`` and ``reached_on`` are what holds: the furthest of
    what was noted and of what courses and shadowing say (``settle_path``). Only what was noted ever says QUALIFIED.
    """

    __tablename__ = "training_paths"
    __table_args__ = (
        tenant_fk("person_id", "people", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "person_id"),
        CheckConstraint("status IN ('none', 'base', 'shadowing', 'qualified')", name="status"),
        CheckConstraint("noted IN ('none', 'base', 'shadowing', 'qualified')", name="noted"),
        CheckConstraint("status <> 'qualified' OR noted = 'qualified'", name="decided"),
    )

    person_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(Text, default=Training.NONE)
    reached_on: Mapped[date | None]
    noted: Mapped[str] = mapped_column(Text, default=Training.NONE, server_default="none")
    noted_on: Mapped[date | None]
    noted_at: Mapped[datetime | None]
    noted_by: Mapped[UUID | None]
    """The account that noted it; the audit says it too."""

    person: Mapped[Person] = tenant_link("Person", "TrainingPath.person_id", viewonly=True)


class Course(TenantModel):
    """A course, or one meeting of facilitators: what it is, who teaches, where, and its days.

    ``title`` and ``notes`` are read by who is enrolled; mails say the kind and never the title. A course called off stays,
    with the day on which it was.
    """

    __tablename__ = "courses"
    __table_args__ = (
        tenant_fk("venue_id", "venues"),
        CheckConstraint("kind IN ('base', 'continuing', 'intervision', 'supervision', 'other')", name="kind"),
        Index("ix_courses_first_at", "tenant_id", "first_at"),
        Index("ix_courses_venue_id", "tenant_id", "venue_id"),
    )

    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    teacher: Mapped[str] = mapped_column(Text, default="", server_default="")
    venue_id: Mapped[UUID | None]
    place: Mapped[str] = mapped_column(Text, default="", server_default="")
    notes: Mapped[str] = mapped_column(Text, default="", server_default="")
    first_at: Mapped[datetime]
    """When its first day begins, kept with the days: lists are in order of it."""
    last_at: Mapped[datetime]
    """When its last day ends."""
    cancelled_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    venue: Mapped[Venue | None] = tenant_link("Venue", "Course.venue_id", viewonly=True)
    days: Mapped[list["CourseDay"]] = relationship(
        primaryjoin="Course.id == foreign(CourseDay.course_id)", order_by="CourseDay.starts_at", viewonly=True
    )

    @property
    def where(self) -> str:
        """The place in a line: the venue's name, or the words."""
        return self.venue.name if self.venue else self.place

    @property
    def next_at(self) -> datetime:
        """When its next day begins, the one that goes on included; when it began, once it is over."""
        return next((day.starts_at for day in self.days if day.ends_at > now()), self.first_at)

    @property
    def is_over(self) -> bool:
        """Whether its last day is past."""
        return self.last_at <= now()


class CourseDay(TenantModel):
    """One day of a course: when it begins and how many minutes it lasts."""

    __tablename__ = "course_days"
    __table_args__ = (
        tenant_fk("course_id", "courses", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "course_id", "starts_at"),
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),
        Index("ix_course_days_starts_at", "tenant_id", "starts_at"),
    )

    course_id: Mapped[UUID]
    starts_at: Mapped[datetime]
    minutes: Mapped[int]

    course: Mapped[Course] = tenant_link("Course", "CourseDay.course_id", viewonly=True)

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.starts_at + timedelta(minutes=self.minutes)


class Enrolment(TenantModel):
    """A person is asked to a course: whether they were written to, what they answered, their certificate."""

    __tablename__ = "enrolments"
    __table_args__ = (
        tenant_fk("course_id", "courses", ondelete="CASCADE"),
        tenant_fk("person_id", "people", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "course_id", "person_id"),
        CheckConstraint("answer IN ('', 'coming', 'not_coming')", name="answer"),
        CheckConstraint("(certified_on IS NULL) = (certified_minutes IS NULL)", name="certified"),
        Index("ix_enrolments_person_id", "tenant_id", "person_id"),
    )

    course_id: Mapped[UUID]
    person_id: Mapped[UUID]
    answer: Mapped[str] = mapped_column(Text, default=CourseAnswer.NONE, server_default="")
    answered_at: Mapped[datetime | None]
    invited_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    certified_on: Mapped[date | None]
    certified_minutes: Mapped[int | None]
    """How long they had been there when the certificate was made."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by: Mapped[UUID | None]

    course: Mapped[Course] = tenant_link("Course", "Enrolment.course_id", viewonly=True)
    person: Mapped[Person] = tenant_link("Person", "Enrolment.person_id", viewonly=True)


class CourseAttendance(TenantModel):
    """Somebody was there on a day of a course."""

    __tablename__ = "course_attendances"
    __table_args__ = (
        tenant_fk("day_id", "course_days", ondelete="CASCADE"),
        tenant_fk("person_id", "people", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "day_id", "person_id"),
        Index("ix_course_attendances_person_id", "tenant_id", "person_id"),
    )

    day_id: Mapped[UUID]
    person_id: Mapped[UUID]
    noted_at: Mapped[datetime] = mapped_column(default=now)
    noted_by: Mapped[UUID | None]

    day: Mapped[CourseDay] = tenant_link("CourseDay", "CourseAttendance.day_id", viewonly=True)


class Shadowing(TenantModel):
    """Somebody goes beside a facilitator for a time, before they are trusted with a group.

    ``note`` may name the group and is read in the office only; ``meetings`` is how many they were at until now.
    """

    __tablename__ = "shadowings"
    __table_args__ = (
        tenant_fk("person_id", "people", ondelete="CASCADE"),
        tenant_fk("with_person_id", "people", ondelete="SET NULL (with_person_id)"),
        CheckConstraint("with_person_id <> person_id", name="another"),
        CheckConstraint("ended_on >= started_on", name="days"),
        CheckConstraint("meetings BETWEEN 0 AND 999", name="meetings"),
        Index("ix_shadowings_person_id", "tenant_id", "person_id"),
        Index("ix_shadowings_with_person_id", "tenant_id", "with_person_id"),
    )

    person_id: Mapped[UUID]
    with_person_id: Mapped[UUID | None]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    """The last day; None: it goes on."""
    meetings: Mapped[int] = mapped_column(default=0, server_default="0")
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(default=now)

    person: Mapped[Person] = tenant_link("Person", "Shadowing.person_id", viewonly=True)
    with_person: Mapped[Person | None] = tenant_link("Person", "Shadowing.with_person_id", viewonly=True)
