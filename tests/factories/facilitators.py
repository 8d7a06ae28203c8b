"""Who keeps groups, for tests."""

from datetime import date
from typing import Any

from ama_net.features.groups.models import Facilitator, Group
from ama_net.foundation.database import db
from ama_net.kernel.people import Person
from tests.support.cast import Part, player
from tests.support.standing import Standing


def make_person(given_name: str = "Gino", family_name: str = "Senzaccesso") -> Person:
    """Somebody of the register who cannot sign in."""
    person = Person(given_name=given_name, family_name=family_name)
    db.session.add(person)
    db.session.flush()
    return person


def make_term(group: Group, standing: Standing, part: Part | Person, **values: Any) -> Facilitator:
    """One of the cast (or a person) keeps the group since January, unless told otherwise."""
    person_id = part.id if isinstance(part, Person) else player(standing, part).person_id
    term = Facilitator(group_id=group.id, person_id=person_id, **{"started_on": date(2026, 1, 7), **values})
    db.session.add(term)
    db.session.flush()
    return term
