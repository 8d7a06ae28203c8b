"""Reminding of appointments: once each, in batches that are whole or not at all.

A reminder is a row, written with its mail (or its call to make) in one transaction; the table lets only one in for each
appointment, kind and time. When both are due, after a long silence of the system, only the second one is written. A job killed half way and begun again doubles none and misses none; two at once share the work
and never wait for each other. Whoever books, or moves, when a reminder would already be due has just been told: a row, no mail.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentReminder,
    AppointmentState,
    CallReason,
    ReminderKind,
    ReminderWay,
)
from ama_net.features.helpdesk.operations.calls import call_to_make
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.features.helpdesk.waiting_mails import tell_reminders
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.tenancy.settings import read_settings

BATCH = 100
"""How many go in one transaction: their appointments are locked meanwhile, and who wants to move theirs waits."""


def remind_appointments() -> int:
    """See to a batch of the reminders that are due, of one kind; returns how many, 0 when none is left."""
    for kind, before in _hours().items():
        due = _due(kind, before, limit=BATCH)
        if due:
            _remind(kind, due)
            return len(due)
    return 0


def skip_reminders(appointment: Appointment) -> None:
    """Note that the reminders already due need not leave: whoever has just booked, or moved, knows. Flushed."""
    due = [kind for kind, before in _hours().items() if appointment.starts_at <= now() + before]
    _note([_row(appointment, kind, ReminderWay.NONE) for kind in due])


def forget_reminders(before: datetime) -> int:
    """Delete the rows about times before an instant; returns how many."""
    old = delete(AppointmentReminder).where(AppointmentReminder.starts_at < before)
    return len(db.session.execute(old.returning(AppointmentReminder.id)).all())


def _hours() -> dict[ReminderKind, timedelta]:
    """How long before each reminder leaves; a kind that the association does not want is not here."""
    settings = read_settings(HelpdeskSettings)
    hours = {ReminderKind.SECOND: settings.reminder_second_hours, ReminderKind.FIRST: settings.reminder_first_hours}
    return {kind: timedelta(hours=number) for kind, number in hours.items() if number}


def _due(kind: ReminderKind, before: timedelta, *, limit: int) -> Sequence[Appointment]:
    """The appointments to remind of, the nearest first, locked; what another hand is at is left to it."""
    seen = exists().where(
        AppointmentReminder.appointment_id == Appointment.id,
        AppointmentReminder.kind == kind,
        AppointmentReminder.starts_at == Appointment.starts_at,
    )
    moment = now()
    found = (
        select(Appointment)
        .where(
            Appointment.state == AppointmentState.CONFIRMED,
            Appointment.starts_at > moment,
            Appointment.starts_at <= moment + before,
            ~seen,
        )
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(limit)
        .with_for_update(of=Appointment, skip_locked=True)
        .options(joinedload(Appointment.visitor))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(found).all()


def _remind(kind: ReminderKind, due: Sequence[Appointment]) -> None:
    ways = {one.id: _way(kind, one) for one in due}
    # What another hand finished between our look and our lock is seen here, by the table.
    ours = _note([_row(one, kind, ways[one.id]) for one in due])
    mine = [one for one in due if one.id in ours]
    tell_reminders(one for one in mine if ways[one.id] == ReminderWay.MAIL)
    for one in mine:
        if ways[one.id] == ReminderWay.CALL:
            call_to_make(one, CallReason.REMINDER)
    if kind == ReminderKind.SECOND:
        told = (one for one in mine if ways[one.id] == ReminderWay.MAIL)
        _note([_row(one, ReminderKind.FIRST, ReminderWay.NONE) for one in told])


def _way(kind: ReminderKind, appointment: Appointment) -> ReminderWay:
    """By mail; a call for who left only a telephone, and only the first time; else nothing."""
    visitor = appointment.visitor
    if visitor is None or visitor.contact_sealed is None:
        return ReminderWay.NONE
    if visitor.by_mail:
        return ReminderWay.MAIL
    return ReminderWay.CALL if kind == ReminderKind.FIRST else ReminderWay.NONE


def _row(appointment: Appointment, kind: ReminderKind, way: ReminderWay) -> dict[str, Any]:
    return {"appointment_id": appointment.id, "kind": kind, "starts_at": appointment.starts_at, "way": way}


def _note(rows: list[dict[str, Any]]) -> set[UUID]:
    """Write reminders down; gives the appointments whose row was not there before."""
    if not rows:
        return set()
    written = insert(AppointmentReminder).values(rows).on_conflict_do_nothing()
    return set(db.session.scalars(written.returning(AppointmentReminder.appointment_id)))
