"""What a volunteer sees of shifts: those they have, those that look for people, and whether they could come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from ama_net.features.volunteers.models import Shift, ShiftSignup, ShiftState, ShiftSwap, SignupState, SwapState
from ama_net.features.volunteers.queries_shifts import how_many_come, who_comes, with_people
from ama_net.foundation.clock import day_of, now
from ama_net.foundation.database import db
from ama_net.kernel.scheduling import Reservation
from ama_net.kernel.scheduling.reservations import reservations_of

MOST_SHOWN = 100
PAST_SHOWN = timedelta(days=365)


@dataclass(frozen=True)
class Wanted:
    """Which open shifts are looked for: of an activity, at a place, over how many weeks, the full ones too."""

    activity_id: UUID | None = None
    venue_id: UUID | None = None
    weeks: int = 4
    full_too: bool = False


@dataclass(frozen=True)
class ShiftSeen:
    """A shift as a volunteer sees it: who comes, their own place if they have one, what else takes them then.

    ``offered``: the places whose holders look for a swap; volunteers do not read of them as coming.
    ``was_in``: they have a place, or had one. The notes are for who has a place, why it was called off for who was in it.
    """

    shift: Shift
    mine: ShiftSignup | None = None
    busy: bool = False
    was_in: bool = False
    offered: frozenset[UUID] = frozenset()

    @property
    def free(self) -> int:
        """How many places are free."""
        return max(0, self.shift.maximum - len(who_comes(self.shift)))

    @property
    def missing(self) -> int:
        """How many people it lacks to its minimum."""
        return max(0, self.shift.minimum - len(self._coming()))

    @property
    def others(self) -> list[str]:
        """The first names of the others who come: all that volunteers are told of each other here."""
        theirs = [place.person for place in self._coming() if place is not self.mine]
        return [person.given_name or person.name for person in theirs]

    def _coming(self) -> list[ShiftSignup]:
        return [place for place in who_comes(self.shift) if place.id not in self.offered]

    @property
    def day(self) -> date:
        """The day it begins, in Italy."""
        return day_of(self.shift.starts_at)

    @property
    def is_open(self) -> bool:
        """Whether it may still be taken, if there is a place."""
        return self.shift.state == ShiftState.PUBLISHED and self.shift.starts_at > now()


def coming_shifts(person_id: UUID, *, limit: int = MOST_SHOWN) -> list[ShiftSeen]:
    """The shifts somebody has taken that are not over, the nearest first."""
    found = _mine(person_id).where(Shift.ends_at > now(), Shift.state == ShiftState.PUBLISHED)
    return _seen(found.order_by(Shift.starts_at, Shift.id).limit(limit), person_id)


def past_shifts(person_id: UUID) -> list[ShiftSeen]:
    """The shifts of the last year that somebody was in, the latest first."""
    over = Shift.ends_at <= now(), Shift.ends_at > now() - PAST_SHOWN, Shift.state == ShiftState.PUBLISHED
    return _seen(_mine(person_id).where(*over).order_by(Shift.starts_at.desc(), Shift.id).limit(MOST_SHOWN), person_id)


def open_shifts(
    person_id: UUID, wanted: Wanted, *, besides: Collection[UUID] = ()
) -> list[tuple[date, list[ShiftSeen]]]:
    """The shifts that may be taken, but some shown elsewhere, by day; within a day those that lack people first."""
    last = now() + timedelta(weeks=wanted.weeks)
    found = select(Shift).where(Shift.state == ShiftState.PUBLISHED, Shift.starts_at > now(), Shift.starts_at < last)
    found = found.where(Shift.id.not_in(_places(person_id)), Shift.id.not_in(list(besides)))
    if not wanted.full_too:
        found = found.where(how_many_come() < Shift.maximum)
    if wanted.activity_id is not None:
        found = found.where(Shift.activity_id == wanted.activity_id)
    if wanted.venue_id is not None:
        found = found.where(Shift.venue_id == wanted.venue_id)
    seen = _seen(found.order_by(Shift.starts_at, Shift.id).limit(MOST_SHOWN), person_id)
    days = groupby(seen, key=lambda one: one.day)
    return [(day, sorted(shifts, key=lambda one: (one.missing == 0, one.shift.starts_at))) for day, shifts in days]


def more_shifts_until(wanted: Wanted) -> datetime | None:
    """When the next shift after the weeks that are looked at begins; None when there is none."""
    last = now() + timedelta(weeks=wanted.weeks)
    later = select(func.min(Shift.starts_at)).where(Shift.state == ShiftState.PUBLISHED, Shift.starts_at >= last)
    return db.session.scalar(later)


def shift_seen(shift_id: UUID, person_id: UUID, *, serves: bool) -> ShiftSeen | None:
    """A shift as somebody may see it. Who serves: those not over yet, and those they had a place in; else what they have taken."""
    found = select(Shift).where(Shift.id == shift_id, Shift.state != ShiftState.DRAFT)
    if serves:
        found = found.where(or_(Shift.ends_at > now(), Shift.id.in_(_ever(person_id))))
    else:
        found = found.where(Shift.id.in_(_places(person_id)))
    return next(iter(_seen(found, person_id)), None)


def calendar_shifts(person_id: UUID, since: datetime) -> Sequence[Shift]:
    """Every shift since an instant that somebody has, or had, a place in, in order: what their calendar tells."""
    found = select(Shift).where(Shift.id.in_(_ever(person_id)), Shift.ends_at > since, Shift.state != ShiftState.DRAFT)
    return db.session.scalars(with_people(found).order_by(Shift.starts_at, Shift.id)).all()


def _ever(person_id: UUID) -> Select[UUID]:
    return select(ShiftSignup.shift_id).where(ShiftSignup.person_id == person_id)


def _places(person_id: UUID) -> Select[UUID]:
    return _ever(person_id).where(ShiftSignup.state == SignupState.TAKEN)


def _mine(person_id: UUID) -> Select[Shift]:
    return select(Shift).where(Shift.id.in_(_places(person_id)))


def _seen(shifts: Select[Shift], person_id: UUID) -> list[ShiftSeen]:
    """Some shifts through somebody's eyes, in as many queries however many they are."""
    found = db.session.scalars(with_people(shifts)).all()
    busy, offered = _busy(person_id, found), _offered(found)
    seen = []
    for shift in found:
        mine = next((place for place in who_comes(shift) if place.person_id == person_id), None)
        elsewhere = any(
            one.during.lower < shift.ends_at and one.during.upper > shift.starts_at and one.about_id != shift.id
            for one in busy
            if one.during.lower is not None and one.during.upper is not None
        )
        was_in = any(place.person_id == person_id for place in shift.signups)
        seen.append(ShiftSeen(shift, mine, elsewhere, was_in, offered))
    return seen


def _offered(shifts: Sequence[Shift]) -> frozenset[UUID]:
    """The places in some shifts that somebody has offered and nobody has accepted."""
    places = [place.id for shift in shifts for place in who_comes(shift)]
    offers = ShiftSwap.signup_id.in_(places), ShiftSwap.state == SwapState.OPEN
    return frozenset(db.session.scalars(select(ShiftSwap.signup_id).where(*offers)))


def _busy(person_id: UUID, shifts: Sequence[Shift]) -> Sequence[Reservation]:
    if not shifts:
        return []
    first, last = min(one.starts_at for one in shifts), max(one.ends_at for one in shifts)
    return reservations_of([person_id], first, last)
