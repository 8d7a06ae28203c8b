"""Volunteers: what they do (activities) and the stretches of service that the register is about."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, FetchedValue, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ama_net.foundation.clock import now, today
from ama_net.kernel.people import Person
from ama_net.kernel.people.models import BYTEWISE
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link


class Section(StrEnum):
    """The sections of the register: the law wants who is not occasional in it (D.Lgs. 117/2017 art. 17 c. 1).

    Occasional volunteers are insured too (art. 18), and may be listed apart (DM 6 October 2021).
    """

    REGULAR = "regular"
    OCCASIONAL = "occasional"


class ServiceEnd(StrEnum):
    """Why a stretch of service ended. ``MOVED``: it goes on in the other section, on another line."""

    STOPPED = "stopped"
    MOVED = "moved"
    EXCLUDED = "excluded"
    DEATH = "death"
    MISTAKE = "mistake"


class Activity(TenantModel):
    """What volunteers do: the helpdesk, groups, the secretariat… Shifts, hours and expenses each name one."""

    __tablename__ = "activities"
    __table_args__ = (
        UniqueConstraint("tenant_id", "key"),
        CheckConstraint("hourly_value_cents >= 0", name="hourly_value"),
    )

    key: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    is_open: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    """Whether it may be chosen; a closed one stays for what names it."""
    hourly_value_cents: Mapped[int | None]
    """What an hour of it would cost, for the social report's figurative costs; None: the room's own setting."""


class Volunteer(TenantModel):
    """A stretch of service of a person in one section; its number is the line of the register, never given again.

    ``started_on`` is the first day of activity, ``ended_on`` the first day they are no longer a volunteer. It is the
    present state; what happened is in the register (``register.py``), which the operations write together with it.
    A volunteer need not be a member (art. 17 c. 2); who changes section ends one line and begins another.
    """

    __tablename__ = "volunteers"
    __table_args__ = (
        tenant_fk("person_id", "people"),
        CheckConstraint("section IN ('regular', 'occasional')", name="section"),
        CheckConstraint("(ended_on IS NULL) = (end_reason IS NULL)", name="ended"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ended_after"),
        UniqueConstraint("tenant_id", "number"),
        Index(
            "uq_volunteers_current_person",
            "tenant_id",
            "person_id",
            unique=True,
            postgresql_where=text("ended_on IS NULL"),
        ),
        Index("ix_volunteers_person_id", "tenant_id", "person_id"),
        Index("ix_volunteers_started_on", "tenant_id", "started_on"),
        Index("ix_volunteers_ended_on", "tenant_id", "ended_on"),
        Index("ix_volunteers_sort_name", "tenant_id", "sort_name"),
    )

    number: Mapped[int]
    person_id: Mapped[UUID]
    section: Mapped[str] = mapped_column(Text, default=Section.REGULAR)
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None] = mapped_column(Text)
    wrote_death: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Whether the death in the person's row was written with this line: a correction takes back no other."""
    sort_name: Mapped[str] = mapped_column(BYTEWISE, server_default=FetchedValue())
    """The person's, kept here by the database: a list of volunteers is sorted by one index."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    person: Mapped[Person] = tenant_link("Person", "Volunteer.person_id", viewonly=True)

    def is_active_on(self, day: date) -> bool:
        """Whether the person is a volunteer on a day."""
        return self.started_on <= day and (self.ended_on is None or self.ended_on > day)

    @property
    def is_active(self) -> bool:
        """Whether they are a volunteer today."""
        return self.is_active_on(today())

    @property
    def last_day(self) -> date | None:
        """The last day of service of who stopped."""
        return max(self.started_on, self.ended_on - timedelta(days=1)) if self.ended_on else None
