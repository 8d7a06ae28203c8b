"""Who may see whom at the helpdesk: who listens, only whom they follow now."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from ama_net.features.helpdesk.models import Appointment, AppointmentState, Pathway, PathwayAssignment, Visitor
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.tenancy.settings import read_settings

LISTENERS = frozenset({Role.LISTENER, Role.HELPDESK_OPERATOR})
"""Whose account opens /my/sportello."""


def listens(actor: Actor) -> bool:
    """Whether somebody may follow people at all: a person of the association whose account says so."""
    return actor.person_id is not None and bool(LISTENERS & actor.roles)


def may_read(visitor: Visitor, actor: Actor) -> bool:
    """Whether somebody may open what a visitor confided and what was noted: who listens, and follows them now."""
    return actor.person_id is not None and listens(actor) and follows(actor.person_id, visitor)


def follows(person_id: UUID, visitor: Visitor) -> bool:
    """Whether somebody follows a visitor now, as ``followed_by`` says."""
    return db.session.scalar(followed_by(person_id).where(Visitor.id == visitor.id)) is not None


def followed_by(person_id: UUID) -> Select[UUID]:
    """The ids of the visitors somebody follows now.

    Those they have an appointment with, to come or of the last days (as many as what people confide is kept), that was
    not cancelled; those whose pathway is theirs, until as long after its end. Who handed a pathway over follows no
    longer, whatever they had met for before: only a meeting still to come would make them again.
    """
    since = now() - timedelta(days=read_settings(HelpdeskSettings).keep_days)
    return select(Visitor.id).where(or_(_meets(person_id, since), _has_the_pathway(person_id, since)))


def _meets(person_id: UUID, since: datetime) -> ColumnElement[bool]:
    theirs = and_(Appointment.visitor_id == Visitor.id, Appointment.person_id == person_id)
    held = and_(theirs, Appointment.state == AppointmentState.CONFIRMED, Appointment.ends_at > since)
    met = and_(held, or_(Appointment.ends_at > now(), ~_handed_over(person_id)))
    return exists().where(met).correlate(Visitor)


def _has_the_pathway(person_id: UUID, since: datetime) -> ColumnElement[bool]:
    recent = or_(Pathway.closed_at.is_(None), Pathway.closed_at > since)
    return exists().where(_assigned(person_id), _until_the_end(), recent).correlate(Visitor)


def _handed_over(person_id: UUID) -> ColumnElement[bool]:
    return exists().where(_assigned(person_id), ~_until_the_end()).correlate(Visitor)


def _assigned(person_id: UUID) -> ColumnElement[bool]:
    theirs = and_(PathwayAssignment.pathway_id == Pathway.id, PathwayAssignment.person_id == person_id)
    return and_(Pathway.visitor_id == Visitor.id, theirs)


def _until_the_end() -> ColumnElement[bool]:
    """The assignments of today, and the last ones of closed pathways."""
    at_the_end = and_(Pathway.closed_at.is_not(None), PathwayAssignment.ended_at >= Pathway.closed_at)
    return or_(PathwayAssignment.ended_at.is_(None), at_the_end)
