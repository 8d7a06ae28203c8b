"""Who may be booked for a service and when, read from the tables into values: four queries, however many serve it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from ama_net.features.helpdesk.models import (
    Appointment,
    AvailabilityException,
    AvailabilityRule,
    Mode,
    Service,
    ServiceOperator,
    ServiceRoom,
)
from ama_net.features.helpdesk.settings_availability import usual_closures
from ama_net.foundation.clock import ROME
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from ama_net.kernel.places import Room
from ama_net.kernel.scheduling.availability import (
    DAY,
    Hours,
    House,
    Unusual,
    WeeklyHours,
    end_minute_of,
    instant_of,
    midnight,
    minute_of,
    spans_of,
)
from ama_net.kernel.scheduling.busy import Stretches, busy_minutes

FIRST, LAST = bindparam("first", type_=Date()), bindparam("last", type_=Date())
BIT = {mode: 1 << place for place, mode in enumerate(Mode)}
LONGEST_BREAK = timedelta(minutes=240)
"""As the table of services allows: what ends so long before a day may still be in the way of its first time."""


def _ways_of(model: type[AvailabilityRule | AvailabilityException]) -> ColumnElement[int]:
    """In which ways, as bits."""
    return sum((cast(getattr(model, mode.value), Integer) * bit for mode, bit in BIT.items()), start=literal(0))


_RULE = (
    AvailabilityRule.weekday,
    AvailabilityRule.starts,
    AvailabilityRule.ends,
    AvailabilityRule.first_day,
    AvailabilityRule.last_day,
    AvailabilityRule.every_weeks,
    _ways_of(AvailabilityRule),
)


def _in_force() -> ColumnElement[bool]:
    begun, over = AvailabilityRule.first_day <= LAST, AvailabilityRule.last_day < FIRST
    return and_(begun, or_(AvailabilityRule.last_day.is_(None), ~over))


def _operators() -> Select[*tuple[Any, ...]]:
    """Who serves in those days, once for each of their rules (without any: once), and the rooms of each service."""
    rooms = (
        select(func.array_agg(aggregate_order_by(case((Room.is_open, Room.id)), Room.name, Room.id)))
        .join(ServiceRoom, ServiceRoom.room_id == Room.id)
        .where(ServiceRoom.service_id == ServiceOperator.service_id)
        .scalar_subquery()
    )
    of_the_service = or_(
        AvailabilityRule.service_id.is_(None), AvailabilityRule.service_id == ServiceOperator.service_id
    )
    rules = and_(AvailabilityRule.person_id == ServiceOperator.person_id, of_the_service, _in_force())
    who = (ServiceOperator.id, ServiceOperator.service_id, ServiceOperator.person_id)
    term = (ServiceOperator.first_day.label("term_first"), ServiceOperator.last_day.label("term_last"))
    return (
        select(*who, *term, rooms.label("rooms"), *_RULE)
        .join(Person, and_(Person.id == ServiceOperator.person_id, Person.deceased_on.is_(None)))
        .outerjoin(AvailabilityRule, rules)
        .where(
            ServiceOperator.service_id == any_(bindparam("services", type_=ARRAY(Uuid()))),
            ServiceOperator.first_day <= LAST,
            or_(ServiceOperator.last_day.is_(None), ServiceOperator.last_day >= FIRST),
        )
    )


def _exceptions() -> Select[*tuple[Any, ...]]:
    row = AvailabilityException
    columns = (row.person_id, row.first_day, row.last_day, row.is_open, row.starts, row.ends)
    whose = or_(row.person_id.is_(None), row.person_id == any_(bindparam("people", type_=ARRAY(Uuid()))))
    return select(*columns, _ways_of(row)).where(whose, row.first_day <= LAST, row.last_day >= FIRST)


# Written once: to build such a statement takes as long as to run it.
_OPERATORS = _operators()
_OF_ONE = _OPERATORS.where(ServiceOperator.person_id == bindparam("person", type_=Uuid()))
_EXCEPTIONS = _exceptions()
_RULES = select(AvailabilityRule.person_id, *_RULE).where(
    AvailabilityRule.person_id == any_(bindparam("people", type_=ARRAY(Uuid()))), _in_force()
)


class Term(NamedTuple):
    """Somebody who serves a service for a while, and when they may be booked."""

    person_id: UUID
    first: date
    last: date | None
    hours: Hours


class Timing(NamedTuple):
    """What of a service decides its times: minutes, and the ways of meeting as bits."""

    minutes: int
    step: int
    before: int
    after: int
    ways: int


class Timetable(NamedTuple):
    """All that decides the free times of a service between two days, as values. ``rooms`` is None for what needs no room."""

    service_id: UUID
    timing: Timing
    first: date
    last: date
    terms: tuple[Term, ...]
    rooms: tuple[UUID, ...] | None
    taken: tuple[tuple[UUID, Stretches], ...]


@dataclass(frozen=True)
class _DaysOff:
    """The days that are not as usual, of each person and of the house."""

    house: House
    of_people: dict[UUID, tuple[Unusual, ...]]

    def hours(self, person_id: UUID, weekly: Iterable[WeeklyHours]) -> Hours:
        return Hours(tuple(weekly), self.of_people.get(person_id, ()), self.house)


def timetables_of(
    services: Sequence[Service],
    first: date,
    last: date,
    *,
    person_id: UUID | None = None,
    besides: Appointment | None = None,
) -> list[Timetable]:
    """The timetables of some services, in their order; of one operator only, or without what an appointment takes."""
    said = {"services": [one.id for one in services], "first": first, "last": last, "person": person_id}
    rows = db.session.execute(_OPERATORS if person_id is None else _OF_ONE, said).all()
    people = {row.person_id for row in rows}
    rooms: dict[UUID, tuple[UUID, ...]] = {
        row.service_id: tuple(one for one in row.rooms if one) for row in rows if row.rooms is not None
    }
    days_off = _days_off(people, first, last)
    taken = busy_minutes(
        people,
        {room for some in rooms.values() for room in some},
        instant_of(midnight(first)) - LONGEST_BREAK,
        instant_of(midnight(last + timedelta(days=1))) + LONGEST_BREAK,
        besides=(Appointment.__tablename__, besides.id) if besides is not None else None,
    )
    terms = _terms(rows, days_off)
    return [
        Timetable(one.id, _timing(one), first, last, tuple(terms.get(one.id, ())), rooms.get(one.id), taken)
        for one in services
    ]


def hours_of(person_ids: Iterable[UUID], first: date, last: date) -> dict[UUID, Hours]:
    """When some people may be booked on some days, for whatever service; not what takes them already. Three queries."""
    wanted = set(person_ids)
    weekly: dict[UUID, list[WeeklyHours]] = {}
    for row in db.session.execute(_RULES, {"people": list(wanted), "first": first, "last": last}):
        weekly.setdefault(row.person_id, []).append(_weekly(*row[1:]))
    days_off = _days_off(wanted, first, last)
    return {one: days_off.hours(one, weekly.get(one, ())) for one in wanted}


def house_between(first: date, last: date) -> House:
    """What is closed for everybody on some days. Two queries."""
    return _days_off((), first, last).house


def open_hours(
    person_ids: Iterable[UUID], first: date, last: date
) -> dict[UUID, list[tuple[datetime, datetime, tuple[Mode, ...]]]]:
    """The stretches in which some people may be booked, day by day, as instants: for a calendar to shade."""
    return {one: _open(hours, first, last) for one, hours in hours_of(person_ids, first, last).items()}


def mask_of(modes: Iterable[Mode]) -> int:
    """Ways of meeting as bits."""
    return sum({BIT[mode] for mode in modes})


@lru_cache(maxsize=8)
def modes_of(mask: int) -> tuple[Mode, ...]:
    """Bits as ways of meeting, in the order of the forms."""
    return tuple(mode for mode in Mode if mask & BIT[mode])


def _timing(service: Service) -> Timing:
    breaks = service.break_before, service.break_after
    return Timing(service.minutes, service.step_minutes, *breaks, mask_of(service.modes))


def _open(hours: Hours, first: date, last: date) -> list[tuple[datetime, datetime, tuple[Mode, ...]]]:
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    spans = ((day, span) for day in days for span in sorted(spans_of(hours, day), key=lambda span: span.starts))
    return [
        (_moment(day, span.starts), _moment(day, span.ends), modes_of(span.ways & mask_of(Mode))) for day, span in spans
    ]


def _moment(day: date, minute: int) -> datetime:
    shown = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    return shown.replace(tzinfo=ROME).astimezone(UTC)


def _terms(rows: Sequence[Row[*tuple[Any, ...]]], days_off: _DaysOff) -> dict[UUID, list[Term]]:
    of_terms: dict[UUID, list[Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        of_terms.setdefault(row.id, []).append(row)
    found: dict[UUID, list[Term]] = {}
    for lines in of_terms.values():
        head = lines[0]
        hours = days_off.hours(head.person_id, (_weekly(*row[6:]) for row in lines if row.weekday is not None))
        found.setdefault(head.service_id, []).append(Term(head.person_id, head.term_first, head.term_last, hours))
    return found


def _days_off(person_ids: Iterable[UUID], first: date, last: date) -> _DaysOff:
    said = {"people": list(person_ids), "first": first, "last": last}
    unusual: dict[UUID | None, list[Unusual]] = {}
    for one in db.session.execute(_EXCEPTIONS, said):
        unusual.setdefault(one.person_id, []).append(_unusual(*one[1:]))
    house = House(usual_closures(), tuple(unusual.get(None, ())))
    return _DaysOff(house, {who: tuple(some) for who, some in unusual.items() if who is not None})


@lru_cache(maxsize=4096)
def _weekly(
    weekday: int, starts: time, ends: time, first: date, last: date | None, every: int, ways: int
) -> WeeklyHours:
    return WeeklyHours(weekday, minute_of(starts), end_minute_of(ends), first, last, every, ways)


def _unusual(first: date, last: date, is_open: bool, starts: time | None, ends: time | None, ways: int) -> Unusual:
    begin, end = (minute_of(starts), end_minute_of(ends)) if starts and ends else (0, DAY)
    return Unusual(first, last, is_open, begin, end, ways)
