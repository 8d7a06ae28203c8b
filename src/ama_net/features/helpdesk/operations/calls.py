"""Calls to make: written down for who left only a telephone, ticked when made.

Who may: the system writes them; the office with HELPDESK_EDIT makes them. Locks: the call's row, after its appointment's.
"""

from datetime import datetime

from sqlalchemy import and_, delete, or_, select

from ama_net.features.helpdesk.models import Appointment, CallReason, CallToMake, WaitingEntry
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record

SAYS_IT_ALL = frozenset({CallReason.CANCELLED, CallReason.MOVED})
"""What makes any earlier call about the same appointment pointless."""


def call_to_make(appointment: Appointment, why: CallReason) -> CallToMake | None:
    """Write down that somebody is to be called about an appointment; one open call for each thing to say. Flushed.

    Gives None, and writes nothing, when there is nobody to call: they can be written to, or left nothing. A change or a
    cancellation takes the place of what was still to be said.
    """
    if not _by_phone(appointment):
        return None
    if why in SAYS_IT_ALL:
        drop_calls(appointment, besides=why)
    return _write(CallToMake(appointment_id=appointment.id, why=why))


def call_off_list(entry: WaitingEntry) -> CallToMake | None:
    """Write down that somebody is to be told that they are in the waiting list no more. None, as above. Flushed."""
    return _write(CallToMake(entry_id=entry.id, why=CallReason.OFF_LIST)) if _by_phone(entry) else None


def knows_of_offer(appointment: Appointment) -> bool:
    """Whether who was offered a time could hear of it: it was mailed, or the office has called."""
    if not _by_phone(appointment):
        return True
    called = (CallToMake.appointment_id == appointment.id, CallToMake.why == CallReason.OFFER)
    return db.session.scalar(select(CallToMake.id).where(*called, CallToMake.done_at.is_not(None)).limit(1)) is not None


def drop_calls(appointment: Appointment, *, besides: CallReason | None = None) -> None:
    """Take off the list what was still to be said about an appointment: they know it by now, or it does not matter."""
    gone = delete(CallToMake).where(CallToMake.appointment_id == appointment.id, CallToMake.done_at.is_(None))
    db.session.execute(gone if besides is None else gone.where(CallToMake.why != besides))


def tick_call(call: CallToMake, *, by: Actor) -> None:
    """Note that a call was made. Nothing changes when it was ticked already."""
    db.session.refresh(call, with_for_update=True)
    if call.done_at is None:
        call.done_at, call.done_by = now(), by.account_id
        record(by=by, verb="helpdesk.called", subject=call.about)


def untick_call(call: CallToMake, *, by: Actor) -> None:
    """Put a call back in the list: it was ticked by mistake. Nothing changes when the same is to be said anew already."""
    db.session.refresh(call, with_for_update=True)
    again = _open_like(call)
    if call.done_at is not None and again is None:
        call.done_at, call.done_by = None, None
        record(by=by, verb="helpdesk.call_reopened", subject=call.about)


def note_no_answer(call: CallToMake, *, by: Actor) -> None:
    """Note that nobody answered; the call stays to be made. Nothing changes when it was made in the meantime."""
    db.session.refresh(call, with_for_update=True)
    if call.done_at is None:
        call.tries, call.tried_at = call.tries + 1, now()
        record(by=by, verb="helpdesk.called_in_vain", subject=call.about)


def drop_old_calls(before: datetime) -> int:
    """Delete the calls that were made, or whose appointment was, before an instant, and old ones about a list; says how many."""
    over = select(Appointment.id).where(Appointment.starts_at < before)
    of_a_list = and_(CallToMake.entry_id.is_not(None), CallToMake.created_at < before)
    old = delete(CallToMake).where(or_(CallToMake.done_at < before, CallToMake.appointment_id.in_(over), of_a_list))
    return len(db.session.execute(old.returning(CallToMake.id)).all())


def _by_phone(about: Appointment | WaitingEntry) -> bool:
    visitor = about.visitor
    return visitor is not None and visitor.contact_kind == "phone" and visitor.contact_sealed is not None


def _write(call: CallToMake) -> CallToMake:
    """Write a call down; the one that says the same, if it is still to be made, begins anew instead."""
    earlier = _open_like(call)
    if earlier is None:
        db.session.add(call)
    else:
        call = earlier
    call.created_at, call.tries, call.tried_at = now(), 0, None
    db.session.flush()
    return call


def _open_like(call: CallToMake) -> CallToMake | None:
    """The call still to be made that says the same about the same thing; locked."""
    same = (
        CallToMake.appointment_id.is_not_distinct_from(call.appointment_id),
        CallToMake.entry_id.is_not_distinct_from(call.entry_id),
    )
    wanted = (*same, CallToMake.why == call.why, CallToMake.done_at.is_(None))
    return db.session.scalars(select(CallToMake).where(*wanted).with_for_update(of=CallToMake)).one_or_none()
