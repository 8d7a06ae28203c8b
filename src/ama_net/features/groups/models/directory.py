"""The directory: themes, audiences, groups and the lines of their timetable."""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Column, Computed, ForeignKey, Index, SmallInteger, Table, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ama_net.foundation.clock import now
from ama_net.foundation.database import Base
from ama_net.kernel.places import Municipality, Venue
from ama_net.kernel.tenancy import TenantModel, tenant_fk, tenant_link
from ama_net.kernel.tenancy.models import CURRENT_TENANT

RESERVED_SLUGS = frozenset(
    {
        "avvia",
        "calendario",
        "comuni",
        "conferma",
        "feed",
        "feeds",
        "file",
        "files",
        "importazioni",
        "mappa",
        "meetings",
        "nuovo",
        "nuova",
    }
    | {"opuscolo", "proposte", "richiesta", "richieste", "temi"}
)
"""Words that are, or will be, addresses under ``/gruppi``: no group may take them."""


class Kind(StrEnum):
    """What stands behind an entry; only a GROUP is auto mutuo aiuto."""

    GROUP = "group"
    RELATED_SERVICE = "related_service"
    SERVICE = "service"


class Status(StrEnum):
    """Where a group is in its life. UNCONFIRMED: a source names it, nobody of the association has checked yet."""

    UNCONFIRMED = "unconfirmed"
    ACTIVE = "active"
    STARTING = "starting"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Mode(StrEnum):
    """How people meet."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    HYBRID = "hybrid"
    UNKNOWN = "unknown"


class Entry(StrEnum):
    """How one gets in the first time."""

    OPEN = "open"
    CONTACT_FIRST = "contact_first"
    INTERVIEW = "interview"
    UNKNOWN = "unknown"


class Frequency(StrEnum):
    """How often a line of the timetable comes back. CUSTOM: as its ``rule`` says."""

    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    MONTHLY = "monthly"
    CUSTOM = "custom"
    UNKNOWN = "unknown"


class Theme(TenantModel):
    """What groups are about. ``key`` is the word of the files, ``synonyms`` the words people search with."""

    __tablename__ = "themes"

    key: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    label_en: Mapped[str] = mapped_column(Text, default="")
    description: Mapped[str] = mapped_column(Text, default="")
    description_en: Mapped[str] = mapped_column(Text, default="")
    synonyms: Mapped[list[str]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)


class Audience(TenantModel):
    """Whom groups are for ("rivolto a")."""

    __tablename__ = "audiences"

    key: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    label_en: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)


group_audiences = Table(
    "group_audiences",
    Base.metadata,
    Column("tenant_id", Uuid, server_default=CURRENT_TENANT, primary_key=True),
    Column("group_id", Uuid, primary_key=True),
    Column("audience_id", Uuid, primary_key=True),
    tenant_fk("group_id", "groups", ondelete="CASCADE"),
    tenant_fk("audience_id", "audiences", ondelete="CASCADE"),
    Index("ix_group_audiences_audience_id", "tenant_id", "audience_id"),
)


class Group(TenantModel):
    """An entry of the directory.

    ``theme_words`` is what the source says it is about, in its own words; ``office_notes`` and ``source`` never leave
    the office. ``import_key`` ties it to its row in the files, ``import_digest`` is what that row said last time, and
    ``office_changed_at`` is set once somebody has worked on it here: from then on files change nothing.

    ``languages`` are ISO 639-1 codes (none said: Italian); ``newcomers`` is whether new people may come now (None: not
    known). ``online_url`` is told to everybody only where the door is open, the group's own ``contact_…`` (a first name
    or a role, never a surname) only with the consent dated ``contact_consent_on``. ``sequence`` counts the changes of
    the timetable, for calendars (RFC 5545 SEQUENCE).
    """

    __tablename__ = "groups"
    __table_args__ = (
        tenant_fk("theme_id", "themes", ondelete="SET NULL (theme_id)"),
        tenant_fk("venue_id", "venues", ondelete="SET NULL (venue_id)"),
    )

    slug: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    sort_name: Mapped[str] = mapped_column(Text, Computed("f_unaccent(name)", persisted=True))
    kind: Mapped[str] = mapped_column(Text, default=Kind.GROUP)
    theme_id: Mapped[UUID | None]
    theme_words: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(Text, default=Status.UNCONFIRMED)
    is_example: Mapped[bool] = mapped_column(default=False)
    published: Mapped[bool] = mapped_column(default=True)
    mode: Mapped[str] = mapped_column(Text, default=Mode.UNKNOWN)
    venue_id: Mapped[UUID | None]
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipalities.istat_code", onupdate="CASCADE"))
    organisation: Mapped[str] = mapped_column(Text, default="")
    description: Mapped[str] = mapped_column(Text, default="")
    entry: Mapped[str] = mapped_column(Text, default=Entry.UNKNOWN)
    hides_place: Mapped[bool] = mapped_column(default=False)
    in_portal: Mapped[bool] = mapped_column(default=True)
    languages: Mapped[list[str]] = mapped_column(default=list)
    newcomers: Mapped[bool | None]
    size_min: Mapped[int | None] = mapped_column(SmallInteger)
    size_max: Mapped[int | None] = mapped_column(SmallInteger)
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    online_url: Mapped[str] = mapped_column(Text, default="")
    online_notes: Mapped[str] = mapped_column(Text, default="")
    contact_name: Mapped[str] = mapped_column(Text, default="")
    contact_phone: Mapped[str] = mapped_column(Text, default="")
    contact_email: Mapped[str] = mapped_column(Text, default="")
    contact_consent_on: Mapped[date | None]
    sequence: Mapped[int] = mapped_column(default=0)
    source: Mapped[str] = mapped_column(Text, default="")
    office_notes: Mapped[str] = mapped_column(Text, default="")
    confirmed_on: Mapped[date | None]
    import_key: Mapped[str | None] = mapped_column(Text)
    import_digest: Mapped[str] = mapped_column(Text, default="")
    office_changed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)

    theme: Mapped[Theme | None] = tenant_link("Theme", "Group.theme_id")
    venue: Mapped[Venue | None] = tenant_link("Venue", "Group.venue_id")
    municipality: Mapped[Municipality | None] = relationship()
    audiences: Mapped[list[Audience]] = relationship(
        secondary=group_audiences,
        primaryjoin=lambda: Group.id == group_audiences.c.group_id,
        secondaryjoin=lambda: group_audiences.c.audience_id == Audience.id,
        order_by=Audience.position,
    )
    meetings: Mapped[list["Meeting"]] = relationship(
        primaryjoin="Group.id == foreign(Meeting.group_id)",
        order_by="Meeting.position",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    pauses: Mapped[list["GroupPause"]] = relationship(
        primaryjoin="Group.id == foreign(GroupPause.group_id)",
        order_by="GroupPause.first_day",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )
    changes: Mapped[list["MeetingChange"]] = relationship(
        primaryjoin="Group.id == foreign(MeetingChange.group_id)",
        order_by="(MeetingChange.original_day, MeetingChange.day)",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )

    @property
    def is_group(self) -> bool:
        """Whether it is auto mutuo aiuto, and not a service led by professionals."""
        return self.kind == Kind.GROUP

    @property
    def kept_by_office(self) -> bool:
        """Whether somebody has worked on it here, so that files change it no more."""
        return self.office_changed_at is not None


class Meeting(TenantModel):
    """One line of a group's timetable; what the source did not say is None, never guessed.

    ``weekday`` is ISO (1 Monday … 7 Sunday), ``month_week`` the nth of the month for monthly ones (5: the last),
    ``time_words`` the hour when it was said in words ("sera"). ``starts_on`` is the day it counts from (needed to know
    *which* weeks are the biweekly ones), ``ends_on`` the last day; ``rule`` an RRULE when ``frequency`` is CUSTOM.
    """

    __tablename__ = "meetings"
    __table_args__ = (tenant_fk("group_id", "groups", ondelete="CASCADE"),)

    group_id: Mapped[UUID]
    weekday: Mapped[int | None] = mapped_column(SmallInteger)
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    time_words: Mapped[str] = mapped_column(Text, default="")
    frequency: Mapped[str] = mapped_column(Text, default=Frequency.UNKNOWN)
    month_week: Mapped[int | None] = mapped_column(SmallInteger)
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    rule: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    off_holidays: Mapped[bool] = mapped_column(default=False)
    off_august: Mapped[bool] = mapped_column(default=False)


class GroupPause(TenantModel):
    """Days when the group does not meet, both included; without ``last_day`` nobody knows yet when it starts again.

    ``reason`` is read by everybody: a few words, empty when there is nothing to say.
    """

    __tablename__ = "group_pauses"
    __table_args__ = (tenant_fk("group_id", "groups", ondelete="CASCADE"),)

    group_id: Mapped[UUID]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class MeetingChange(TenantModel):
    """One time that is not as usual (see ``scheduling.Change``): called off, moved, elsewhere; or an extra one.

    ``original_day`` is the day the timetable gives, None for an extra one. ``place`` and ``note`` are read by everybody.
    """

    __tablename__ = "meeting_changes"
    __table_args__ = (
        tenant_fk("group_id", "groups", ondelete="CASCADE"),
        tenant_fk("meeting_id", "meetings", ondelete="CASCADE"),
    )

    group_id: Mapped[UUID]
    meeting_id: Mapped[UUID]
    original_day: Mapped[date | None]
    cancelled: Mapped[bool] = mapped_column(default=False)
    day: Mapped[date | None]
    starts: Mapped[time | None]
    ends: Mapped[time | None]
    place: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class PromoterRole(StrEnum):
    """What an organisation does for a group."""

    PROMOTES = "promotes"
    HOSTS = "hosts"
    SUPPORTS = "supports"


group_organisations = Table(
    "group_organisations",
    Base.metadata,
    Column("tenant_id", Uuid, server_default=CURRENT_TENANT, primary_key=True),
    Column("group_id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, primary_key=True),
    Column("role", Text, primary_key=True),
    tenant_fk("group_id", "groups", ondelete="CASCADE"),
    tenant_fk("organisation_id", "organisations", ondelete="CASCADE"),
    Index("ix_group_organisations_organisation_id", "tenant_id", "organisation_id"),
)
"""A group may be promoted, hosted or supported by no organisation, one or several."""
