"""Reading hours: totals by activity, person and year, what waits for approval, shifts that nobody logged.

Totals count approved entries only and read one index (``ix_hour_entries_approved``), so they stay quick with hundreds of
thousands of entries: one query each, whatever the number of rows.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, extract, func, select
from sqlalchemy.orm import joinedload

from ama_net.features.volunteers.hours_rules import worth_cents
from ama_net.features.volunteers.models import (
    Activity,
    HourCertificate,
    HourEntry,
    HoursState,
    Shift,
    ShiftSignup,
    ShiftState,
    SignupState,
    Volunteer,
)
from ama_net.features.volunteers.queries import volunteers_on
from ama_net.features.volunteers.settings_hours import HoursSettings
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from ama_net.kernel.people.queries import people_meant
from ama_net.kernel.tenancy.settings import read_settings


@dataclass(frozen=True)
class ActivityHours:
    """The approved hours of an activity: how long, how many people gave them, what an hour of it is worth."""

    activity_id: UUID
    label: str
    minutes: int
    people: int
    hourly_cents: int | None

    @property
    def worth_cents(self) -> int | None:
        """What they are worth; None when hours are not valued."""
        return worth_cents(self.minutes, self.hourly_cents)


def hours_by_activity(year: int, person_id: UUID | None = None) -> list[ActivityHours]:
    """The approved hours of a year by activity, in the activities' order; of one person when told whose. Two queries.

    An activity without hours is left out. Its value is its own, or that of the settings.
    """
    return activity_hours(in_year(year), person_id)


def activity_hours(period: ColumnElement[bool], person_id: UUID | None = None) -> list[ActivityHours]:
    """The approved hours of a period (``in_year``, ``between``) by activity, as ``hours_by_activity``."""
    entry, value = HourEntry, read_settings(HoursSettings).hourly_value_cents
    sums = (
        select(
            entry.activity_id,
            func.sum(entry.minutes).label("minutes"),
            func.count(entry.person_id.distinct()).label("people"),
        )
        .where(entry.state == HoursState.APPROVED, period, *_of(person_id))
        .group_by(entry.activity_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Activity.id, Activity.label, sums.c.minutes, sums.c.people, Activity.hourly_value_cents)
        .join(sums, sums.c.activity_id == Activity.id)
        .order_by(Activity.position, Activity.label)
    )
    return [
        ActivityHours(key, label, int(m), people, value if own is None else own) for key, label, m, people, own in rows
    ]


def minutes_of(person_id: UUID, year: int) -> int:
    """The approved minutes of a person in a year."""
    return minutes_in(in_year(year), person_id)


def minutes_in(period: ColumnElement[bool], person_id: UUID | None = None) -> int:
    """The approved minutes of a period; of one person when told whose."""
    total = select(func.sum(HourEntry.minutes)).where(HourEntry.state == HoursState.APPROVED, period, *_of(person_id))
    return int(db.session.scalar(total) or 0)


def minutes_by_month(year: int) -> list[int]:
    """The approved minutes of each month of a year, January first."""
    month = extract("month", HourEntry.on_day)
    sums = select(month, func.sum(HourEntry.minutes)).where(HourEntry.state == HoursState.APPROVED, in_year(year))
    found = {int(key): int(minutes) for key, minutes in db.session.execute(sums.group_by(month))}
    return [found.get(key, 0) for key in range(1, 13)]


def minutes_by_person(year: int) -> Select[UUID, int]:
    """Who gave hours in a year: ``person_id``, ``minutes`` (approved), the most first."""
    minutes = func.sum(HourEntry.minutes).label("minutes")
    return (
        select(HourEntry.person_id, minutes)
        .where(HourEntry.state == HoursState.APPROVED, in_year(year))
        .group_by(HourEntry.person_id)
        .order_by(minutes.desc(), HourEntry.person_id)
    )


def in_year(year: int) -> ColumnElement[bool]:
    """Entries of a year: an interval of days, so that the indexes serve."""
    return between(date(year, 1, 1), date(year, 12, 31))


def between(first: date, last: date) -> ColumnElement[bool]:
    """Entries of a period, both days included."""
    return and_(HourEntry.on_day >= first, HourEntry.on_day <= last)


def _of(person_id: UUID | None) -> list[ColumnElement[bool]]:
    return [] if person_id is None else [HourEntry.person_id == person_id]


def with_names(entries: Select[HourEntry]) -> Select[HourEntry]:
    """Entries with whose they are and of what, read at once."""
    person = joinedload(HourEntry.person).load_only(Person.given_name, Person.family_name)
    return entries.options(person, joinedload(HourEntry.activity))


def is_waiting() -> ColumnElement[bool]:
    """Entries that wait for the office."""
    return HourEntry.state == HoursState.LOGGED


def count_waiting(period: ColumnElement[bool] | None = None) -> int:
    """How many entries wait for the office."""
    waiting = select(func.count()).select_from(HourEntry).where(is_waiting())
    return db.session.scalar(waiting if period is None else waiting.where(period)) or 0


def entry_by_id(entry_id: UUID, person_id: UUID | None = None) -> HourEntry | None:
    """An entry with its names; of one person when told whose."""
    return db.session.scalar(with_names(select(HourEntry)).where(HourEntry.id == entry_id, *_of(person_id)))


def entries_of(person_id: UUID, year: int) -> list[HourEntry]:
    """The entries of a person in a year, the newest first."""
    mine = with_names(select(HourEntry)).where(HourEntry.person_id == person_id, in_year(year))
    return list(db.session.scalars(mine.order_by(HourEntry.on_day.desc(), HourEntry.id.desc())))


def years_of(person_id: UUID | None = None) -> list[int]:
    """The years from the first entry to the last, newest first; of one person when told whose. No year is skipped."""
    first, last = db.session.execute(
        select(func.min(HourEntry.on_day), func.max(HourEntry.on_day)).where(*_of(person_id))
    ).one()
    return [] if first is None else list(range(last.year, first.year - 1, -1))


def shifts_to_log(person_id: UUID, days_back: int) -> list[Shift]:
    """The shifts one was in (``was_in_shift``), that ended in the last days and whose hours nobody wrote; the newest first."""
    logged = select(HourEntry.id).where(HourEntry.shift_id == Shift.id, HourEntry.person_id == person_id)
    end = now()
    found = (
        select(Shift)
        .join(ShiftSignup, ShiftSignup.shift_id == Shift.id)
        .where(
            ShiftSignup.person_id == person_id,
            was_in_shift(),
            Shift.state == ShiftState.PUBLISHED,
            Shift.ends_at <= end,
            Shift.starts_at >= end - timedelta(days=days_back),
            ~logged.exists(),
        )
        .options(joinedload(Shift.activity), joinedload(Shift.venue))
        .order_by(Shift.starts_at.desc())
    )
    return list(db.session.scalars(found))


def was_in_shift() -> ColumnElement[bool]:
    """The condition that a place was taken to the end, and the office did not note that its holder was missing."""
    return and_(ShiftSignup.state == SignupState.TAKEN, ShiftSignup.came.is_not(False))


def who_serves(person_ids: Collection[UUID], day: date) -> set[UUID]:
    """Which of some people were volunteers on a day, in either section."""
    found = volunteers_on(day).where(Volunteer.person_id.in_(person_ids)).with_only_columns(Volunteer.person_id)
    return set(db.session.scalars(found))


def minutes_on(person_ids: Collection[UUID], day: date, *, without: UUID | None = None) -> dict[UUID, int]:
    """The minutes that some people wrote for a day, refused ones left out, and ``without`` one entry."""
    sums = select(HourEntry.person_id, func.sum(HourEntry.minutes)).where(
        HourEntry.person_id.in_(person_ids), HourEntry.on_day == day, HourEntry.state != HoursState.REFUSED
    )
    if without is not None:
        sums = sums.where(HourEntry.id != without)
    return {person: int(minutes) for person, minutes in db.session.execute(sums.group_by(HourEntry.person_id))}


def open_activities() -> list[Activity]:
    """The activities one may choose."""
    return all_activities(only_open=True)


def all_activities(*, only_open: bool = False) -> list[Activity]:
    """The activities, in their order."""
    found = select(Activity).order_by(Activity.position, Activity.label)
    return list(db.session.scalars(found.where(Activity.is_open) if only_open else found))


def refused_of(person_id: UUID) -> tuple[int, date | None]:
    """How many entries of a person were sent back and not put right, and the day of the last of them."""
    refused = HourEntry.person_id == person_id, HourEntry.state == HoursState.REFUSED
    many, last = db.session.execute(select(func.count(), func.max(HourEntry.on_day)).where(*refused)).one()
    return many, last


def certificates_of(person_id: UUID) -> list[HourCertificate]:
    """The certificates of a person, the newest first."""
    mine = select(HourCertificate).where(HourCertificate.person_id == person_id)
    return list(db.session.scalars(mine.order_by(HourCertificate.issued_at.desc(), HourCertificate.id.desc())))


def certificate_with(code: str) -> HourCertificate | None:
    """The certificate a code is of."""
    found = select(HourCertificate).where(HourCertificate.code == code)
    return db.session.scalar(found.options(joinedload(HourCertificate.person)))


def top_people(year: int, limit: int | None = None) -> list[tuple[Person, int]]:
    """Who gave most hours in a year, with their minutes; everybody who gave some without a limit."""
    sums = minutes_by_person(year).limit(limit).subquery()
    found = select(Person, sums.c.minutes).join(sums, sums.c.person_id == Person.id)
    rows = db.session.execute(found.order_by(sums.c.minutes.desc(), Person.sort_name))
    return [(person, int(minutes)) for person, minutes in rows]


def people_to_log(words: str, *, limit: int, only: UUID | None = None) -> list[Person]:
    """The volunteers of today that a search means (all of them without words), or one person; in order of name."""
    serving = volunteers_on(today()).with_only_columns(Volunteer.person_id)
    found = select(Person).where(Person.id.in_(serving))
    if only is not None:
        found = select(Person).where(Person.id == only)
    elif words:
        meant = people_meant(words)
        if meant is None:
            return []
        found = found.where(Person.id.in_(meant))
    return list(db.session.scalars(found.order_by(Person.sort_name).limit(limit)))


def people_of_shift(shift_id: UUID) -> list[Person]:
    """Who was in a shift (``was_in_shift``), in order of name."""
    taken = select(ShiftSignup.person_id).where(ShiftSignup.shift_id == shift_id, was_in_shift())
    return list(db.session.scalars(select(Person).where(Person.id.in_(taken)).order_by(Person.sort_name)))


def shift_with_activity(shift_id: UUID) -> Shift | None:
    """A shift that was held, with its activity."""
    held = select(Shift).where(Shift.id == shift_id, Shift.state == ShiftState.PUBLISHED)
    return db.session.scalar(held.options(joinedload(Shift.activity)))


def shifts_held(limit: int) -> list[Shift]:
    """The last shifts that ended with somebody in them, the newest first."""
    came = select(ShiftSignup.id).where(ShiftSignup.shift_id == Shift.id, was_in_shift())
    held = select(Shift).where(Shift.state == ShiftState.PUBLISHED, Shift.ends_at <= now(), came.exists())
    return list(
        db.session.scalars(held.options(joinedload(Shift.activity)).order_by(Shift.starts_at.desc()).limit(limit))
    )
