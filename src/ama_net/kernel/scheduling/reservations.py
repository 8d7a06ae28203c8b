"""Reserving time, of people and of rooms, whatever takes it: nobody is ever in two places, no room is given twice.

``reserve`` knows nothing of shifts nor of appointments: ``about`` is any row, and whatever takes people's time reserves
through here and nowhere else. The helpdesk's *availability* (who listens, on which days and hours) is the only source of
its free times; an appointment reserves who listens, and the room, with the breaks around it inside the range. A shift
reserves the same person, so neither can be given where the other is.

A reservation with ``until`` is only *held*: past that instant it holds nothing, and whoever wants its time drops it under
the same lock. ``settle`` makes it hold for good.

Locks: each person by name, in order of their ids, then each room likewise, then rows. The check under the lock gives the
answer people read; the exclusion constraints of the table are the last word, for whoever might come past the lock.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.kernel.people import WrongFact
from ama_net.kernel.scheduling.models import Reservation
from ama_net.kernel.scheduling.words import span_words
from ama_net.kernel.tenancy import current_tenant_id

TAKEN, NOBODY = "23P01", "23503"
"""exclusion_violation and foreign_key_violation (PostgreSQL, appendix A)."""

About = Any
"""A row (its table and id), or ``(kind, id)``."""


class PersonTaken(WrongFact):
    """The person has something else in those hours. It says when, never what it is: others read it too."""

    def __init__(self, person_id: UUID, starts_at: datetime, ends_at: datetime) -> None:
        words = _("In quelle ore c'è già un altro impegno: %(when)s.", when=span_words(starts_at, ends_at))
        super().__init__("person", words)
        self.person_id, self.starts_at, self.ends_at = person_id, starts_at, ends_at

    @classmethod
    def by(cls, other: Reservation) -> "PersonTaken":
        """By another reservation."""
        starts_at, ends_at = other.during.lower, other.during.upper
        assert starts_at is not None and ends_at is not None and other.person_id is not None  # noqa: PT018  # the table's checks
        return cls(other.person_id, starts_at, ends_at)


class RoomTaken(WrongFact):
    """The room is given to something else in those hours."""

    def __init__(self, room_id: UUID, starts_at: datetime, ends_at: datetime) -> None:
        words = _("In quelle ore la stanza è occupata: %(when)s.", when=span_words(starts_at, ends_at))
        super().__init__("room", words)
        self.room_id = room_id


class PersonGone(WrongFact):
    """The person's row is not there any more: it was made one with another."""

    def __init__(self) -> None:
        super().__init__("person", _l("La scheda di questa persona non c'è più: forse è stata unita a un'altra."))


def reserve(
    person_id: UUID, starts_at: datetime, ends_at: datetime, *, about: About, until: datetime | None = None
) -> Reservation:
    """Take a person's time in ``[starts_at, ends_at)``, two instants; one thing may begin when another ends. Flushed.

    ``until``: only hold it until then.

    Raises:
        PersonTaken: they have something else then.
        PersonGone: there is no such person.
    """
    hold_people([person_id])
    _drop_expired(Reservation.person_id == person_id, starts_at, ends_at)
    other = next(iter(reservations_of([person_id], starts_at, ends_at)), None)
    if other is not None:
        raise PersonTaken.by(other)
    values = {"person_id": person_id, "during": range_of(starts_at, ends_at), "expires_at": until, **_about(about)}
    try:
        return _insert(values)
    except IntegrityError as error:
        raise _refusal(error, person_id, starts_at, ends_at) from error


def reserve_room(
    room_id: UUID, starts_at: datetime, ends_at: datetime, *, about: About, until: datetime | None = None
) -> Reservation:
    """Take a room in ``[starts_at, ends_at)``, as ``reserve`` takes a person: after the people, before rows. Flushed.

    Raises:
        RoomTaken: it is given to something else then.
    """
    hold_rooms([room_id])
    _drop_expired(Reservation.room_id == room_id, starts_at, ends_at)
    if taken_rooms([room_id], starts_at, ends_at):
        raise RoomTaken(room_id, starts_at, ends_at)
    values = {"room_id": room_id, "during": range_of(starts_at, ends_at), "expires_at": until, **_about(about)}
    try:
        return _insert(values)
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) == TAKEN:
            raise RoomTaken(room_id, starts_at, ends_at) from error
        raise


