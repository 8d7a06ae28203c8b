"""The free times of a service, and who may be given one. The only source of times for pages, holds, moves and offers.

A time is free when somebody who serves the service is available (``timetables``), nothing takes them (breaks included), a
room is left if they meet in one, and it is neither too near nor too far for who asks. Whoever takes it asks again under
the locks: what is answered here may be gone a moment later.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from ama_net.features.helpdesk.models import Appointment, AppointmentState, Mode, Service
from ama_net.features.helpdesk.timetables import BIT, Timetable, mask_of, modes_of, timetables_of
from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.database import db
from ama_net.kernel.scheduling.availability import (
    Starts,
    free_of,
    instant_of,
    minute_since_1970,
    starts_of,
)

LOAD_AROUND = timedelta(days=14)
"""How far on both sides of a time the appointments of an operator are counted."""

LAST_WITHIN = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time on offer: two instants (UTC), and the ways in which one may meet then."""

    starts_at: datetime
    ends_at: datetime
    modes: tuple[Mode, ...]

    @property
    def day(self) -> date:
        """The day in Italy."""
        return self.starts_at.astimezone(ROME).date()


def free_slots(
    service: Service,
    first: date,
    last: date,
    *,
    mode: Mode | None = None,
    person_id: UUID | None = None,
    besides: Appointment | None = None,
    office: bool = False,
) -> list[Slot]:
    """The free times on the days from ``first`` to ``last``, both included, in order, of all who serve or of one.

    The public sees neither what is nearer than ``notice_hours`` nor farther than ``horizon_days``, nor a closed service;
    ``office`` does. ``besides`` is an appointment being moved: what it takes counts as free. Four queries.
    """
    begin, end = _window(service, first, last, office=office)
    if end < begin or not (service.is_open or office):
        return []
    (timetable,) = timetables_of([service], begin, end, person_id=person_id, besides=besides)
    return _slots(timetable, mode, office=office)


def next_free(
    service: Service, *, limit: int = 6, mode: Mode | None = None, besides: Appointment | None = None
) -> list[Slot]:
    """The nearest free times of a service."""
    day = today()
    return free_slots(service, day, day + timedelta(days=service.horizon_days), mode=mode, besides=besides)[:limit]


def next_free_of(services: Sequence[Service], *, limit: int = 3) -> dict[UUID, list[Slot]]:
    """The nearest free times of several services, by the service's id, in the four queries of one."""
    day = today()
    farthest = day + timedelta(days=max((one.horizon_days for one in services), default=0))
    found = timetables_of([one for one in services if one.is_open], day, farthest) if services else []
    return {one.id: [] for one in services} | {one.service.id: _slots(_near(one), None)[:limit] for one in found}


def operators_free(
    service: Service, starts_at: datetime, mode: Mode, *, office: bool = False, besides: Appointment | None = None
) -> list[UUID]:
    """Who may take exactly that time in that way, the least loaded first: the round robin of the helpdesk.

    Fewest appointments in the four weeks around it, of any service; then who has had none for longest. Nobody when the time
    is not on offer (past, too near, closed, outside the rules) or no room is left for it.
    """
    day = starts_at.astimezone(ROME).date()
    begin, end = _window(service, day, day, office=office)
    if end < begin or not (service.is_open or office):
        return []
    (timetable,) = timetables_of([service], day, day, besides=besides)
    wanted, way = starts_at.timestamp() / 60, BIT[mode] & mask_of(service.modes)
    free = {
        who
        for who, times in _free(timetable, office=office)
        if any(one == wanted and ways & way for one, ways in times)
    }
    in_a_room = mode == Mode.IN_PERSON and timetable.rooms is not None
    if not free or (in_a_room and not _rooms_at(timetable, minute_since_1970(starts_at))):
        return []
    return _least_loaded(free, starts_at, besides)


def rooms_free(service: Service, starts_at: datetime, *, besides: Appointment | None = None) -> list[UUID]:
    """The rooms of a service that are free for that time, breaks included, by name; none of a service without rooms."""
    day = starts_at.astimezone(ROME).date()
    (timetable,) = timetables_of([service], day, day, besides=besides)
    return _rooms_at(timetable, minute_since_1970(starts_at))


