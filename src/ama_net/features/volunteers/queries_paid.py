"""Volunteers and paid work for the same body, which the law keeps apart (D.Lgs. 117/2017 art. 17 c. 5)."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from ama_net.features.volunteers.models import Volunteer
from ama_net.foundation.database import db
from ama_net.kernel.people import PaidWork, WorkKind

LONG = "d MMMM y"


def paid_warning(person_id: UUID, on: date) -> str:
    """What to say, and have confirmed, before somebody who is paid from ``on`` or later begins to serve; else empty words."""
    found = (
        select(PaidWork)
        .where(PaidWork.person_id == person_id, or_(PaidWork.ended_on.is_(None), PaidWork.ended_on > on))
        .order_by(PaidWork.started_on)
        .limit(1)
    )
    work = db.session.scalars(found).first()
    if work is None:
        return ""
    since = format_date(work.started_on, LONG)
    words = (
        _("Dal %(day)s risulta alle dipendenze dell'associazione.", day=since)
        if work.kind == WorkKind.EMPLOYEE
        else _("Dal %(day)s risulta pagata dall'associazione per un lavoro autonomo.", day=since)
    )
    return f"{words} {_rule()}"


def service_warning(person_id: UUID, first: date, last: date | None) -> str:
    """What to say, and have confirmed, before a volunteer of these days (``last`` None: on) is paid; else empty words."""
    found = select(Volunteer).where(Volunteer.person_id == person_id, _serving_between(first, last)).limit(1)
    volunteer = db.session.scalars(found).first()
    if volunteer is None:
        return ""
    words = _("Dal %(day)s è nel registro dei volontari.", day=format_date(volunteer.started_on, LONG))
    return f"{words} {_rule()}"


def paid_while_serving(day: date) -> ColumnElement[bool]:
    """The condition that a stretch of service and paid work of the same person share a day, from a day on."""
    goes_on = or_(PaidWork.ended_on.is_(None), PaidWork.ended_on > day)
    serves = or_(Volunteer.ended_on.is_(None), Volunteer.ended_on > day)
    return exists().where(PaidWork.person_id == Volunteer.person_id, _share_a_day(), goes_on) & serves


def paid_while_served(day: date) -> ColumnElement[bool]:
    """The condition that they shared days before a day, and none from it on."""
    shared = exists().where(PaidWork.person_id == Volunteer.person_id, _share_a_day())
    return shared & ~paid_while_serving(day)


def paid_work_list() -> Select[PaidWork]:
    """Every stretch of paid work there is or was."""
    return select(PaidWork)


def people_who_serve(works: Iterable[PaidWork]) -> set[UUID]:
    """Which of these stretches of paid work share a day with a service of the same person, by the stretch's id."""
    ids = [one.id for one in works]
    both = select(PaidWork.id).join(Volunteer, Volunteer.person_id == PaidWork.person_id)
    return set(db.session.scalars(both.where(PaidWork.id.in_(ids), _share_a_day())))


def _share_a_day() -> ColumnElement[bool]:
    return and_(
        or_(Volunteer.ended_on.is_(None), PaidWork.started_on < Volunteer.ended_on),
        or_(PaidWork.ended_on.is_(None), PaidWork.ended_on > Volunteer.started_on),
    )


def _serving_between(first: date, last: date | None) -> ColumnElement[bool]:
    begins = Volunteer.started_on <= last if last is not None else Volunteer.id.is_not(None)
    return begins & or_(Volunteer.ended_on.is_(None), Volunteer.ended_on > first)


def _rule() -> str:
    return str(
        _(
            "Chi è pagato dall'associazione non può esserne volontario (D.Lgs. 117/2017 art. 17 comma 5): "
            "si va avanti solo se è proprio così."
        )
    )
