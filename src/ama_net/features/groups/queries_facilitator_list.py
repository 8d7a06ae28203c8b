"""The office's list of everybody who keeps a group today: how many groups, how far their training has come."""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.groups.models import Facilitator
from ama_net.features.groups.queries_facilitators import current
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.kernel.people import Person
from ama_net.kernel.training import has_training
from ama_net.kernel.training.words import TRAININGS

FACILITATORS = Listing(
    Column("name", _l("Persona"), sort=Person.sort_name),
    Column("groups", _l("Gruppi")),
    Column("training", _l("Formazione")),
    filters=(Filter("training", _l("Formazione"), where=has_training, options=TRAININGS),),
    search=search_words(Person.sort_name),
    order="name",
)


def everybody() -> Select[Person]:
    """Who keeps a group today, with their contacts."""
    kept = exists().where(Facilitator.person_id == Person.id, current())
    return select(Person).where(kept).options(selectinload(Person.contacts))


def terms_of_people(person_ids: Sequence[UUID]) -> dict[UUID, list[Facilitator]]:
    """The terms each person holds today, with their groups."""
    found = select(Facilitator).where(Facilitator.person_id.in_(person_ids), current())
    terms: dict[UUID, list[Facilitator]] = {person_id: [] for person_id in person_ids}
    for term in db.session.scalars(found.options(joinedload(Facilitator.group)).order_by(Facilitator.started_on)):
        if term.person_id is not None:
            terms[term.person_id].append(term)
    return terms
