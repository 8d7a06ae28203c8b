"""As many subscribers of the newsletter as one likes, to measure: confirmed, each with a name and some of the lists."""

import random
from collections.abc import Iterator

from sqlalchemy import select
from uuid_utils.compat import uuid7

from ama_net.across.demo.synthetic_people import Row, insert_rows
from ama_net.across.demo.words import words_of
from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.interests import as_mask
from ama_net.across.newsletters.models import NewsletterList, Subscriber, SubscriberSource, SubscriberState
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.tenancy.sealed import sealer

BATCH = 5_000


def add_subscribers(count: int, slug: str, chance: random.Random) -> int:
    """Add so many subscribers to the association in scope; every other one chose a list, one in ten has no name.

    They begin after those already there: ``lettura1@…``, ``lettura2@…`` are asked for once only.
    """
    numbers = list(db.session.scalars(select(NewsletterList.number).order_by(NewsletterList.number)))
    for start in range(0, count, BATCH):
        insert_rows(_subscribers(range(start + 1, min(count, start + BATCH) + 1), slug, numbers, chance))
    return count


def address_of(number: int, slug: str) -> str:
    """The address of an invented subscriber."""
    return f"lettura{number}@{slug}.example"


def _subscribers(numbers: range, slug: str, lists: list[int], chance: random.Random) -> Iterator[Row]:
    address, name, interests = (sealer("subscribers", column) for column in ("address", "name", "interests"))
    given = words_of("given_names")
    for number in numbers:
        key, moment, mail = uuid7(), now(), address_of(number, slug)
        yield (
            Subscriber,
            {
                "id": key,
                "address_digest": address_digest(mail),
                "state": SubscriberState.CONFIRMED,
                "source": SubscriberSource.SITE,
                "confirmed_at": moment,
                "welcomed_at": moment,
                "address_sealed": address(key, mail),
                "name_sealed": name(key, chance.choice(given)) if number % 10 else None,
                "interests_sealed": interests(key, as_mask(chance.sample(lists, 1) if lists and number % 2 else [])),
            },
        )
