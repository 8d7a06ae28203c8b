"""Reading services and who serves them."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, exists, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.helpdesk.models import Service, ServiceKind, ServiceOperator, ServiceRoom
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.places import Venue

Day = date | SQLColumnExpression[date]
"""A day, or one that the database reads from a row."""


def all_services() -> list[Service]:
    """Every service, the closed ones too, in their order."""
    return list(db.session.scalars(_in_order(select(Service))))


def open_services(kind: ServiceKind | str | None = None) -> list[Service]:
    """What may be booked or asked for, in order, each with its venue."""
    found = _in_order(select(Service).where(Service.is_open))
    return list(db.session.scalars(found if kind is None else found.where(Service.kind == kind)))


def service_of_slug(slug: str) -> Service | None:
    """The service with this address, a closed one too, with its venue."""
    return db.session.scalars(_in_order(select(Service).where(Service.slug == slug))).first()


def operators_of(service: Service, first: date | None = None, last: date | None = None) -> list[ServiceOperator]:
    """Who serves a service on some day from ``first`` (today) to ``last`` (no end), each with their person."""
    found = select(ServiceOperator).where(ServiceOperator.service_id == service.id, not_over(first or today()))
    if last is not None:
        found = found.where(ServiceOperator.first_day <= last)
    ordered = found.options(joinedload(ServiceOperator.person)).order_by(
        ServiceOperator.first_day, ServiceOperator.created_at, ServiceOperator.id
    )
    return list(db.session.scalars(ordered))


def operators_by_service(services: Iterable[Service]) -> dict[UUID, list[ServiceOperator]]:
    """The same of several services, from today on: one query."""
    known: dict[UUID, list[ServiceOperator]] = {service.id: [] for service in services}
    found = select(ServiceOperator).where(ServiceOperator.service_id.in_(known), not_over(today()))
    for operator in db.session.scalars(
        found.options(joinedload(ServiceOperator.person)).order_by(ServiceOperator.first_day, ServiceOperator.id)
    ):
        known[operator.service_id].append(operator)
    return known


def services_served(person_id: UUID) -> list[ServiceOperator]:
    """What a person serves today or will, each with its service."""
    found = select(ServiceOperator).join(ServiceOperator.service)
    found = found.where(ServiceOperator.person_id == person_id, not_over(today()))
    return list(db.session.scalars(found.options(joinedload(ServiceOperator.service)).order_by(Service.position)))


def serves(person_id: UUID, on: date | None = None) -> bool:
    """Whether somebody serves some service on a day (today)."""
    mine = select(ServiceOperator.id).where(ServiceOperator.person_id == person_id, serving_on(on or today()))
    return db.session.scalar(mine.limit(1)) is not None


def serving_on(day: Day) -> ColumnElement[bool]:
    """The condition that somebody serves on a day: the first and the last are days of service."""
    return (ServiceOperator.first_day <= day) & not_over(day)


def not_over(day: Day) -> ColumnElement[bool]:
    """The condition that somebody's service is not over on a day, begun or not."""
    return or_(ServiceOperator.last_day.is_(None), ServiceOperator.last_day >= day)


def listeners(day: Day) -> Select[UUID]:
    """The people who serve some service on a day."""
    return select(ServiceOperator.person_id).where(serving_on(day)).distinct()


def services_alone() -> Sequence[Service]:
    """The open services that nobody serves today: nothing of them can be booked."""
    served = exists().where(ServiceOperator.service_id == Service.id, serving_on(today()))
    return db.session.scalars(select(Service).where(Service.is_open, ~served).order_by(Service.position)).all()


def _in_order(found: Select[Service]) -> Select[Service]:
    venue = joinedload(Service.venue).joinedload(Venue.municipality)
    rooms = selectinload(Service.rooms).joinedload(ServiceRoom.room)
    return found.options(venue, rooms).order_by(Service.position, Service.name, Service.id)
