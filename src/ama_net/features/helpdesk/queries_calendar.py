"""Reading what the office's calendar shows: who listens, their appointments, what else they have to do, their hours."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from ama_net.features.helpdesk.models import Appointment, AppointmentState, ServiceOperator, WaitingOffer
from ama_net.features.helpdesk.timetables import open_hours
from ama_net.foundation.clock import ROME, day_of, now
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import reservations_of


@dataclass(frozen=True)
class Entry:
    """Something that somebody has to do: an appointment, or (none) something else that is nobody's business here."""

    person_id: UUID
    starts_at: datetime
    ends_at: datetime
    appointment: Appointment | None = None
    waiting_id: UUID | None = None
    """Of a time that is offered to somebody of the waiting list: their place in it."""

    @property
    def is_held(self) -> bool:
        """Whether it is only kept, for who is booking or for who waits."""
        return self.appointment is not None and self.appointment.state == AppointmentState.HELD

    @property
    def lacks_result(self) -> bool:
        """Whether it is over and nobody has said how it went."""
        row = self.appointment
        return row is not None and not self.is_held and row.ends_at <= now() and row.result is None


@dataclass(frozen=True)
class OpenHours:
    """Hours in which somebody may be booked."""

    person_id: UUID
    starts_at: datetime
    ends_at: datetime


def people_between(first: date, last: date) -> list[Person]:
    """Who serves some service, or meets somebody, on some day between two; by name."""
    serves = select(ServiceOperator.person_id).where(
        ServiceOperator.first_day <= last,
        or_(ServiceOperator.last_day.is_(None), ServiceOperator.last_day >= first),
    )
    meets = select(Appointment.person_id).where(_takes_time(first, last))
    found = select(Person).where(or_(Person.id.in_(serves), Person.id.in_(meets)))
    return list(db.session.scalars(found.order_by(Person.given_name, Person.family_name, Person.id)))


def entries_between(person_ids: Collection[UUID], first: date, last: date) -> list[Entry]:
    """What people have to do from one day to another, both included, in order. Two queries."""
    offer = and_(WaitingOffer.appointment_id == Appointment.id, WaitingOffer.answer == "")
    found = select(Appointment, WaitingOffer.entry_id).outerjoin(WaitingOffer, offer)
    appointments = db.session.execute(
        found.where(_takes_time(first, last), Appointment.person_id.in_(person_ids)).options(
            joinedload(Appointment.service),
            joinedload(Appointment.visitor),
            joinedload(Appointment.person),
            joinedload(Appointment.room),
        )
    )
    entries = [Entry(row.person_id, row.starts_at, row.ends_at, row, waiting) for row, waiting in appointments]
    return sorted(
        [*entries, *_other_things(person_ids, first, last)], key=lambda entry: (entry.starts_at, entry.ends_at)
    )


def hours_between(person_ids: Collection[UUID], first: date, last: date) -> list[OpenHours]:
    """When people may be booked from one day to another, both included."""
    found = open_hours(person_ids, first, last)
    return [OpenHours(one, starts, ends) for one in person_ids for starts, ends, _modes in found.get(one, ())]


def count_on(day: date) -> int:
    """How many appointments there are on a day."""
    confirmed = Appointment.state == AppointmentState.CONFIRMED
    return db.session.scalar(select(func.count(Appointment.id)).where(confirmed, _on(day, day))) or 0


def count_without_result() -> int:
    """How many meetings are over without anybody having said how they went."""
    over = (
        Appointment.state == AppointmentState.CONFIRMED,
        Appointment.result.is_(None),
        Appointment.ends_at <= now(),
    )
    return db.session.scalar(select(func.count(Appointment.id)).where(*over)) or 0


def first_without_result() -> date | None:
    """The day of the earliest meeting that nobody has said of how it went."""
    found = select(func.min(Appointment.starts_at)).where(
        Appointment.state == AppointmentState.CONFIRMED,
        Appointment.result.is_(None),
        Appointment.ends_at <= now(),
    )
    earliest = db.session.scalar(found)
    return day_of(earliest) if earliest else None


def _other_things(person_ids: Collection[UUID], first: date, last: date) -> list[Entry]:
    """What takes their time and is no appointment: shifts and the like, without saying which."""
    found = reservations_of(person_ids, *_instants(first, last))
    others = [one for one in found if one.about_kind != Appointment.__tablename__]
    entries = []
    for one in others:
        starts, ends = one.during.lower, one.during.upper
        if one.person_id is not None and starts is not None and ends is not None:
            entries.append(Entry(one.person_id, starts, ends))
    return entries


def _takes_time(first: date, last: date) -> ColumnElement[bool]:
    held = and_(Appointment.state == AppointmentState.HELD, Appointment.held_until > now())
    return and_(_on(first, last), or_(Appointment.state == AppointmentState.CONFIRMED, held))


def _on(first: date, last: date) -> ColumnElement[bool]:
    begin, end = _instants(first, last)
    return and_(Appointment.starts_at >= begin, Appointment.starts_at < end)


def _instants(first: date, last: date) -> tuple[datetime, datetime]:
    return datetime.combine(first, time(), ROME), datetime.combine(last + timedelta(days=1), time(), ROME)


def by_day(entries: Sequence[Entry], days: Sequence[date]) -> dict[date, list[Entry]]:
    """What begins on each of some days."""
    found: dict[date, list[Entry]] = {day: [] for day in days}
    for entry in entries:
        found.setdefault(day_of(entry.starts_at), []).append(entry)
    return found
