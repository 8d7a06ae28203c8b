"""Lists, subscribers and newsletters for tests, as few words as they need."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.interests import as_mask
from ama_net.across.newsletters.models import (
    Newsletter,
    NewsletterList,
    Subscriber,
    SubscriberSource,
    SubscriberState,
)
from ama_net.foundation.clock import now
from ama_net.foundation.database import db

numbers = count(1)
TEXT_BLOCK = {"kind": "text", "markdown": "Ciao {nome|a tutti}, ecco le notizie."}


def make_list(name: str = "Notizie", *, number: int | None = None, **values: Any) -> NewsletterList:
    """A list that one may choose; ``confidential=True`` for an interest, whose figure first moves at five."""
    values = {"reached_slack": 0, **values}
    made = NewsletterList(name=name, number=next(numbers) % 256 if number is None else number, **values)
    db.session.add(made)
    db.session.flush()
    return made


def make_subscriber(
    address: str | None = None, *, name: str = "Bianca", lists: Iterable[NewsletterList] = (), **values: Any
) -> Subscriber:
    """Somebody who asked and confirmed, unless ``state`` says otherwise."""
    address = address or f"lettrice{next(numbers)}@posta.example"
    values = {
        "state": SubscriberState.CONFIRMED,
        "source": SubscriberSource.SITE,
        "confirmed_at": now(),
        **values,
    }
    made = Subscriber(address_digest=address_digest(address), **values)
    made.address, made.name, made.interests = address, name, as_mask(one.number for one in lists)
    db.session.add(made)
    db.session.flush()
    return made


def make_newsletter(subject: str = "Le notizie di novembre", **values: Any) -> Newsletter:
    """A draft for everybody with one block of text."""
    values = {"blocks": [TEXT_BLOCK], "audience": {"everybody": True}, **values}
    made = Newsletter(subject=subject, **values)
    db.session.add(made)
    db.session.flush()
    return made