def settle(about: About, *, until: datetime | None = None) -> int:
    """Make what a row holds hold for good (or until another instant); gives how many reservations are still there.

    The people and rooms must be held: what has expired may be somebody else's by now, and is not settled.
    """
    kept = update(Reservation).where(*_is_about(about), still_holds()).values(expires_at=until)
    return len(db.session.execute(kept.returning(Reservation.id)).all())


def release(about: About, *, person_id: UUID | None = None) -> int:
    """Give back the time that a row takes, of everybody or of one person; returns how many reservations went."""
    gone = delete(Reservation).where(*_is_about(about))
    if person_id is not None:
        gone = gone.where(Reservation.person_id == person_id)
    return len(db.session.execute(gone.returning(Reservation.id)).all())


def reservations_of(
    person_ids: Iterable[UUID], starts_at: datetime, ends_at: datetime, *, besides: Iterable[About] = ()
) -> Sequence[Reservation]:
    """What people are taken by, at least in part of ``[starts_at, ends_at)``, in order; ``besides`` leaves some rows' out."""
    overlapping = Reservation.during.op("&&")(range_of(starts_at, ends_at))
    found: Select[Reservation] = select(Reservation).where(
        Reservation.person_id.in_(list(person_ids)), overlapping, still_holds()
    )
    left_out = [tuple(_about(one).values()) for one in besides]
    if left_out:
        found = found.where(tuple_(Reservation.about_kind, Reservation.about_id).not_in(left_out))
    return db.session.scalars(found.order_by(func.lower(Reservation.during), Reservation.id)).all()


def hold_people(person_ids: Iterable[UUID]) -> None:
    """Hold the time of some people until the transaction ends, always in the same order. Before any row."""
    for person_id in sorted(set(person_ids)):
        hold(f"scheduling:person:{current_tenant_id()}:{person_id}")


def hold_rooms(room_ids: Iterable[UUID]) -> None:
    """Hold some rooms until the transaction ends, always in the same order. After people, before any row."""
    for room_id in sorted(set(room_ids)):
        hold(f"scheduling:room:{current_tenant_id()}:{room_id}")


def taken_rooms(room_ids: Iterable[UUID], starts_at: datetime, ends_at: datetime) -> set[UUID]:
    """Which of some rooms are given to something, at least in part of ``[starts_at, ends_at)``."""
    overlapping = Reservation.during.op("&&")(range_of(starts_at, ends_at))
    found = select(Reservation.room_id).where(Reservation.room_id.in_(list(room_ids)), overlapping, still_holds())
    return {room_id for room_id in db.session.scalars(found) if room_id is not None}


def forget_past(person_ids: Iterable[UUID] | None = None) -> int:
    """Delete the reservations that are over, or were only held and hold nothing any more; returns how many."""
    over = delete(Reservation).where(or_(func.upper(Reservation.during) <= now(), ~still_holds()))
    if person_ids is not None:
        over = over.where(Reservation.person_id.in_(list(person_ids)))
    return len(db.session.execute(over.returning(Reservation.id)).all())


def range_of(starts_at: datetime, ends_at: datetime) -> Range[datetime]:
    """``[starts_at, ends_at)``."""
    return Range(starts_at, ends_at, bounds="[)")


def still_holds() -> ColumnElement[bool]:
    """The reservations that hold: for good, or not expired yet."""
    return or_(Reservation.expires_at.is_(None), Reservation.expires_at > now())


def _drop_expired(whose: ColumnElement[bool], starts_at: datetime, ends_at: datetime) -> None:
    overlapping = Reservation.during.op("&&")(range_of(starts_at, ends_at))
    db.session.execute(delete(Reservation).where(whose, overlapping, Reservation.expires_at <= now()))


def _insert(values: dict[str, Any]) -> Reservation:
    db.session.flush()
    row_id, connection = uuid7(), db.session.connection()
    # A savepoint of the connection: one of the session would send its jobs and chain the audit before the commit.
    with connection.begin_nested():
        connection.execute(insert(Reservation).values(id=row_id, **values))
    return db.session.get_one(Reservation, row_id)


def _about(about: About) -> dict[str, Any]:
    kind, row_id = about if isinstance(about, tuple) else (about.__tablename__, about.id)
    return {"about_kind": kind, "about_id": row_id}


def _is_about(about: About) -> list[Any]:
    return [getattr(Reservation, name) == value for name, value in _about(about).items()]


def _refusal(error: IntegrityError, person_id: UUID, starts_at: datetime, ends_at: datetime) -> Exception:
    state = getattr(error.orig, "sqlstate", None)
    if state == TAKEN:
        return PersonTaken(person_id, starts_at, ends_at)
    return PersonGone() if state == NOBODY else error
