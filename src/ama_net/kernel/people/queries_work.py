"""Who is paid by the association, on a day."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from ama_net.foundation.database import db
from ama_net.kernel.people.models_work import PaidWork


def paid_on(day: date) -> ColumnElement[bool]:
    """The condition that a stretch of paid work holds a day."""
    return (PaidWork.started_on <= day) & or_(PaidWork.ended_on.is_(None), PaidWork.ended_on > day)


def paid_work_of(person_id: UUID, on: date) -> PaidWork | None:
    """What a person is paid for by the association on a day; None when they are not paid."""
    found = select(PaidWork).where(PaidWork.person_id == person_id, paid_on(on)).order_by(PaidWork.started_on)
    return db.session.scalars(found).first()


def paid_people_on(day: date) -> Select[PaidWork]:
    """The stretches of paid work of a day. Somebody with two is there twice: count the people, not the rows."""
    return select(PaidWork).where(paid_on(day)).order_by(PaidWork.started_on, PaidWork.id)
