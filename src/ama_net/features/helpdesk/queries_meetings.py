"""What who listens sees of their own appointments: those to come, those that wait for a word on how they went, those past."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from ama_net.features.helpdesk.models import Appointment, AppointmentState, Service
from ama_net.features.helpdesk.rules import followed_by
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.places import Room, Venue
from ama_net.kernel.tenancy.settings import read_settings

MOST_SHOWN = 100


def coming_meetings_of(person_id: UUID, *, limit: int = MOST_SHOWN) -> list[Appointment]:
    """Their appointments that are not over, the nearest first."""
    coming = _theirs(person_id).where(Appointment.ends_at > now())
    return list(db.session.scalars(coming.order_by(Appointment.starts_at, Appointment.id).limit(limit)))


def untold_meetings_of(person_id: UUID) -> list[Appointment]:
    """Their appointments that are over, with people they still follow, of which nobody said how they went; the latest first."""
    return _past(person_id, told=False)


def past_meetings_of(person_id: UUID) -> list[Appointment]:
    """Their appointments that are over, with people they still follow, of which it was said; the latest first."""
    return _past(person_id, told=True)


def meeting_of(appointment_id: UUID, person_id: UUID | None) -> Appointment | None:
    """An appointment of somebody's, called off ones too; None when it is not theirs."""
    theirs = _with_all(select(Appointment)).where(Appointment.id == appointment_id, Appointment.person_id == person_id)
    return db.session.scalars(theirs.where(Appointment.state != AppointmentState.HELD)).first()


def _past(person_id: UUID, *, told: bool) -> list[Appointment]:
    since = now() - timedelta(days=read_settings(HelpdeskSettings).keep_days)
    over = _theirs(person_id).where(Appointment.ends_at <= now(), Appointment.ends_at > since)
    over = over.where(Appointment.result.is_not(None) if told else Appointment.result.is_(None))
    over = over.where(Appointment.visitor_id.in_(followed_by(person_id)))
    return list(db.session.scalars(over.order_by(Appointment.starts_at.desc(), Appointment.id).limit(MOST_SHOWN)))


def _theirs(person_id: UUID) -> Select[Appointment]:
    mine = select(Appointment).where(Appointment.person_id == person_id)
    return _with_all(mine.where(Appointment.state == AppointmentState.CONFIRMED))


def _with_all(found: Select[Appointment]) -> Select[Appointment]:
    venue = joinedload(Appointment.service).joinedload(Service.venue).joinedload(Venue.municipality)
    room = joinedload(Appointment.room).joinedload(Room.venue).joinedload(Venue.municipality)
    return found.options(venue, room, joinedload(Appointment.visitor))
