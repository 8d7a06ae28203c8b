"""A register of members as long as one likes, to measure the list: people, contacts, addresses, memberships, fees, tags.

The rows are written in bulk and not through the operations: what is measured is reading. The register of the law has no
lines for them, so nobody shows it to anybody.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text
from uuid_utils.compat import uuid7

from ama_net.across.demo.words import words_of
from ama_net.features.members.models import (
    EndReason,
    MemberCategory,
    Membership,
    MembershipFee,
    MembershipTag,
    MemberTag,
)
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.people.models import AddressKind, Contact, ContactKind, Person, PostalAddress
from ama_net.kernel.places import Municipality

BATCH = 5000
TAGS = ("banchetti", "giornalino di carta", "formazione", "coro", "gita")
FEE_CENTS = 2000

Rows = dict[type[Any], list[dict[str, Any]]]


def add_members(count: int, slug: str, province: str, chance: random.Random) -> int:
    """Add so many members to the association in scope: one in ten has left, one in eight has no e-mail."""
    if not count:
        return 0
    db.session.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
    categories = list(db.session.scalars(select(MemberCategory.id).order_by(MemberCategory.position)))
    towns = [(code, name) for code, name in db.session.execute(_towns(province))]
    tags = [MemberTag(name=name) for name in TAGS]
    db.session.add_all(tags)
    db.session.flush()
    maker = _Maker(slug, categories, towns, [tag.id for tag in tags], chance)
    for start in range(0, count, BATCH):
        rows: Rows = {}
        for number in range(start + 1, min(count, start + BATCH) + 1):
            for model, row in maker.rows(number):
                rows.setdefault(model, []).append(row)
        for model, some in rows.items():
            db.session.execute(insert(model.__table__), some)
        db.session.expunge_all()
    return count


def _towns(province: str) -> Any:
    found = select(Municipality.istat_code, Municipality.name)
    return found.where(Municipality.active, Municipality.province == province).order_by(Municipality.istat_code)


class _Maker:
    def __init__(
        self, slug: str, categories: list[UUID], towns: list[tuple[str, str]], tags: list[UUID], chance: random.Random
    ) -> None:
        self.slug, self.categories, self.towns, self.tags, self.chance = slug, categories, towns, tags, chance
        self.given, self.family = words_of("given_names"), words_of("family_names")
        self.now = today()

    def rows(self, number: int) -> Iterator[tuple[type[Any], dict[str, Any]]]:
        """Everything about one member, each row after those it points to."""
        chance, person, membership = self.chance, uuid7(), uuid7()
        given, family = chance.choice(self.given), chance.choice(self.family)
        born = date(1935, 1, 1) + timedelta(days=chance.randrange(27_000))
        yield Person, {"id": person, "given_name": given, "family_name": family, "birth_date": born}
        yield from self._reached(person, number)
        code, town = chance.choice(self.towns)
        address = {"street": f"via delle Prove {number % 200 + 1}", "municipality": town, "municipality_code": code}
        yield PostalAddress, {"id": uuid7(), "person_id": person, "kind": AddressKind.RESIDENCE, **address}
        yield Membership, self._membership(membership, person, number)
        paid = FEE_CENTS if number % 3 else 0
        fee = {"membership_id": membership, "year": self.now.year, "amount_cents": FEE_CENTS, "paid_cents": paid}
        due = date(self.now.year, 3 if number % 2 else 12, 31)
        yield MembershipFee, {"id": uuid7(), **fee, "due_on": due, "reference": f"{self.slug}-{number}"}
        if number % 7 == 0:
            yield MembershipTag, {"id": uuid7(), "membership_id": membership, "tag_id": chance.choice(self.tags)}

    def _reached(self, person: UUID, number: int) -> Iterator[tuple[type[Any], dict[str, Any]]]:
        some = {"person_id": person, "preferred": True}
        if number % 8:
            email = f"socio{number}@{self.slug}.example"
            yield Contact, {"id": uuid7(), "kind": ContactKind.EMAIL, "value": email, **some}
        if number % 2:
            # 000 is nobody's prefix.
            phone = f"+39000{number + 5_000_000:07}"
            yield Contact, {"id": uuid7(), "kind": ContactKind.PHONE, "value": phone, **some}

    def _membership(self, membership: UUID, person: UUID, number: int) -> dict[str, Any]:
        since = date(1995, 1, 1) + timedelta(days=(number * 11_000) // 50_000)
        left = number % 10 == 0
        return {
            "id": membership,
            "number": number,
            "person_id": person,
            "category_id": self.categories[0 if number % 20 else 1 + number % 40 // 20],
            "admitted_on": since,
            "ended_on": since + timedelta(days=400) if left else None,
            "end_reason": EndReason.WITHDRAWAL if left else None,
        }
