"""What a subscriber changes by themselves: how they are greeted, the language, what they receive."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from ama_net.across.newsletters.consent_words import shown_text
from ama_net.across.newsletters.interests import as_mask, chosen
from ama_net.across.newsletters.links import Reader
from ama_net.across.newsletters.models import NewsletterList, SubscriberState
from ama_net.across.newsletters.operations.holding import hold_subscriber, lock_row
from ama_net.across.newsletters.operations.proofs import write_proof
from ama_net.across.newsletters.operations.subscribing import LONGEST_NAME, open_numbers
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.web.forms import one_line
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record


@dataclass(frozen=True)
class Preferences:
    """What a subscriber wants, as a form says it."""

    name: str
    language: str
    lists: frozenset[int]
    page: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


def change_preferences(reader: Reader, wanted: Preferences, *, by: Actor) -> bool:
    """Keep what a subscriber wants; whether they still were one. Closed lists they had stay chosen, should one open again.

    Each saving is proved with the same words, whatever was chosen: neither proof nor audit tells what changed. Who may: who
    holds the link mailed to choose with; that of a newsletter changes nothing.
    """
    if not reader.chooses:
        return False
    subscriber = hold_subscriber(reader.subscriber_id)
    if subscriber is None or lock_row(subscriber).state != SubscriberState.CONFIRMED:
        return False
    subscriber.name = one_line(wanted.name)[:LONGEST_NAME]
    subscriber.language = wanted.language
    kept = chosen(subscriber.interests) & _closed_numbers()
    subscriber.interests = as_mask(kept | open_numbers(wanted.lists))
    proof = write_proof(subscriber, shown_text(), page=wanted.page, facts=wanted.facts)
    proof.confirmed_at = now()
    record(by=by, verb="subscriber.changed", subject=subscriber)
    db.session.flush()
    return True


def _closed_numbers() -> set[int]:
    closed = select(NewsletterList.number).where(NewsletterList.closed_at.is_not(None))
    return set(db.session.scalars(closed))
