"""The office's list of pathways. It has no file to download: what people confide does not leave in a spreadsheet."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, case, extract, select

from ama_net.features.helpdesk.models import Pathway, PathwayState, Service, Visitor
from ama_net.features.helpdesk.pathway_words import OUTCOMES, STATES
from ama_net.features.helpdesk.queries_pathways import FOLLOWED
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.people import Person

LONGEST = 1e10
"""More seconds than any instant of ours has: instants become numbers below one, which keeps the queue's parts apart."""

_PARTS = (PathwayState.REQUESTED, PathwayState.WAITING, PathwayState.ACTIVE, PathwayState.SUSPENDED)


def _queue() -> ColumnElement[Any]:
    """The order of the office's work: to look at, waiting (who asked first comes first), going on, stopped, closed."""
    asked = extract("epoch", Pathway.created_at) / LONGEST
    closed = extract("epoch", Pathway.state_at) / LONGEST
    parts = [(Pathway.state == state, number + asked) for number, state in enumerate(_PARTS)]
    return case(*parts, else_=len(_PARTS) + 1 - closed)


def is_to_tell() -> ColumnElement[bool]:
    """Who left a telephone only and does not know yet how their pathway goes."""
    return Pathway.told_at.is_(None) & Pathway.visitor_id.in_(
        select(Visitor.id).where(Visitor.contact_kind == "phone", Visitor.emptied_at.is_(None))
    )


def is_to_resume() -> ColumnElement[bool]:
    """Whose pause is over."""
    return and_(Pathway.state == PathwayState.SUSPENDED, Pathway.suspended_until <= today())


def _services() -> list[tuple[UUID, str]]:
    asked = select(Pathway.service_id)
    rows = db.session.execute(select(Service.id, Service.name).where(Service.id.in_(asked)).order_by(Service.position))
    return [(row.id, row.name) for row in rows]


def _operators() -> list[tuple[UUID, str]]:
    following = select(Pathway.person_id).where(Pathway.state.in_(FOLLOWED))
    found = select(Person).where(Person.id.in_(following)).order_by(Person.given_name, Person.family_name)
    return [(person.id, person.name) for person in db.session.scalars(found)]


_TO_DO = {"tell": _l("Da chiamare"), "resume": _l("Da riprendere")}


def _to_do(value: str = "") -> ColumnElement[bool]:
    return is_to_resume() if value == "resume" else is_to_tell()


PATHWAYS = Listing(
    Column("queue", "", sort=_queue(), shown=False),
    Column("nickname", _l("Chi")),
    Column("service", _l("Servizio")),
    Column("state", _l("Stato")),
    Column("created_at", _l("Chiesto"), sort=Pathway.created_at),
    Column("person", _l("Chi lo segue")),
    Column("meetings", _l("Incontri")),
    filters=(
        Filter("state", _l("Stato"), Pathway.state, STATES, many=True),
        Filter("service", _l("Servizio"), Pathway.service_id, _services),
        Filter("operator", _l("Chi lo segue"), Pathway.person_id, _operators),
        Filter("outcome", _l("Come è finito"), Pathway.outcome, OUTCOMES),
        Filter("to_do", _l("Da fare"), where=_to_do, options=_TO_DO),
    ),
    order="queue",
)
