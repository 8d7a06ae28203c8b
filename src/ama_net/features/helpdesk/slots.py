"""The free times of a service, and who may be given one. The only source of times for pages, holds, moves and offers.

A time is free when somebody who serves the service is available (``timetables``), nothing takes them (breaks included), a
room is left if they meet in one, and it is neither too near nor too far for who asks. Whoever takes it asks again under
the locks: what is answered here may be gone a moment later.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from ama_net.features.helpdesk.models import Appointment, AppointmentState, Mode, Service
from ama_net.features.helpdesk.timetables import BIT, Timetable, Timing, mask_of, modes_of, timetables_of
from ama_net.foundation.clock import day_of, now, today
from ama_net.foundation.database import db
from ama_net.kernel.scheduling.availability import Starts, free_of, instant_of, minute_since_1970, starts_of
from ama_net.kernel.scheduling.busy import Stretches

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
        return day_of(self.starts_at)


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
    return list(_offered(timetable, _earliest(service, office=office), mode))


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
    open_ = {one.id: one for one in services if one.is_open}
    nearest: dict[UUID, list[Slot]] = {one.id: [] for one in services}
    for timetable in timetables_of(list(open_.values()), day, farthest) if open_ else []:
        service = open_[timetable.service_id]
        begin, end = _window(service, day, farthest, office=False)
        offered = _offered(timetable._replace(first=begin, last=end), _earliest(service, office=False), None)
        nearest[service.id] = list(offered[:limit])
    return nearest


def operators_free(
    service: Service, starts_at: datetime, mode: Mode, *, office: bool = False, besides: Appointment | None = None
) -> list[UUID]:
    """Who may take exactly that time in that way, the least loaded first: the round robin of the helpdesk.

    Fewest appointments in the four weeks around it, of any service; then who has had none for longest. Nobody when the time
    is not on offer (past, too near, closed, outside the rules) or no room is left for it.
    """
    day = day_of(starts_at)
    begin, end = _window(service, day, day, office=office)
    if end < begin or not (service.is_open or office):
        return []
    (timetable,) = timetables_of([service], day, day, besides=besides)
    wanted, way = starts_at.timestamp() / 60, BIT[mode] & timetable.timing.ways
    times = _free(timetable, _earliest(service, office=office))
    free = {who for who, theirs in times if any(minute == wanted and ways & way for minute, ways in theirs)}
    in_a_room = mode == Mode.IN_PERSON and timetable.rooms is not None
    if not free or (in_a_room and not _rooms_at(timetable, minute_since_1970(starts_at))):
        return []
    return _least_loaded(free, starts_at, besides)


def rooms_free(service: Service, starts_at: datetime, *, besides: Appointment | None = None) -> list[UUID]:
    """The rooms of a service that are free for that time, breaks included, by name; none of a service without rooms."""
    day = day_of(starts_at)
    (timetable,) = timetables_of([service], day, day, besides=besides)
    return _rooms_at(timetable, minute_since_1970(starts_at))


def _window(service: Service, first: date, last: date, *, office: bool) -> tuple[date, date]:
    day = today()
    return max(first, day), last if office else min(last, day + timedelta(days=service.horizon_days))


def _earliest(service: Service, *, office: bool) -> int:
    """The minute since 1970 that a time must be later than."""
    return minute_since_1970(now() + timedelta(hours=0 if office else service.notice_hours))


@lru_cache(maxsize=128)
def _offered(timetable: Timetable, later_than: int, mode: Mode | None) -> tuple[Slot, ...]:
    """The free times; worked out again only when something they come from is different."""
    offered: dict[int, int] = {}
    for _who, times in _free(timetable, later_than):
        for minute, ways in times:
            offered[minute] = offered.get(minute, 0) | ways
    wanted, roomy = BIT[mode] if mode else mask_of(Mode), _with_a_room(timetable, offered)
    length, found = timedelta(minutes=timetable.timing.minutes), []
    for minute in sorted(offered):
        ways = offered[minute] & timetable.timing.ways
        if roomy is not None and minute not in roomy:
            ways &= ~BIT[Mode.IN_PERSON]
        if ways & wanted:
            begin = instant_of(minute)
            found.append(Slot(begin, begin + length, modes_of(ways)))
    return tuple(found)


def _free(timetable: Timetable, later_than: int) -> Iterator[tuple[UUID, Iterator[tuple[int, int]]]]:
    """Who is free, and when (minutes since 1970) in which ways. Neither rooms nor the ways of the service are looked at."""
    taken, timing = dict(timetable.taken), timetable.timing
    for term in timetable.terms:
        first, last = max(timetable.first, term.first), min(timetable.last, term.last or timetable.last)
        if first <= last:
            starts = starts_of(term.hours, timing.minutes, timing.step, first, last)
            yield term.person_id, _apart(timing, starts, taken.get(term.person_id, ()), later_than)


def _apart(timing: Timing, starts: Starts, busy: Stretches, later_than: int = 0) -> Iterator[tuple[int, int]]:
    """The times that nothing overlaps, with the breaks of the service around them."""
    after = timing.minutes + timing.after
    return free_of(starts, busy, before=timing.before, after=after, later_than=later_than)


def _with_a_room(timetable: Timetable, minutes: Iterable[int]) -> set[int] | None:
    """At which of these times a room is free; None when the service needs none."""
    if timetable.rooms is None:
        return None
    ordered, taken = tuple(sorted(minutes)), dict(timetable.taken)
    starts = Starts(ordered, ordered)
    apart = (_apart(timetable.timing, starts, taken.get(room, ())) for room in timetable.rooms)
    return {minute for free in apart for minute, _ in free}


def _rooms_at(timetable: Timetable, minute: int) -> list[UUID]:
    one, taken = Starts((minute,), (minute,)), dict(timetable.taken)
    return [room for room in timetable.rooms or () if any(_apart(timetable.timing, one, taken.get(room, ())))]


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
