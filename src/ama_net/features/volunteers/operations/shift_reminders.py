"""Reminding volunteers of their shifts by mail: once each, in batches that are whole or not at all.

A reminder is a row written with its mail in one transaction: a job killed half way and begun again sends none twice, and two
jobs at once wait for each other. Who wants none has a row too, and no mail.
"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import selectinload

from ama_net.features.volunteers.models import Shift, ShiftReminder, ShiftSignup, ShiftState, SignupState
from ama_net.features.volunteers.queries_shift_people import SHIFT_DAY, holder_comes
from ama_net.features.volunteers.queries_shift_preferences import preferences_of
from ama_net.features.volunteers.settings_shifts import ShiftsSettings
from ama_net.features.volunteers.shift_mails import mail_about
from ama_net.foundation.clock import day_of, now
from ama_net.foundation.database import db, hold
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.settings import read_settings

BATCH = 50
LATE = timedelta(hours=1)
"""Who takes a shift when its reminder is due is reminded all the same, if more than this is left."""


def remind_shifts() -> int:
    """Send a batch of the reminders that are due; returns how many places were seen to, 0 when none is left."""
    hours = read_settings(ShiftsSettings).reminder_hours
    if not hours or not _due(hours, limit=1):
        return 0
    hold(f"volunteers:shift_reminders:{current_tenant_id()}")
    due = _due(hours, limit=BATCH)
    wishes = preferences_of(place.person_id for place in due)
    for place in due:
        db.session.add(ShiftReminder(signup_id=place.id, on_day=day_of(place.shift.starts_at)))
        db.session.flush()
        if place.person_id not in wishes or wishes[place.person_id].wants_reminders:
            mail_about(place.shift, "volunteers/shift_reminder", to=place.person)
    return len(due)


def _due(hours: int, *, limit: int) -> Sequence[ShiftSignup]:
    """The places whose reminder is due and has not left, the nearest first. Who serves no more then is not reminded."""
    before, moment = timedelta(hours=hours), now()
    sent = exists().where(ShiftReminder.signup_id == ShiftSignup.id, ShiftReminder.on_day == SHIFT_DAY)
    in_time = or_(ShiftSignup.created_at <= Shift.starts_at - before, Shift.starts_at > moment + LATE)
    found = (
        select(ShiftSignup)
        .join(Shift, Shift.id == ShiftSignup.shift_id)
        .where(
            and_(Shift.starts_at > moment, Shift.starts_at <= moment + before, Shift.state == ShiftState.PUBLISHED),
            ShiftSignup.state == SignupState.TAKEN,
            in_time,
            ~sent,
            holder_comes(),
        )
        .order_by(Shift.starts_at, ShiftSignup.id)
        .limit(limit)
        .options(
            selectinload(ShiftSignup.shift).selectinload(Shift.activity),
            selectinload(ShiftSignup.shift).selectinload(Shift.venue),
            selectinload(ShiftSignup.person).selectinload(Person.contacts),
            selectinload(ShiftSignup.person).selectinload(Person.addresses),
        )
    )
    return db.session.scalars(found).all()
