"""Who serves no more comes to no shift: the places they hold on days to come are given back.

Nobody is written to: who stops knows it, and the office is warned of shifts that lack people (``shifts_alerts``). Locks: the
register of volunteers before, when it is held at all; then the shifts, then the people, then rows (``shift_holding``).
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select

from ama_net.features.volunteers.models import Shift, ShiftSignup, ShiftState, SignupState
from ama_net.features.volunteers.operations.shift_holding import hold_shifts
from ama_net.features.volunteers.operations.signups import remove_from_shift
from ama_net.features.volunteers.queries_shift_people import holder_comes
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.scheduling import hold_people


def hold_coming_places(person_id: UUID) -> list[UUID]:
    """Hold the shifts to come that a person has a place in, before any row is held; gives the places."""
    return _hold(_coming(ShiftSignup.person_id == person_id))


def free_lost_places(held: Iterable[UUID], *, by: Actor) -> int:
    """Give back those of some held places whose holder does not serve on that day; gives how many."""
    db.session.flush()
    lost = _coming(ShiftSignup.id.in_(list(held)), ~holder_comes())
    for place in lost:
        remove_from_shift(place, by=by)
    return len(lost)


def free_every_lost_place(*, by: Actor) -> int:
    """The same for everybody: what slipped in while a service was being ended, and the places of who has died."""
    return free_lost_places(_hold(_coming(~holder_comes())), by=by)


def _coming(*conditions: ColumnElement[bool]) -> Sequence[ShiftSignup]:
    found = (
        select(ShiftSignup)
        .join(Shift, Shift.id == ShiftSignup.shift_id)
        .where(ShiftSignup.state == SignupState.TAKEN, Shift.starts_at > now(), Shift.state != ShiftState.CANCELLED)
        .where(*conditions)
        .order_by(Shift.starts_at, ShiftSignup.id)
    )
    return db.session.scalars(found).all()


def _hold(places: Sequence[ShiftSignup]) -> list[UUID]:
    hold_shifts(place.shift_id for place in places)
    hold_people(place.person_id for place in places)
    return [place.id for place in places]
