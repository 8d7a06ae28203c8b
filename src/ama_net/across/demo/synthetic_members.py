"""A register of members as long as one likes, to measure the list: people, contacts, addresses, memberships, fees, tags.

The rows are written in bulk and not through the operations: what is measured is reading. The register of the law has no
lines for them, so nobody shows it to anybody.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from uuid_utils.compat import uuid7

from ama_net.across.demo.synthetic_people import PersonMaker, Row, insert_rows
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

BATCH = 5000
TAGS = ("banchetti", "giornalino di carta", "formazione", "coro", "gita")
FEE_CENTS = 2000


def add_members(count: int, slug: str, province: str, chance: random.Random) -> int:
    """Add so many members to the association in scope: one in ten has left, one in eight has no e-mail."""
    if not count:
        return 0
    db.session.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
    categories = list(db.session.scalars(select(MemberCategory.id).order_by(MemberCategory.position)))
    tags = [MemberTag(name=name) for name in TAGS]
    db.session.add_all(tags)
    db.session.flush()
    people = PersonMaker(slug, province, chance, box="socio", first_phone=5_000_000)
    maker = _Maker(people, categories, [tag.id for tag in tags])
    for start in range(0, count, BATCH):
        numbers = range(start + 1, min(count, start + BATCH) + 1)
        insert_rows(row for number in numbers for row in maker.rows(number))
    return count


class _Maker:
    def __init__(self, people: PersonMaker, categories: list[UUID], tags: list[UUID]) -> None:
        self.people, self.slug, self.chance = people, people.slug, people.chance
        self.categories, self.tags, self.now = categories, tags, today()

    def rows(self, number: int) -> Iterator[Row]:
        """Everything about one member, each row after those it points to."""
        person, membership = uuid7(), uuid7()
        yield from self.people.rows(person, number)
        yield Membership, self._membership(membership, person, number)
        paid = FEE_CENTS if number % 3 else 0
        fee = {"membership_id": membership, "year": self.now.year, "amount_cents": FEE_CENTS, "paid_cents": paid}
        due = date(self.now.year, 3 if number % 2 else 12, 31)
        yield MembershipFee, {"id": uuid7(), **fee, "due_on": due, "reference": f"{self.slug}-{number}"}
        if number % 7 == 0:
            yield MembershipTag, {"id": uuid7(), "membership_id": membership, "tag_id": self.chance.choice(self.tags)}

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
