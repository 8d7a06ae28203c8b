"""What the frame asks the rooms: which may be entered, their figures, what they find; and the names of accounts."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from ama_net.across.office.closed import is_open
from ama_net.foundation.database import db
from ama_net.foundation.text import known_id
from ama_net.kernel.access import Actor, Figure, OfficeRoom, SearchHit, current_actor
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.people.models import Person
from ama_net.kernel.tenancy import current_tenant

HITS_PER_ROOM = 8
SHORTEST_TERM = 2


@dataclass(frozen=True)
class RoomFigures:
    """A room and its figures."""

    room: OfficeRoom
    figures: list[Figure]


@dataclass(frozen=True)
class RoomHits:
    """A room and what it found."""

    room: OfficeRoom
    hits: list[SearchHit]


def permitted_rooms(actor: Actor) -> list[OfficeRoom]:
    """The rooms whose first page the actor may open and that the association has not closed."""
    tenant = current_tenant()
    rooms: list[OfficeRoom] = current_app.extensions["office"]
    return [room for room in rooms if actor.can(room.permission) and is_open(room.endpoint, tenant)]


def figures_of_rooms(actor: Actor) -> list[RoomFigures]:
    """The figures of every permitted room that has some."""
    found = [RoomFigures(room, room.figures()) for room in permitted_rooms(actor)]
    return [entry for entry in found if entry.figures]


def search_rooms(actor: Actor, term: str) -> list[RoomHits]:
    """What every permitted room finds. A term of one letter finds nothing."""
    if len(term) < SHORTEST_TERM:
        return []
    found = [RoomHits(room, room.search(term, HITS_PER_ROOM)) for room in permitted_rooms(actor)]
    return [entry for entry in found if entry.hits]


def elsewhere(person_id: UUID, besides: str) -> list[SearchHit]:
    """What somebody is in the other rooms that the signed-in person may enter; nothing outside the office."""
    actor = current_actor()
    rooms = [] if actor is None else permitted_rooms(actor)
    return [hit for room in rooms if room.key != besides for hit in room.about_person(person_id)]


def names_of_accounts(ids: Iterable[str | UUID]) -> dict[str, str]:
    """The names (or addresses) behind account ids, as texts; ids of nobody are left out. One query, none for no ids."""
    wanted = {found for value in ids if (found := known_id(value)) is not None}
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Account.id, Account.email, Person)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Account.id.in_(wanted))
    )
    return {str(row.id): row.Person.name if row.Person else row.email for row in rows}
