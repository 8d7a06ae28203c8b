"""Who is paid by the association, on a day."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from ama_net.foundation.database import db
from ama_net.kernel.people.models_work import PaidWork, WorkKind


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


def employees_on(day: date) -> int | None:
    """How many people are employed on a day, collaborations too; None when nobody's paid work was ever written here.

    They are the workers that D.Lgs. 117/2017 art. 33 c. 1 and 36 compare with the volunteers.
    """
    if db.session.scalar(select(PaidWork.id).limit(1)) is None:
        return None
    employed = paid_on(day) & (PaidWork.kind == WorkKind.EMPLOYEE)
    return db.session.scalar(select(func.count(PaidWork.person_id.distinct())).where(employed)) or 0
