"""People nobody is: common names put together by chance, addresses at .example, telephone numbers of no operator."""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from uuid_utils.compat import uuid7

from ama_net.across.demo.words import words_of
from ama_net.foundation.database import db
from ama_net.kernel.people.models import AddressKind, Contact, ContactKind, Person, PostalAddress
from ama_net.kernel.places import Municipality

BATCH = 1000

Row = tuple[type[Any], dict[str, Any]]
"""A row to insert in bulk, and the table it goes to."""


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


class PersonMaker:
    """People of a book: each with a birth date and a home, one in eight without e-mail, every other one with a telephone.

    ``box`` begins their addresses (``socio17@…``), ``first_phone`` is where their telephone numbers begin.
    """

    def __init__(self, slug: str, province: str, chance: random.Random, *, box: str, first_phone: int) -> None:
        self.slug, self.box, self.first_phone, self.chance = slug, box, first_phone, chance
        self.given, self.family = words_of("given_names"), words_of("family_names")
        found = select(Municipality.istat_code, Municipality.name)
        found = found.where(Municipality.active, Municipality.province == province).order_by(Municipality.istat_code)
        self.towns = [(code, name) for code, name in db.session.execute(found)]

    def rows(self, person: UUID, number: int) -> Iterator[Row]:
        """Everything about one person, each row after those it points to."""
        chance = self.chance
        given, family = chance.choice(self.given), chance.choice(self.family)
        born = date(1935, 1, 1) + timedelta(days=chance.randrange(27_000))
        yield Person, {"id": person, "given_name": given, "family_name": family, "birth_date": born}
        some = {"person_id": person, "preferred": True}
        if number % 8:
            email = f"{self.box}{number}@{self.slug}.example"
            yield Contact, {"id": uuid7(), "kind": ContactKind.EMAIL, "value": email, **some}
        if number % 2:
            # 000 is nobody's prefix.
            phone = f"+39000{number + self.first_phone:07}"
            yield Contact, {"id": uuid7(), "kind": ContactKind.PHONE, "value": phone, **some}
        code, town = chance.choice(self.towns)
        address = {"street": f"via delle Prove {number % 200 + 1}", "municipality": town, "municipality_code": code}
        yield PostalAddress, {"id": uuid7(), "person_id": person, "kind": AddressKind.RESIDENCE, **address}


def insert_rows(rows: Iterable[Row]) -> None:
    """Insert rows of several tables, the tables in the order they come first."""
    by_table: dict[type[Any], list[dict[str, Any]]] = {}
    for model, row in rows:
        by_table.setdefault(model, []).append(row)
    for model, some in by_table.items():
        db.session.execute(insert(model.__table__), some)
    db.session.expunge_all()
