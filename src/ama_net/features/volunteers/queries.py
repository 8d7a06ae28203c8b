"""Who is a volunteer, and who was on a day, from the table of the present state; the register itself is read elsewhere."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, or_, select

from ama_net.features.volunteers.models import Section, Volunteer
from ama_net.foundation.clock import today
from ama_net.foundation.database import db

Day = date | SQLColumnExpression[date]
"""A day, or one that the database reads from a row."""


def serving_on(day: Day) -> ColumnElement[bool]:
    """The condition that a stretch of service holds a day."""
    return (Volunteer.started_on <= day) & or_(Volunteer.ended_on.is_(None), Volunteer.ended_on > day)


def volunteers_on(day: Day, section: Section | str | None = None) -> Select[Volunteer]:
    """The volunteers of a day, of one section or of both, in no order."""
    found = select(Volunteer).where(serving_on(day))
    return found if section is None else found.where(Volunteer.section == section)


def service_of(person_id: UUID, on: date | None = None) -> Volunteer | None:
    """The service of a person on a day (today), in whichever section; None when they are no volunteer then."""
    mine = volunteers_on(on or today()).where(Volunteer.person_id == person_id)
    return db.session.scalars(mine.order_by(Volunteer.number.desc())).first()


def services_of(person_id: UUID) -> list[Volunteer]:
    """Every stretch of service of a person, the latest first."""
    mine = select(Volunteer).where(Volunteer.person_id == person_id)
    return list(db.session.scalars(mine.order_by(Volunteer.started_on.desc(), Volunteer.number.desc())))