def _window(service: Service, first: date, last: date, *, office: bool) -> tuple[date, date]:
    day = today()
    return max(first, day), last if office else min(last, day + timedelta(days=service.horizon_days))


def _near(timetable: Timetable) -> Timetable:
    first, last = _window(timetable.service, timetable.first, timetable.last, office=False)
    return Timetable(timetable.service, first, last, timetable.terms, timetable.rooms, timetable.busy)


def _slots(timetable: Timetable, mode: Mode | None, *, office: bool = False) -> list[Slot]:
    offered: dict[int, int] = {}
    for _who, free in _free(timetable, office=office):
        for minute, ways in free:
            offered[minute] = offered.get(minute, 0) | ways
    known, wanted = mask_of(timetable.service.modes), BIT[mode] if mode else mask_of(Mode)
    length, roomy = timedelta(minutes=timetable.service.minutes), _with_a_room(timetable, offered)
    found = []
    for minute in sorted(offered):
        ways = offered[minute] & known
        if roomy is not None and minute not in roomy:
            ways &= ~BIT[Mode.IN_PERSON]
        if ways & wanted:
            begin = instant_of(minute)
            found.append(Slot(begin, begin + length, modes_of(ways)))
    return found


def _free(timetable: Timetable, *, office: bool) -> Iterator[tuple[UUID, Iterator[tuple[int, int]]]]:
    """Who is free, and when (minutes since 1970) in which ways. Neither rooms nor the ways of the service are looked at."""
    service = timetable.service
    notice = timedelta() if office else timedelta(hours=service.notice_hours)
    earliest = minute_since_1970(now() + notice)
    for term in timetable.terms:
        first, last = max(timetable.first, term.first), min(timetable.last, term.last or timetable.last)
        if first > last:
            continue
        starts = starts_of(term.hours, service.minutes, service.step_minutes, first, last)
        busy = timetable.busy.get(term.person_id, ())
        yield term.person_id, _free_of(service, starts, busy, later_than=earliest)


def _free_of(
    service: Service, starts: Starts, busy: Iterable[tuple[int, int]], *, later_than: int = 0
) -> Iterator[tuple[int, int]]:
    """The times that nothing overlaps, with the breaks of the service around them."""
    after = service.minutes + service.break_after
    return free_of(starts, busy, before=service.break_before, after=after, later_than=later_than)


def _with_a_room(timetable: Timetable, minutes: Iterable[int]) -> set[int] | None:
    """At which of these times a room is free; None when the service needs none."""
    if timetable.rooms is None:
        return None
    ordered = tuple(sorted(minutes))
    starts = Starts(ordered, ordered)
    return {
        minute
        for room in timetable.rooms
        for minute, _ in _free_of(timetable.service, starts, timetable.busy.get(room, ()))
    }


def _rooms_at(timetable: Timetable, minute: int) -> list[UUID]:
    one, service = Starts((minute,), (minute,)), timetable.service
    return [room for room in timetable.rooms or () if list(_free_of(service, one, timetable.busy.get(room, ())))]


def _least_loaded(people: Iterable[UUID], starts_at: datetime, besides: Appointment | None) -> list[UUID]:
    row = Appointment
    held = and_(row.state == AppointmentState.HELD, row.held_until > now())
    counted = row.starts_at.between(starts_at - LOAD_AROUND, starts_at + LOAD_AROUND)
    found = (
        select(
            row.person_id,
            func.count().filter(counted),
            func.max(row.starts_at).filter(row.starts_at <= starts_at),
        )
        .where(
            row.person_id.in_(list(people)),
            row.starts_at.between(starts_at - LAST_WITHIN, starts_at + LOAD_AROUND),
            or_(row.state == AppointmentState.CONFIRMED, held),
            *([row.id != besides.id] if besides is not None else []),
        )
        .group_by(row.person_id)
    )
    loads = {who: (count, last.timestamp() if last else 0.0) for who, count, last in db.session.execute(found)}
    return sorted(people, key=lambda who: (*loads.get(who, (0, 0.0)), who))
