"""Reading pathways: one, those that wait in their order, those of somebody who listens, and who could take one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload

from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    Pathway,
    PathwayAssignment,
    PathwayState,
    Result,
    ServiceOperator,
    Visitor,
)
from ama_net.features.helpdesk.queries_services import serving_on
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.people import Person

FOLLOWED = (PathwayState.ACTIVE, PathwayState.SUSPENDED)


def all_pathways() -> Select[Pathway]:
    """Every pathway, with its service, its visitor and who follows it."""
    return select(Pathway).options(joinedload(Pathway.service), joinedload(Pathway.visitor), joinedload(Pathway.person))


def pathway_of_office(pathway_id: UUID) -> Pathway | None:
    """One pathway, as the office reads it."""
    return db.session.scalars(all_pathways().where(Pathway.id == pathway_id)).one_or_none()


def pathway_followed_by(person_id: UUID | None, pathway_id: UUID) -> Pathway | None:
    """One pathway for who follows it now, and for nobody else."""
    mine = all_pathways().where(Pathway.id == pathway_id, Pathway.person_id == person_id, Pathway.state.in_(FOLLOWED))
    return db.session.scalars(mine).one_or_none()


def pathways_followed_by(person_id: UUID | None) -> Sequence[Pathway]:
    """What somebody follows now, the suspended ones last."""
    mine = all_pathways().where(Pathway.person_id == person_id, Pathway.state.in_(FOLLOWED))
    return db.session.scalars(mine.order_by(Pathway.state, Pathway.started_at, Pathway.id)).all()


def pathways_without_meeting(person_id: UUID) -> Sequence[Pathway]:
    """What somebody follows, goes on, and has no meeting to come: the longest without a change first."""
    fixed = exists().where(
        Appointment.pathway_id == Pathway.id,
        Appointment.state == AppointmentState.CONFIRMED,
        Appointment.starts_at > now(),
    )
    mine = select(Pathway).where(Pathway.person_id == person_id, Pathway.state == PathwayState.ACTIVE, ~fixed)
    return db.session.scalars(mine.order_by(Pathway.state_at, Pathway.id)).all()


def pathways_of_visitor(visitor_id: UUID) -> Sequence[Pathway]:
    """The pathways that hang on a visitor, the newest first."""
    theirs = all_pathways().where(Pathway.visitor_id == visitor_id)
    return db.session.scalars(theirs.order_by(Pathway.created_at.desc(), Pathway.id)).all()


def waiting_pathways(service_id: UUID | None = None) -> Sequence[Pathway]:
    """Who waits for somebody to listen to them, of one service or of all: who asked first comes first."""
    waiting = all_pathways().where(Pathway.state == PathwayState.WAITING)
    if service_id is not None:
        waiting = waiting.where(Pathway.service_id == service_id)
    return db.session.scalars(waiting.order_by(Pathway.created_at, Pathway.id)).all()


def before_in_line(pathway: Pathway) -> int:
    """How many of the same service wait since before."""
    earlier = select(func.count()).where(
        Pathway.service_id == pathway.service_id,
        Pathway.state == PathwayState.WAITING,
        (Pathway.created_at < pathway.created_at)
        | ((Pathway.created_at == pathway.created_at) & (Pathway.id < pathway.id)),
    )
    return db.session.scalar(earlier) or 0


def same_contact_elsewhere(pathway: Pathway) -> int:
    """How many other open pathways were asked for with the same contact: the office decides what to do about it."""
    return open_pathways_of(pathway.visitor) - int(pathway.is_open)


def open_pathways_of(visitor: Visitor) -> int:
    """How many open pathways were asked for with a visitor's contact."""
    if visitor.contact_digest is None:
        return 0
    theirs = select(func.count()).select_from(Pathway).join(Visitor, Visitor.id == Pathway.visitor_id)
    theirs = theirs.where(Visitor.contact_digest == visitor.contact_digest, Pathway.state != PathwayState.CLOSED)
    return db.session.scalar(theirs) or 0


def assignments_of(pathway: Pathway) -> Sequence[PathwayAssignment]:
    """Who has followed a pathway, in order."""
    found = select(PathwayAssignment).where(PathwayAssignment.pathway_id == pathway.id)
    found = found.options(joinedload(PathwayAssignment.person))
    return db.session.scalars(found.order_by(PathwayAssignment.started_at, PathwayAssignment.id)).all()


