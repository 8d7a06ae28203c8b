"""When people and rooms are taken, in minutes since 1970: what is subtracted from when they may be booked."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, cast, func, or_, select, tuple_

from ama_net.foundation.database import db
from ama_net.kernel.scheduling.models import Reservation
from ama_net.kernel.scheduling.reservations import range_of, still_holds

Busy = dict[UUID, list[tuple[int, int]]]


def busy_minutes(
    person_ids: Collection[UUID],
    room_ids: Collection[UUID],
    starts_at: datetime,
    ends_at: datetime,
    *,
    besides: tuple[str, UUID] | None = None,
) -> Busy:
    """What takes some people and some rooms in ``[starts_at, ends_at)``, by person or room, in one query; never what it is.

    ``besides`` (the kind and id of a row) leaves out what that row takes: who moves it may stay near where it was.
    """
    whole = [
        or_(Reservation.person_id.in_(person_ids), Reservation.room_id.in_(room_ids)),
        Reservation.during.op("&&")(range_of(starts_at, ends_at)),
        still_holds(),
    ]
    if besides is not None:
        whole.append(tuple_(Reservation.about_kind, Reservation.about_id) != besides)
    whose = func.coalesce(Reservation.person_id, Reservation.room_id)
    begins, ends = _minute(func.lower(Reservation.during)), _minute(func.upper(Reservation.during), up=True)
    found: Busy = {}
    for one, begin, end in db.session.execute(select(whose, begins, ends).where(*whole)):
        found.setdefault(one, []).append((begin, end))
    return found


def _minute(moment: ColumnElement[datetime], *, up: bool = False) -> ColumnElement[int]:
    """Outwards to whole minutes: a stretch never looks shorter than it is."""
    exact = func.extract("epoch", moment) / 60
    return cast(func.ceil(exact) if up else func.floor(exact), BigInteger)
