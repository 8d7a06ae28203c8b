"""Appointments: held, confirmed, moved, called off. Nobody is ever given two things at once, whoever asks and however many.

The order of locks is that of docs/architecture.md: the contact, then everybody who might be given the time (by id), then the
rooms (by id), then rows. A first look before the locks spares the wait to who comes too late; the answer that counts is
taken under them, and the exclusion constraints of ``reservations`` are the last word.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    CancelledBy,
    Mode,
    Pathway,
    Service,
    Visitor,
)
from ama_net.features.helpdesk.operations.limits import check_limits, hold_contact
from ama_net.features.helpdesk.operations.places import Held, Wanted, candidates, hold_places, take_place
from ama_net.features.helpdesk.pathway_rules import StaysWithListener
from ama_net.features.helpdesk.refusals import HoldExpired, NotComing, SlotGone, TooLate
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.features.helpdesk.signals import appointment_changed, place_freed
from ama_net.foundation.clock import now
from ama_net.foundation.crypto import digest_token, new_token
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.scheduling import release, settle
from ama_net.kernel.tenancy.settings import read_settings


def hold_slot(
    service: Service,
    starts_at: datetime,
    mode: Mode,
    *,
    by: Actor,
    minutes: int | None = None,
    instead_of: Appointment | None = None,
) -> tuple[Appointment, str]:
    """Keep a free time for who is about to say who they are, ``minutes`` long (the association's setting if not said).

    Gives the appointment, which says of nobody yet, and the secret by which ``held_of`` finds it. Not in the audit. Flushed.
    ``instead_of`` is what they kept before: it is let go in the same transaction, unless it became somebody's meanwhile.

    Raises:
        SlotGone: nobody can be met then.
    """
    wanted = Wanted(service, starts_at, mode)
    people = _who_might(wanted, besides=instead_of)
    places = hold_places(wanted, people, now_in=instead_of)
    if instead_of is not None:
        _drop_if_nobodys(instead_of)
    length = minutes or read_settings(HelpdeskSettings).hold_minutes
    secret, until = new_token(), now() + timedelta(minutes=length)
    held = _new_appointment(wanted, by=by, held_until=until, hold_digest=digest_token(secret))
    take_place(held, wanted, places, until=until)
    db.session.add(held)
    db.session.flush()
    return held, secret


def held_of(secret: str) -> Appointment | None:
    """What a secret holds; None when it never did, or was let go. It may have expired, or be confirmed by now."""
    return db.session.scalars(select(Appointment).where(Appointment.hold_digest == digest_token(secret))).first()


def hold_longer(appointment: Appointment, *, until: datetime) -> Appointment:
    """Keep what is held until another instant; expired meanwhile, it is taken again if it is still free.

    Raises:
        HoldExpired: somebody else has that time now, or it is held no more.
    """
    wanted = Wanted.of(appointment)
    places = hold_places(wanted, candidates(wanted, besides=appointment), now_in=appointment)
    row = locked(appointment)
    if row.state != AppointmentState.HELD:
        raise HoldExpired
    if settle(row, until=until) != (2 if row.room_id else 1):
        _take_again(row, wanted, places, until=until)
    row.held_until = until
    db.session.flush()
    return row


def let_go(appointment: Appointment) -> None:
    """Give back what is only held. Harmless to repeat."""
    hold_places(Wanted.of(appointment), [], now_in=appointment)
    row = locked(appointment)
    if row.state == AppointmentState.HELD:
        release(row)
        db.session.delete(row)
        db.session.flush()


def confirm(appointment: Appointment, visitor: Visitor, *, by: Actor) -> Appointment:
    """Make what is held the visitor's appointment. Expired meanwhile, it is taken again if it is still free.

    Sending the same form twice gives the same appointment. Flushed, told (``appointment_changed``).

    Raises:
        HoldExpired: somebody else has that time now.
        TooMany: this contact has as many as the service allows.
    """
    wanted = Wanted.of(appointment)
    hold_contact(visitor)
    places = hold_places(wanted, candidates(wanted, besides=appointment), now_in=appointment)
    row = locked(appointment)
    if row.state == AppointmentState.CONFIRMED and row.visitor_id == visitor.id:
        return row
    if row.state != AppointmentState.HELD:
        raise HoldExpired
    check_limits(visitor, row.service)
    if settle(row) != (2 if row.room_id else 1):
        _take_again(row, wanted, places, until=None)
    return _confirmed(row, visitor, by=by)


def book(  # noqa: PLR0913  # each is said by its name
    service: Service,
    starts_at: datetime,
    mode: Mode,
    visitor: Visitor,
    *,
    by: Actor,
    person_id: UUID | None = None,
    pathway: Pathway | None = None,
    asked_at: datetime | None = None,
    office: bool = False,
    agreed: bool = False,
) -> Appointment:
    """Hold and confirm at once: who comes without a hold, a booking by telephone, a meeting of a pathway.

    ``office`` and ``agreed`` are those of ``Wanted``; neither they nor a pathway are counted by the limits of a contact.

    Raises:
        SlotGone: nobody (or not ``person_id``) can be met then.
        TooMany: this contact has as many as the service allows.
    """
    pathway_id = pathway.id if pathway else None
    wanted = Wanted(service, starts_at, mode, person_id, office=office, agreed=agreed, pathway_id=pathway_id)
    people = _who_might(wanted)
    counted = not (office or agreed or pathway)
    if counted:
        hold_contact(visitor)
    places = hold_places(wanted, people)
    if counted:
        check_limits(visitor, service)
    appointment = _new_appointment(wanted, by=by, pathway_id=pathway_id)
    appointment.asked_at = asked_at or now()
    take_place(appointment, wanted, places, until=None)
    return _confirmed(appointment, visitor, by=by)


def move(
    appointment: Appointment,
    starts_at: datetime,
    mode: Mode,
    *,
    by: Actor,
    person_id: UUID | None = None,
    office: bool = False,
    agreed: bool = False,
) -> Appointment:
    """Give an appointment another time, with the same operator if they can; refused, it stays as it was. Flushed, told.

    Who may: the visitor until ``change_hours`` before; ``office`` or ``agreed`` until it begins.

    Raises:
        NotComing: it was called off, or has begun.
        TooLate: the visitor is too late.
        StaysWithListener: it is of a pathway, which somebody else follows.
        SlotGone: nobody (or not ``person_id``) can be met then.
    """
    pathway_id, whom = appointment.pathway_id, _whom(appointment, person_id)
    wanted = Wanted(appointment.service, starts_at, mode, whom, office=office, agreed=agreed, pathway_id=pathway_id)
    people = _who_might(wanted, besides=appointment)
    places = hold_places(wanted, people, now_in=appointment)
    row = locked(appointment)
    _check_may_change(row, free_hand=office or agreed)
    if row.pathway_id and person_id is None and row.person_id != whom:
        raise SlotGone  # the pathway went to somebody else in this very moment: whoever asked has not seen it
    before, person_before = row.starts_at, row.person_id
    if (before, row.mode, person_before) == (starts_at, mode, person_id or person_before):
        return row
    release(row)
    take_place(row, wanted, places, until=None, rather=person_id or person_before)
    row.sequence += 1
    db.session.flush()
    record(by=by, verb="appointment.moved", subject=row, changes=_moved(row, before, person_before))
    appointment_changed.send(row, what="moved", by=by, before=before, person_before=person_before)
    place_freed.send(None, service_id=row.service_id, starts_at=before)
    return row


def cancel(appointment: Appointment, *, by: Actor, who: CancelledBy) -> Appointment:
    """Call an appointment off and free its time. Called off already, nothing happens. Flushed, told.

    Who may: the visitor until ``change_hours`` before; the office and who listens until it begins.

    Raises:
        NotComing: it has begun.
        TooLate: the visitor is too late.
    """
    wanted = Wanted.of(appointment)
    hold_places(wanted, [], now_in=appointment)
    row = locked(appointment)
    if row.state == AppointmentState.CANCELLED:
        return row
    _check_may_change(row, free_hand=who != CancelledBy.VISITOR)
    release(row)
    row.state, row.cancelled_at, row.cancelled_by = AppointmentState.CANCELLED, now(), who
    row.sequence += 1
    db.session.flush()
    record(by=by, verb="appointment.cancelled", subject=row)
    appointment_changed.send(row, what="cancelled", by=by, before=row.starts_at)
    place_freed.send(None, service_id=row.service_id, starts_at=row.starts_at)
    return row


def locked(appointment: Appointment) -> Appointment:
    """The row of an appointment, held and as the database has it now; ``HoldExpired`` when it is there no more."""
    row = db.session.scalars(
        select(Appointment)
        .where(Appointment.id == appointment.id)
        .with_for_update(of=Appointment)
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise HoldExpired
    return row


def _who_might(wanted: Wanted, *, besides: Appointment | None = None) -> list[UUID]:
    people = candidates(wanted, besides=besides)
    if not people:
        raise SlotGone  # who comes late need not wait for the locks
    return people


def _whom(appointment: Appointment, person_id: UUID | None) -> UUID | None:
    """With whom it is to be, when it must be them: a meeting of a pathway stays with who follows it."""
    if appointment.pathway is None:
        return person_id
    if person_id not in (None, appointment.pathway.person_id):
        raise StaysWithListener
    return appointment.pathway.person_id


def _moved(row: Appointment, before: datetime, person_before: UUID) -> dict[str, list[str]]:
    """What the audit says of a move: the ids tell to whom it was given, and that they may read since then."""
    changes = {"starts_at": [before.isoformat(), row.starts_at.isoformat()]} if row.starts_at != before else {}
    if row.person_id != person_before:
        changes["person_id"] = [str(person_before), str(row.person_id)]
    return changes


def _new_appointment(wanted: Wanted, *, by: Actor, **values: Any) -> Appointment:
    return Appointment(service_id=wanted.service.id, created_by=by.account_id, **values)


def _drop_if_nobodys(held: Appointment) -> None:
    """Delete what is only held, and waits for no mailed link; its places are held already."""
    nobodys = Appointment.id == held.id, Appointment.state == AppointmentState.HELD, Appointment.visitor_id.is_(None)
    row = db.session.scalars(select(Appointment).where(*nobodys).with_for_update(of=Appointment)).first()
    if row is not None:
        release(row)
        db.session.delete(row)
        db.session.flush()


def _take_again(row: Appointment, wanted: Wanted, places: Held, *, until: datetime | None) -> None:
    release(row)
    try:
        take_place(row, wanted, places, until=until, rather=row.person_id)
    except SlotGone as gone:
        raise HoldExpired from gone


def _confirmed(row: Appointment, visitor: Visitor, *, by: Actor) -> Appointment:
    row.state, row.held_until, row.visitor_id, row.confirmed_at = AppointmentState.CONFIRMED, None, visitor.id, now()
    db.session.add(row)
    db.session.flush()
    db.session.refresh(row, ["visitor", "person", "room"])
    record(by=by, verb="appointment.confirmed", subject=row)
    appointment_changed.send(row, what="confirmed", by=by, before=None)
    return row


def _check_may_change(row: Appointment, *, free_hand: bool) -> None:
    if not row.is_coming:
        raise NotComing
    if not free_hand and row.starts_at - timedelta(hours=row.service.change_hours) <= now():
        raise TooLate
