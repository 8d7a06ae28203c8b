"""When people and rooms are taken, in minutes since 1970: what is subtracted from when they may be booked."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Uuid, any_, bindparam, cast, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from ama_net.foundation.database import db
from ama_net.kernel.scheduling.models import Reservation
from ama_net.kernel.scheduling.reservations import range_of, still_holds

Stretches = tuple[tuple[int, int], ...]


def busy_minutes(
    person_ids: Collection[UUID],
    room_ids: Collection[UUID],
    starts_at: datetime,
    ends_at: datetime,
    *,
    besides: tuple[str, UUID] | None = None,
) -> tuple[tuple[UUID, Stretches], ...]:
    """What takes some people and some rooms in ``[starts_at, ends_at)``, by person or room, in one query; never what it is.

    ``besides`` (the kind and id of a row) leaves out what that row takes: who moves it may stay near where it was.
    """
    whose = func.coalesce(Reservation.person_id, Reservation.room_id)
    of_people, of_rooms = _is_one_of(Reservation.person_id, person_ids), _is_one_of(Reservation.room_id, room_ids)
    wanted = [
        or_(of_people, of_rooms) if room_ids else of_people,
        Reservation.during.op("&&")(range_of(starts_at, ends_at)),
        still_holds(),
    ]
    if besides is not None:
        wanted.append(tuple_(Reservation.about_kind, Reservation.about_id) != besides)
    # One row for each, not one for each stretch: many stretches are read as fast as few.
    begins = func.array_agg(_minute(func.floor, func.lower(Reservation.during)))
    ends = func.array_agg(_minute(func.ceil, func.upper(Reservation.during)))
    found = db.session.execute(select(whose, begins, ends).where(*wanted).group_by(whose))
    return tuple((one, tuple(zip(begun, ended, strict=True))) for one, begun, ended in found)


def _is_one_of(column: Any, ids: Collection[UUID]) -> ColumnElement[bool]:
    """One array in place of as many values: the statement is the same however many they are."""
    is_one: ColumnElement[bool] = column == any_(bindparam(None, list(ids), type_=ARRAY(Uuid())))
    return is_one


def _minute(outwards: Callable[..., Any], moment: ColumnElement[datetime]) -> ColumnElement[int]:
    """To whole minutes, so that a stretch never looks shorter than it is. ``date_part`` is exact enough, and fast."""
    return cast(outwards(func.date_part("epoch", moment) / 60), Integer)
