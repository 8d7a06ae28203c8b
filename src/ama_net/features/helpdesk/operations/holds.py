"""Sweeping what was held while somebody filled in a form, and was never confirmed."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, exists, select

from ama_net.features.helpdesk.models import Appointment, AppointmentState, Visitor, WaitingOffer
from ama_net.features.helpdesk.operations.forgetting import empty_visitors
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.scheduling import hold_people, hold_rooms, release

BATCH = 100
SPARE = timedelta(hours=1)
"""An expired hold holds nothing, but who is slow with the form may still confirm it while nobody else came."""


def sweep_holds() -> int:
    """Delete a batch of the holds that expired a while ago, with their reservations; gives how many, 0 when none is left.

    Offers of the waiting list end by themselves. Locks in the written order: people, rooms, rows.
    """
    found = db.session.scalars(_stale().limit(BATCH)).all()
    if not found:
        return 0
    hold_people(one.person_id for one in found)
    hold_rooms(one.room_id for one in found if one.room_id)
    still = _stale().where(Appointment.id.in_([one.id for one in found])).order_by(Appointment.id)
    swept = db.session.scalars(still.with_for_update(of=Appointment)).all()
    for one in swept:
        release(one)
        db.session.delete(one)
    db.session.flush()
    empty_visitors(_with_nothing_left(one.visitor_id for one in swept if one.visitor_id))
    return len(swept)


def _with_nothing_left(visitor_ids: Iterable[UUID]) -> Sequence[UUID]:
    """Who never followed the link they were written, nor booked otherwise: nothing of them is kept."""
    booked = exists().where(Appointment.visitor_id == Visitor.id)
    return db.session.scalars(select(Visitor.id).where(Visitor.id.in_(list(visitor_ids)), ~booked)).all()


def _stale() -> Select[Appointment]:
    offered = exists().where(WaitingOffer.appointment_id == Appointment.id)
    return select(Appointment).where(
        Appointment.state == AppointmentState.HELD, Appointment.held_until < now() - SPARE, ~offered
    )
