"""The shapes of the public API: what a group is to a program. The OpenAPI description is made from these."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """Common to all: nothing beyond what is said here."""

    model_config = ConfigDict(extra="forbid")


class Association(Shape):
    """Who publishes the group."""

    slug: str
    name: str
    url: str


class Theme(Shape):
    """What groups are about; ``groups`` is how many published groups have it (in the list of themes)."""

    key: str
    label: str
    label_en: str
    groups: int | None = Field(
        default=None, description="Published groups with this theme; only in the list of themes."
    )


class Label(Shape):
    """A word of the association, in two languages."""

    key: str
    label: str
    label_en: str


class Promoter(Shape):
    """An organisation behind the group."""

    name: str
    role: Literal["promotes", "hosts", "supports"]


class Place(Shape):
    """Where people meet. Coordinates are the venue's, when somebody measured them, never the municipality's."""

    venue: str | None
    address: str | None
    postcode: str | None
    municipality: str | None
    istat_code: str | None = Field(description="ISTAT code of the municipality, six digits.")
    province: str | None
    district: str | None
    latitude: float | None
    longitude: float | None
    step_free: bool | None = Field(description="Null: not known.")


class MeetingLine(Shape):
    """One line of the timetable. What nobody has said is null or empty, never guessed."""

    weekday: int | None = Field(description="ISO: 1 Monday to 7 Sunday.")
    starts: str | None = Field(description="HH:MM, Europe/Rome.")
    ends: str | None
    time_words: str = Field(description="The hour, when it was said in words only.")
    frequency: Literal["weekly", "biweekly", "monthly", "custom", "unknown"]
    month_week: int | None = Field(description="Of a monthly meeting: which one of the month; 5 is the last.")
    rule: str = Field(description="RRULE (RFC 5545) of a custom meeting.")
    starts_on: date | None
    ends_on: date | None
    off_holidays: bool
    off_august: bool
    words: str = Field(description="The line in Italian.")


class PauseSpan(Shape):
    """Days when the group does not meet, both included; without ``last`` nobody knows yet when it starts again."""

    first: date
    last: date | None
    reason: str


class Occurrence(Shape):
    """One of the next times; pauses, closures and changes are already reckoned."""

    starts: datetime
    ends: datetime | None = Field(description="Null when nobody has said when it ends.")
    cancelled: bool
    place: str = Field(description="Where, only this time; empty: the usual place.")
    note: str


class GroupContact(Shape):
    """The group's own contact, published with its consent; never a surname."""

    name: str
    phone: str
    email: str


class Group(Shape):
    """A published group. A protected one (``protected``) tells place, day and hour only to who has spoken with it."""

    id: UUID
    slug: str
    name: str
    association: Association
    url: str = Field(description="The page for people.")
    api_url: str
    feedback_url: str = Field(description="Where anybody can say that something is wrong.")
    kind: Literal["group", "related_service", "service"]
    status: Literal["unconfirmed", "active", "starting", "suspended"]
    confirmed: bool = Field(description="False: a source names it and nobody has checked; call before going.")
    confirmed_on: date | None
    example: bool = Field(description="True: invented for a demonstration.")
    protected: bool
    updated_at: datetime
    started_on: date | None
    theme: Theme | None
    theme_words: str
    audiences: list[Label]
    mode: Literal["in_person", "online", "hybrid", "unknown"]
    entry: Literal["open", "contact_first", "interview", "unknown"]
    newcomers: bool | None
    languages: list[str] = Field(description="ISO 639-1; empty: Italian.")
    description: str = Field(description="Plain text.")
    promoters: list[Promoter]
    contact: GroupContact | None
    online_url: str
    place: Place | None = Field(description="Null for a protected group, and where nothing is known.")
    timetable: list[MeetingLine]
    pauses: list[PauseSpan]
    next: list[Occurrence] = Field(description="The next five times within 400 days.")


class GroupList(Shape):
    """A page of groups; the others are in the Link header (RFC 8288)."""

    items: list[Group]
    total: int
    page: int
    per_page: int
    pages: int


class ThemeList(Shape):
    """Every theme that some published group has."""

    items: list[Theme]


class Problem(Shape):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
