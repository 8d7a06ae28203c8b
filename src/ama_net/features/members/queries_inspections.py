"""Reading the log of requests to inspect the books."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from ama_net.features.members.models import BookInspection, InspectionState
from ama_net.features.members.register_words import INSPECTION_STATES
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing

INSPECTIONS = Listing(
    Column("person", _l("Chi"), value=lambda asked: asked.person.list_name),
    Column("what", _l("Che cosa")),
    Column("asked_on", _l("Chiesto il"), sort=BookInspection.asked_on),
    Column("state", _l("Esito"), value=lambda asked: INSPECTION_STATES[asked.state], sort=BookInspection.state),
    filters=(Filter("stato", _l("Esito"), BookInspection.state, INSPECTION_STATES),),
    order="-asked_on",
)


def inspections() -> Select[BookInspection]:
    """Every request, with who asked."""
    return select(BookInspection).options(joinedload(BookInspection.person))


def inspections_of(person_id: UUID) -> list[BookInspection]:
    """What one person asked to see, the newest first."""
    mine = inspections().where(BookInspection.person_id == person_id)
    return list(db.session.scalars(mine.order_by(BookInspection.asked_on.desc(), BookInspection.id.desc())))


def open_inspections() -> int:
    """How many wait for their outcome."""
    waiting = select(func.count()).select_from(BookInspection).where(BookInspection.state == InspectionState.OPEN)
    return db.session.scalar(waiting) or 0
