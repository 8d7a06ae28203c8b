"""The blueprint of the room's office pages, and what they all need."""

from uuid import UUID

from flask import Blueprint, abort

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, current_actor
from ama_net.kernel.people.models import Organisation, Person
from ama_net.kernel.people.operations.contacts import Owner

bp = Blueprint("people_manage", __name__)

OWNERS: dict[str, type[Owner]] = {"persone": Person, "organizzazioni": Organisation}
"""The two kinds of owner of contacts and addresses, by the word in the address."""


def actor() -> Actor:
    """Who is at the door."""
    found = current_actor()
    assert found is not None  # the door lets nobody else in
    return found


def person_or_404(person_id: UUID) -> Person:
    """A person of this association; anybody else's looks like nobody."""
    return db.session.get(Person, person_id) or abort(404)


def owner_or_404(room: str, owner_id: UUID) -> Owner:
    """A person or an organisation of this association."""
    return db.session.get(OWNERS[room], owner_id) or abort(404)