def who_followed_before(pathways: Iterable[Pathway]) -> dict[UUID, Person]:
    """Who was the last to follow each of some pathways before who follows it now; in one query."""
    row = PathwayAssignment
    found = select(row).where(row.pathway_id.in_([one.id for one in pathways]), row.ended_at.is_not(None))
    found = found.join(Pathway, Pathway.id == row.pathway_id).where(row.person_id != Pathway.person_id)
    rows = db.session.scalars(found.options(joinedload(row.person)).order_by(row.started_at, row.id))
    return {one.pathway_id: one.person for one in rows}


def meetings_of(pathway: Pathway) -> Sequence[Appointment]:
    """Every confirmed or cancelled meeting of a pathway, in order."""
    found = select(Appointment).where(Appointment.pathway_id == pathway.id, Appointment.state != AppointmentState.HELD)
    found = found.options(joinedload(Appointment.person), joinedload(Appointment.room))
    return db.session.scalars(found.order_by(Appointment.starts_at, Appointment.id)).all()


def coming_meetings(pathway_id: UUID) -> Sequence[Appointment]:
    """The meetings of a pathway that have not begun, in order."""
    coming = select(Appointment).where(
        Appointment.pathway_id == pathway_id,
        Appointment.state == AppointmentState.CONFIRMED,
        Appointment.starts_at > now(),
    )
    return db.session.scalars(coming.order_by(Appointment.starts_at, Appointment.id)).all()


@dataclass(frozen=True)
class Progress:
    """How far a pathway is: meetings that took place, those missed by the visitor, those fixed; the next one."""

    met: int = 0
    missed: int = 0
    coming: int = 0
    next_at: datetime | None = None


def progress_of(pathways: Iterable[Pathway]) -> dict[UUID, Progress]:
    """How far some pathways are, in one query; each of them is there."""
    known = [pathway.id for pathway in pathways]
    is_coming = Appointment.starts_at > now()
    counts = (
        select(
            Appointment.pathway_id,
            func.count().filter(Appointment.result == Result.MET),
            func.count().filter(Appointment.result == Result.VISITOR_ABSENT),
            func.count().filter(is_coming),
            func.min(Appointment.starts_at).filter(is_coming),
        )
        .where(Appointment.pathway_id.in_(known), Appointment.state == AppointmentState.CONFIRMED)
        .group_by(Appointment.pathway_id)
    )
    found = {row[0]: Progress(row[1], row[2], row[3], row[4]) for row in db.session.execute(counts)}
    return {pathway_id: found.get(pathway_id, Progress()) for pathway_id in known}


@dataclass(frozen=True)
class Load:
    """Somebody who could take a pathway: how many they follow now, and how many appointments they have to come."""

    person: Person
    pathways: int
    coming: int


def serves_service(person_id: UUID, service_id: UUID, on: date | None = None) -> bool:
    """Whether somebody serves a service on a day (today)."""
    mine = select(ServiceOperator.id).where(
        ServiceOperator.person_id == person_id, ServiceOperator.service_id == service_id, serving_on(on or today())
    )
    return db.session.scalar(mine.limit(1)) is not None


def who_serves(service_id: UUID) -> Sequence[UUID]:
    """The people who serve a service today: a pathway of it can be given to none but these."""
    serving = select(ServiceOperator.person_id).where(ServiceOperator.service_id == service_id, serving_on(today()))
    return db.session.scalars(serving).all()


def operators_by_load(service_id: UUID) -> list[Load]:
    """Who serves a service today, who follows fewest pathways first, then who has fewest appointments to come."""
    followed = (
        select(func.count())
        .where(Pathway.person_id == Person.id, Pathway.state.in_(FOLLOWED))
        .correlate(Person)
        .scalar_subquery()
    )
    coming = (
        select(func.count())
        .where(
            Appointment.person_id == Person.id,
            Appointment.state == AppointmentState.CONFIRMED,
            Appointment.starts_at > now(),
        )
        .correlate(Person)
        .scalar_subquery()
    )
    found = select(Person, followed, coming).where(Person.id.in_(who_serves(service_id)), Person.deceased_on.is_(None))
    rows = db.session.execute(found.order_by(followed, coming, Person.family_name, Person.given_name, Person.id))
    return [Load(*row) for row in rows]
