"""Taking the time of who listens, and of a room, for an appointment: who may come at a time is decided under their locks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from ama_net.features.helpdesk.models import Appointment, Mode, Pathway, Service
from ama_net.features.helpdesk.queries_pathways import FOLLOWED, serves_service
from ama_net.features.helpdesk.refusals import SlotGone
from ama_net.features.helpdesk.slots import operators_free, rooms_free
from ama_net.foundation.clock import day_of, now
from ama_net.foundation.database import db
from ama_net.kernel.scheduling import (
    PersonGone,
    PersonTaken,
    RoomTaken,
    hold_people,
    hold_rooms,
    reservations_of,
    reserve,
    reserve_room,
)


@dataclass(frozen=True)
class Wanted:
    """A time of a service, and how to meet. ``person_id``: with whom, when it must be them.

    ``office``: asked by the association, which may look nearer and farther ahead than the public. ``agreed``: the two agreed
    on it, so it need not be among the times offered; ``person_id`` is named, and serves the service on that day.
    ``pathway_id``: a meeting of a pathway, which is with who follows it and nobody else.
    """

    service: Service
    starts_at: datetime
    mode: Mode
    person_id: UUID | None = None
    office: bool = False
    agreed: bool = False
    pathway_id: UUID | None = None

    @property
    def day(self) -> date:
        """The day it falls on, in Italy."""
        return day_of(self.starts_at)

    @classmethod
    def of(cls, appointment: Appointment) -> "Wanted":
        """The very time, and way, that an appointment has."""
        return cls(appointment.service, appointment.starts_at, Mode(appointment.mode))

    @property
    def ends_at(self) -> datetime:
        """What the visitor is told."""
        return self.starts_at + timedelta(minutes=self.service.minutes)

    @property
    def whole(self) -> tuple[datetime, datetime]:
        """With the breaks before and after."""
        before, after = timedelta(minutes=self.service.break_before), timedelta(minutes=self.service.break_after)
        return self.starts_at - before, self.ends_at + after


def candidates(wanted: Wanted, *, besides: Appointment | None = None) -> list[UUID]:
    """Who may be given that time, the least loaded first; ``besides``: an appointment that is being moved away."""
    if wanted.starts_at <= now():
        return []
    if wanted.pathway_id is not None and not _follows(wanted.person_id, wanted.pathway_id):
        return []
    if wanted.agreed:
        return _who_agreed(wanted, besides)
    free = operators_free(wanted.service, wanted.starts_at, wanted.mode, office=wanted.office, besides=besides)
    return [one for one in free if wanted.person_id in (None, one)]


def _who_agreed(wanted: Wanted, besides: Appointment | None) -> list[UUID]:
    """The one who is named, if they have that to do and nothing else: whoever has an appointment reads why one comes."""
    who, away = wanted.person_id, [besides] if besides is not None else []
    if who is None or not (wanted.pathway_id or serves_service(who, wanted.service.id, wanted.day)):
        return []
    return [] if reservations_of([who], *wanted.whole, besides=away) else [who]


def _follows(person_id: UUID | None, pathway_id: UUID) -> bool:
    """Whether somebody follows a pathway, as the database has it now: it may have been handed over meanwhile."""
    followed = select(Pathway.id).where(Pathway.id == pathway_id, Pathway.person_id == person_id)
    return db.session.scalar(followed.where(Pathway.state.in_(FOLLOWED))) is not None


@dataclass(frozen=True)
class Held:
    """Whose time, and which rooms, are held until the transaction ends: nothing else may be given."""

    people: frozenset[UUID]
    rooms: frozenset[UUID]


def hold_places(wanted: Wanted, people: Iterable[UUID], *, now_in: Appointment | None = None) -> Held:
    """Hold everybody who might be given the time, then every room, in the written order; and what it has now."""
    held = Held(
        frozenset({*people, *([now_in.person_id] if now_in else [])}),
        frozenset({*_rooms_of(wanted), *([now_in.room_id] if now_in and now_in.room_id else [])}),
    )
    hold_people(held.people)
    hold_rooms(held.rooms)
    return held


def take_place(
    appointment: Appointment,
    wanted: Wanted,
    held: Held,
    *,
    until: datetime | None,
    rather: UUID | None = None,
) -> None:
    """Give the appointment its operator, room and time, and reserve them: of those that are held, whoever else may be free.

    ``until``: only until then. ``rather``: this one, if they are among those who can. Flushed.

    Raises:
        SlotGone: nobody can, or no room is left.
    """
    free = [one for one in candidates(wanted) if one in held.people]
    room_id = _free_room(wanted, held)
    if not free:
        raise SlotGone
    appointment.person_id = rather if rather in free else free[0]
    appointment.room_id, appointment.mode = room_id, wanted.mode
    appointment.starts_at, appointment.ends_at = wanted.starts_at, wanted.ends_at
    starts, ends = wanted.whole
    try:
        reserve(appointment.person_id, starts, ends, about=appointment, until=until)
        if room_id is not None:
            reserve_room(room_id, starts, ends, about=appointment, until=until)
    except (PersonTaken, PersonGone, RoomTaken) as taken:
        raise SlotGone from taken


def _rooms_of(wanted: Wanted) -> list[UUID]:
    return [one.room_id for one in wanted.service.rooms] if wanted.mode == Mode.IN_PERSON else []


def _free_room(wanted: Wanted, held: Held) -> UUID | None:
    if not _rooms_of(wanted):
        return None
    free = [one for one in rooms_free(wanted.service, wanted.starts_at) if one in held.rooms]
    if not free:
        raise SlotGone
    return free[0]
