"""People nobody is: common names put together by chance, addresses at .example, telephone numbers of no operator."""

import random

from sqlalchemy import insert

from ama_net.across.demo.words import words_of
from ama_net.foundation.database import db
from ama_net.kernel.people.models import Contact, ContactKind, Person

BATCH = 1000


def add_people(count: int, slug: str, chance: random.Random) -> int:
    """Add people to the association in scope, each with an address and every other one with a telephone."""
    for start in range(0, count, BATCH):
        rows = [_person(number, chance) for number in range(start, min(count, start + BATCH))]
        people = [Person(**row) for row in rows]
        db.session.add_all(people)
        db.session.flush()
        contacts = [
            contact for number, person in enumerate(people, start) for contact in _contacts(person, number, slug)
        ]
        db.session.execute(insert(Contact), contacts)
        db.session.expunge_all()
    return count


def _person(number: int, chance: random.Random) -> dict[str, str]:
    return {
        "given_name": chance.choice(words_of("given_names")),
        "family_name": chance.choice(words_of("family_names")),
    }


def _contacts(person: Person, number: int, slug: str) -> list[dict[str, object]]:
    box = f"{person.given_name}.{person.family_name}.{number}".lower().replace(" ", "")
    found: list[dict[str, object]] = [
        {"person_id": person.id, "kind": ContactKind.EMAIL, "value": f"{box}@{slug}.example", "preferred": True}
    ]
    if number % 2:
        # 000 is nobody's prefix.
        found.append(
            {"person_id": person.id, "kind": ContactKind.PHONE, "value": f"+39000{number:07}", "preferred": True}
        )
    return found
