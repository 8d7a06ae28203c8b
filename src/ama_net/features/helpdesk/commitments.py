"""The appointments of who listens, for their calendar and for the first page of volunteers: when and where, nothing else."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ama_net.features.helpdesk.models import Appointment, AppointmentState, Service
from ama_net.features.helpdesk.whereabouts import calendar_place
from ama_net.foundation.database import db
from ama_net.kernel.places import Venue
from ama_net.kernel.scheduling.commitments import Commitment
from ama_net.kernel.tenancy import current_tenant

KEPT = (AppointmentState.CONFIRMED, AppointmentState.CANCELLED)


def commitments(person_id: UUID, first: datetime, last: datetime) -> Iterable[Commitment]:
    """Somebody's appointments, called off ones too, so that they leave calendars. One query."""
    theirs = select(Appointment).where(Appointment.person_id == person_id, Appointment.state.in_(KEPT))
    within = theirs.where(Appointment.ends_at > first, Appointment.starts_at < last)
    venue = joinedload(Appointment.service).joinedload(Service.venue).joinedload(Venue.municipality)
    return [_said(one) for one in db.session.scalars(within.options(venue))]


def _said(appointment: Appointment) -> Commitment:
    cancelled = appointment.state == AppointmentState.CANCELLED
    return Commitment(
        about=(Appointment.__tablename__, appointment.id),
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        title=_("Appuntamento"),
        where="" if cancelled else calendar_place(appointment),
        page=("helpdesk_my.show", {"appointment_id": appointment.id}),
        uid=f"appuntamento-{appointment.id}@{current_tenant().slug}",
        sequence=appointment.sequence,
        stamp=appointment.updated_at,
        cancelled=cancelled,
    )
