"""Reserving a person's time, whatever takes it: nobody is ever in two places.

``reserve`` knows nothing of shifts: ``about`` is any row, and what takes people's time (shifts now, the helpdesk's
appointments later) reserves through here and nowhere else. When the helpdesk comes, its *availability* (who listens, on
which days and hours) will be the only source of its free appointments; an appointment taken reserves the person who
listens, with the breaks around it inside the range, and the helpdesk's rota is a view of that availability and of the
reservations, never a second list to keep in step. A shift at the helpdesk reserves the same person, so neither can be
given where the other is.

Locks: each person by name, in order of their ids, then rows. The check under the lock gives the answer people read; the
exclusion constraint of the table is the last word, for whoever might come past the lock.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, delete, func, insert, select, tuple_
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
        assert starts_at is not None and ends_at is not None  # noqa: PT018  # the table's check
        return cls(other.person_id, starts_at, ends_at)


class PersonGone(WrongFact):
    """The person's row is not there any more: it was made one with another."""

    def __init__(self) -> None:
        super().__init__("person", _l("La scheda di questa persona non c'è più: forse è stata unita a un'altra."))


def reserve(person_id: UUID, starts_at: datetime, ends_at: datetime, *, about: About) -> Reservation:
    """Take a person's time in ``[starts_at, ends_at)``, two instants; one thing may begin when another ends. Flushed.

    Raises:
        PersonTaken: they have something else then.
        PersonGone: there is no such person.
    """
    hold_people([person_id])
    other = next(iter(reservations_of([person_id], starts_at, ends_at)), None)
    if other is not None:
        raise PersonTaken.by(other)
    db.session.flush()
    row_id = uuid7()
    values = {"during": range_of(starts_at, ends_at), **_about(about)}
    connection = db.session.connection()
    try:
        # A savepoint of the connection: one of the session would send its jobs and chain the audit before the commit.
        with connection.begin_nested():
            connection.execute(insert(Reservation).values(id=row_id, person_id=person_id, **values))
    except IntegrityError as error:
        raise _refusal(error, person_id, starts_at, ends_at) from error
    return db.session.get_one(Reservation, row_id)


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
    found: Select[Reservation] = select(Reservation).where(Reservation.person_id.in_(list(person_ids)), overlapping)
    left_out = [tuple(_about(one).values()) for one in besides]
    if left_out:
        found = found.where(tuple_(Reservation.about_kind, Reservation.about_id).not_in(left_out))
    return db.session.scalars(found.order_by(func.lower(Reservation.during), Reservation.id)).all()


def hold_people(person_ids: Iterable[UUID]) -> None:
    """Hold the time of some people until the transaction ends, always in the same order. Before any row."""
    for person_id in sorted(set(person_ids)):
        hold(f"scheduling:person:{current_tenant_id()}:{person_id}")


def forget_past(person_ids: Iterable[UUID] | None = None) -> int:
    """Delete the reservations that are over, of everybody or of some people; returns how many."""
    over = delete(Reservation).where(func.upper(Reservation.during) <= now())
    if person_ids is not None:
        over = over.where(Reservation.person_id.in_(list(person_ids)))
    return len(db.session.execute(over.returning(Reservation.id)).all())


def range_of(starts_at: datetime, ends_at: datetime) -> Range[datetime]:
    """``[starts_at, ends_at)``."""
    return Range(starts_at, ends_at, bounds="[)")


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
