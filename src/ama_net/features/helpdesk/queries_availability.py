"""Reading hours and the days that are not as usual, and what is booked outside them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    AvailabilityException,
    AvailabilityRule,
    Mode,
    Service,
    ServiceOperator,
)
from ama_net.features.helpdesk.queries_services import not_over
from ama_net.features.helpdesk.timetables import BIT, hours_of, house_between, mask_of, modes_of
from ama_net.foundation.clock import ROME, day_of, now, today
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling.availability import DAY, Hours, Span, WeeklyHours, closed_spans, minute_of, spans_of


@dataclass(frozen=True)
class OpenSpan:
    """Somebody's open hours of a day, in minutes after midnight."""

    person_id: UUID
    starts: int
    ends: int
    modes: tuple[Mode, ...]


@dataclass(frozen=True)
class OpenDay:
    """A day: who may be booked and when, in order, and the hours in which the whole helpdesk is closed."""

    date: date
    spans: tuple[OpenSpan, ...]
    shut: tuple[tuple[int, int], ...]

    @property
    def hours(self) -> list[tuple[int, int]]:
        """When somebody may be booked, whoever it is: stretches that touch made one."""
        found: list[tuple[int, int]] = []
        for span in self.spans:
            if found and span.starts <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], span.ends))
            else:
                found.append((span.starts, span.ends))
        return found

    @property
    def is_shut(self) -> bool:
        """Whether nobody may be booked at all."""
        return self.shut == ((0, DAY),)

    @property
    def is_today(self) -> bool:
        """Whether it is today."""
        return self.date == today()


def rules_of(person_ids: Iterable[UUID]) -> list[AvailabilityRule]:
    """The hours of some people that are not over, in the order of the week, each with its service."""
    row = AvailabilityRule
    found = select(row).where(row.person_id.in_(list(person_ids)), or_(row.last_day.is_(None), row.last_day >= today()))
    return list(
        db.session.scalars(
            found.options(joinedload(row.service)).order_by(row.weekday, row.starts, row.first_day, row.id)
        )
    )


def exceptions_of(person_id: UUID | None) -> list[AvailabilityException]:
    """The days of a person, or (None) of the whole helpdesk, that are not over."""
    row = AvailabilityException
    found = select(row).where(row.person_id.is_not_distinct_from(person_id), row.last_day >= today())
    return list(db.session.scalars(found.order_by(row.first_day, row.starts, row.id)))


def exceptions_by_person(person_ids: Iterable[UUID]) -> dict[UUID, list[AvailabilityException]]:
    """The same of several people."""
    row = AvailabilityException
    known: dict[UUID, list[AvailabilityException]] = {one: [] for one in person_ids}
    found = select(row).where(row.person_id.in_(known), row.last_day >= today())
    for one in db.session.scalars(found.order_by(row.first_day, row.starts, row.id)):
        known[one.person_id or UUID(int=0)].append(one)
    return known


def who_serves() -> dict[Person, list[Service]]:
    """Who serves today or will, by name, and which services."""
    found = (
        select(ServiceOperator)
        .join(ServiceOperator.person)
        .join(ServiceOperator.service)
        .where(not_over(today()))
        .options(joinedload(ServiceOperator.person), joinedload(ServiceOperator.service))
        .order_by(Person.sort_name, Person.id, Service.position)
    )
    people: dict[Person, list[Service]] = {}
    for one in db.session.scalars(found):
        people.setdefault(one.person, []).append(one.service)
    return people


def open_days(person_ids: Iterable[UUID], first: date, last: date) -> list[OpenDay]:
    """The days from ``first`` to ``last``, with who may be booked; what is booked already is not looked at."""
    hours = hours_of(person_ids, first, last)
    house = next((theirs.house for theirs in hours.values()), None) or house_between(first, last)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [
        OpenDay(day, _open(hours, day), tuple((one.starts, one.ends) for one in closed_spans(house, day)))
        for day in days
    ]


def days_away(
    days: Iterable[OpenDay], rules: Iterable[AvailabilityRule], exceptions: Iterable[AvailabilityException]
) -> set[date]:
    """On which days somebody would usually be there, and wrote that they are not."""
    usual = {rule.weekday for rule in rules}
    off = [one for one in exceptions if not one.is_open and one.starts is None]
    empty = (day.date for day in days if not day.spans and day.date.weekday() in usual)
    return {day for day in empty if any(one.first_day <= day <= one.last_day for one in off)}


def shut_times(starts: Iterable[datetime], minutes: int) -> set[datetime]:
    """Which meetings of so many minutes would fall, even in part, when the whole helpdesk is closed."""
    begins = {one: one.astimezone(ROME) for one in starts}
    if not begins:
        return set()
    days = [one.date() for one in begins.values()]
    house = house_between(min(days), max(days))
    return {
        one
        for one, there in begins.items()
        for shut in closed_spans(house, there.date())
        if shut.starts < minute_of(there.time()) + minutes and minute_of(there.time()) < shut.ends
    }


def appointments_outside(person_ids: Iterable[UUID] | None = None) -> list[Appointment]:
    """The appointments to come of some people (of everybody) that are outside their hours, in order.

    Meetings of a pathway are agreed by the two at any hour: they are outside only on a day off or when all is closed.
    """
    row = Appointment
    found = select(row).where(row.state == AppointmentState.CONFIRMED, row.starts_at > now())
    if person_ids is not None:
        found = found.where(row.person_id.in_(list(person_ids)))
    coming = db.session.scalars(found.options(joinedload(row.person)).order_by(row.starts_at, row.id)).all()
    if not coming:
        return []
    first, last = _day(coming[0]), max(map(_day, coming))
    hours = hours_of({one.person_id for one in coming}, first, last)
    return [one for one in coming if not _within(one, hours)]


def _open(hours: Mapping[UUID, Hours], day: date) -> tuple[OpenSpan, ...]:
    found = [
        OpenSpan(who, span.starts, span.ends, modes_of(span.ways & mask_of(Mode)))
        for who, theirs in hours.items()
        for span in spans_of(theirs, day)
    ]
    return tuple(sorted(found, key=lambda span: (span.starts, span.ends, span.person_id)))


def _within(appointment: Appointment, hours: Mapping[UUID, Hours]) -> bool:
    theirs, day = hours[appointment.person_id], _day(appointment)
    if appointment.pathway_id is not None:
        always = WeeklyHours(day.weekday(), 0, DAY, day)
        theirs = Hours((always,), tuple(one for one in theirs.unusual if not one.is_open), theirs.house)
    return _covers(spans_of(theirs, day), appointment)


def _covers(spans: Sequence[Span], appointment: Appointment) -> bool:
    starts, ends = appointment.starts_at.astimezone(ROME), appointment.ends_at.astimezone(ROME)
    begin = minute_of(starts.time())
    end = minute_of(ends.time()) if ends.date() == starts.date() else DAY
    way = BIT[Mode(appointment.mode)]
    return any(span.starts <= begin and end <= span.ends and span.ways & way for span in spans)


def _day(appointment: Appointment) -> date:
    return day_of(appointment.starts_at)
