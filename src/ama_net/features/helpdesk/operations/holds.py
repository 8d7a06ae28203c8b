"""Sweeping what was held while somebody filled in a form, and was never confirmed."""

from datetime import timedelta

from sqlalchemy import Select, exists, select

from ama_net.features.helpdesk.models import Appointment, AppointmentState, Pathway, Visitor, WaitingEntry, WaitingOffer
from ama_net.features.helpdesk.operations.forgetting import empty_visitors
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.scheduling import hold_people, hold_rooms, release

BATCH = 100
SPARE = timedelta(hours=1)
"""An expired hold holds nothing, but who is slow with the form may still confirm it while nobody else came."""


def sweep_holds() -> int:
    """Delete a batch of the holds that expired a while ago, then empty who is left with nothing; how many, 0 when none is left.

    Offers of the waiting list end by themselves. Locks in the written order: people, rooms, rows.
    """
    found = db.session.scalars(_stale().limit(BATCH)).all()
    if not found:
        return empty_left_with_nothing()
    hold_people(one.person_id for one in found)
    hold_rooms(one.room_id for one in found if one.room_id)
    still = _stale().where(Appointment.id.in_([one.id for one in found])).order_by(Appointment.id)
    swept = db.session.scalars(still.with_for_update(of=Appointment)).all()
    for one in swept:
        release(one)
        db.session.delete(one)
    db.session.flush()
    return len(swept)


def empty_left_with_nothing() -> int:
    """Empty a batch of who never followed the link they were written, or let the time go: gives how many, 0 when none is left.

    They have no appointment, no pathway, no place in a waiting list: what they confided serves nothing.
    """
    nothing = (~exists().where(model.visitor_id == Visitor.id) for model in (Appointment, Pathway, WaitingEntry))
    old = Visitor.emptied_at.is_(None), Visitor.created_at < now() - SPARE
    found = db.session.scalars(select(Visitor.id).where(*old, *nothing).order_by(Visitor.id).limit(BATCH)).all()
    if found:
        empty_visitors(found)
    return len(found)


def _stale() -> Select[Appointment]:
    offered = exists().where(WaitingOffer.appointment_id == Appointment.id)
    return select(Appointment).where(
        Appointment.state == AppointmentState.HELD, Appointment.held_until < now() - SPARE, ~offered
    )
