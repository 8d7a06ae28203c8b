"""Who may see whom at the helpdesk: who listens, only whom they follow now."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    Pathway,
    PathwayAssignment,
    ServiceOperator,
    Visitor,
)
from ama_net.features.helpdesk.queries_services import serving_on
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.tenancy.settings import read_settings

LISTENERS = frozenset({Role.LISTENER, Role.HELPDESK_OPERATOR})
"""Whose account opens /my/sportello."""


class NotFollowed(Exception):
    """What a visitor confided is asked for by somebody who does not follow them: to them it is not there."""


def listens(actor: Actor) -> bool:
    """Whether somebody may follow people at all: a person of the association whose account says so."""
    return actor.person_id is not None and bool(LISTENERS & actor.roles)


def may_read(visitor: Visitor, actor: Actor) -> bool:
    """Whether somebody may open what a visitor confided and what was noted: who listens, and follows them now."""
    return actor.person_id is not None and listens(actor) and follows(actor.person_id, visitor)


def check_may_read(visitor: Visitor, actor: Actor) -> UUID:
    """The person of who may open what a visitor confided.

    Raises:
        NotFollowed: they may not.
    """
    if actor.person_id is None or not may_read(visitor, actor):
        raise NotFollowed
    return actor.person_id


def follows(person_id: UUID, visitor: Visitor) -> bool:
    """Whether somebody follows a visitor now, as ``followed_by`` says."""
    return db.session.scalar(followed_by(person_id).where(Visitor.id == visitor.id)) is not None


def followed_by(person_id: UUID) -> Select[UUID]:
    """The ids of the visitors somebody follows now.

    Those they have an appointment with, to come or of the last days (as many as what people confide is kept), that was
    not cancelled; those whose pathway is in their hands. What is over counts while they serve its service: who serves it
    no more has nothing to do with it. Who handed a pathway over follows no longer, whatever they had met for before: only
    a meeting still to come would make them again.
    """
    since = now() - timedelta(days=read_settings(HelpdeskSettings).keep_days)
    return select(Visitor.id).where(or_(_meets(person_id, since), _has_the_pathway(person_id)))


def _meets(person_id: UUID, since: datetime) -> ColumnElement[bool]:
    theirs = and_(Appointment.visitor_id == Visitor.id, Appointment.person_id == person_id)
    held = and_(theirs, Appointment.state == AppointmentState.CONFIRMED, Appointment.ends_at > since)
    still = and_(_serves_its_service(person_id), ~_handed_over(person_id))
    met = and_(held, or_(Appointment.ends_at > now(), still))
    return exists().where(met).correlate(Visitor)


def _serves_its_service(person_id: UUID) -> ColumnElement[bool]:
    theirs = and_(ServiceOperator.service_id == Appointment.service_id, ServiceOperator.person_id == person_id)
    return exists().where(theirs, serving_on(today())).correlate(Appointment)


def _has_the_pathway(person_id: UUID) -> ColumnElement[bool]:
    return exists().where(_assigned(person_id), PathwayAssignment.ended_at.is_(None)).correlate(Visitor)


def _handed_over(person_id: UUID) -> ColumnElement[bool]:
    """A closed pathway keeps the operator of its end, who handed nothing over."""
    someone_else = Pathway.person_id.is_distinct_from(person_id)
    return exists().where(_assigned(person_id), someone_else).correlate(Visitor)


def _assigned(person_id: UUID) -> ColumnElement[bool]:
    theirs = and_(PathwayAssignment.pathway_id == Pathway.id, PathwayAssignment.person_id == person_id)
    return and_(Pathway.visitor_id == Visitor.id, theirs)
