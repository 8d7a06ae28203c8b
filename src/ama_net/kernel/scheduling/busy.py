"""When people and rooms are taken, in minutes since 1970: what is subtracted from when they may be booked."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, Text, Uuid, any_, bindparam, cast, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, TSTZRANGE

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.scheduling.models import Reservation
from ama_net.kernel.scheduling.reservations import range_of

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
    said = {
        "people": list(person_ids),
        "rooms": list(room_ids),
        "during": range_of(starts_at, ends_at),
        "moment": now(),
        "kind": besides[0] if besides else "",
        "row": besides[1] if besides else None,
    }
    found = db.session.execute(_TAKEN if besides is None else _TAKEN_BESIDES, said)
    return tuple((one, tuple(zip(begun, ended, strict=True))) for one, begun, ended in found)


def _taken() -> Select[Any, Any, Any]:
    """One row for each person and room, not one for each stretch: many stretches are read as fast as few."""
    whose = func.coalesce(Reservation.person_id, Reservation.room_id)
    begins = func.array_agg(_minute(func.floor, func.lower(Reservation.during)))
    ends = func.array_agg(_minute(func.ceil, func.upper(Reservation.during)))
    some = [
        column == any_(bindparam(name, type_=ARRAY(Uuid())))
        for column, name in ((Reservation.person_id, "people"), (Reservation.room_id, "rooms"))
    ]
    holds = or_(Reservation.expires_at.is_(None), Reservation.expires_at > bindparam("moment"))
    overlapping = Reservation.during.op("&&")(bindparam("during", type_=TSTZRANGE))
    return select(whose, begins, ends).where(or_(*some), overlapping, holds).group_by(whose)


def _minute(outwards: Callable[..., Any], moment: ColumnElement[datetime]) -> ColumnElement[int]:
    """To whole minutes, so that a stretch never looks shorter than it is. ``date_part`` is exact enough, and fast."""
    return cast(outwards(func.date_part("epoch", moment) / 60), Integer)


# Written once: to build such a statement takes as long as to run it.
_TAKEN = _taken()
_TAKEN_BESIDES = _TAKEN.where(
    tuple_(Reservation.about_kind, Reservation.about_id)
    != tuple_(bindparam("kind", type_=Text()), bindparam("row", type_=Uuid()))
)
