"""Proofs that somebody asked: written when they ask, closed once when they confirm, once when they leave (GDPR art. 7.1)."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from ama_net.across.newsletters.models import Subscriber, SubscriptionProof
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.people.consent_texts import NEWSLETTER
from ama_net.kernel.people.operations.consents import ShownText, kept_text

LONGEST_FACT = 300


def write_proof(
    subscriber: Subscriber,
    text: ShownText,
    *,
    page: str = "",
    facts: Mapping[str, str] | None = None,
    given_at: datetime | None = None,
    recorded_by: UUID | None = None,
    asked: Mapping[str, str] | None = None,
) -> SubscriptionProof:
    """Keep how a subscriber asked, with the words as they were shown, and what they asked until it is confirmed."""
    proof = SubscriptionProof(
        subscriber_id=subscriber.id,
        text_id=kept_text(NEWSLETTER.key, text).id,
        source=subscriber.source,
        page=page[:LONGEST_FACT],
        given_at=given_at or now(),
        recorded_by=recorded_by,
    )
    db.session.add(proof)
    db.session.flush()
    proof.facts = json.dumps({key: value[:LONGEST_FACT] for key, value in (facts or {}).items()}, ensure_ascii=False)
    proof.asked = json.dumps(asked, ensure_ascii=False) if asked else None
    db.session.flush()
    return proof


def close_proof(proof: SubscriptionProof) -> dict[str, str]:
    """This asking, and no other, is of who confirmed now; what was asked with it, which is kept here no longer."""
    asked = what_was_asked(proof)
    proof.confirmed_at, proof.asked = now(), None
    db.session.flush()
    return asked


def what_was_asked(proof: SubscriptionProof) -> dict[str, str]:
    """What waits beside the link until it is pressed."""
    return dict(json.loads(proof.asked or "{}"))


def say_again(proof: SubscriptionProof, *, page: str, facts: Mapping[str, str]) -> None:
    """What a withdrawn proof said, said anew by who took their leaving back, with the words of then. The old one stays withdrawn."""
    again = _copy_of(proof, page=page[:LONGEST_FACT], confirmed_at=(moment := now()), given_at=moment)
    again.facts = json.dumps({key: value[:LONGEST_FACT] for key, value in facts.items()}, ensure_ascii=False)
    db.session.flush()


def ask_once_more(proof: SubscriptionProof) -> SubscriptionProof:
    """The same asking, to be given a second link: the first stays good, wherever its mail is. A third takes the second's place."""
    same = (SubscriptionProof.subscriber_id == proof.subscriber_id, SubscriptionProof.given_at == proof.given_at)
    kept = db.session.scalars(select(SubscriptionProof).where(*same).order_by(SubscriptionProof.id)).all()
    if len(kept) > 1:
        return kept[-1]
    again = _copy_of(proof, page=proof.page, given_at=proof.given_at, recorded_by=proof.recorded_by)
    again.facts, again.asked = proof.facts, proof.asked
    db.session.flush()
    return again


def _copy_of(proof: SubscriptionProof, **values: Any) -> SubscriptionProof:
    copy = SubscriptionProof(subscriber_id=proof.subscriber_id, text_id=proof.text_id, source=proof.source, **values)
    db.session.add(copy)
    db.session.flush()
    return copy


def withdraw_proofs(subscriber: Subscriber, *, at: datetime) -> None:
    """None of their proofs stands any more."""
    mine = (SubscriptionProof.subscriber_id == subscriber.id) & SubscriptionProof.withdrawn_at.is_(None)
    db.session.execute(update(SubscriptionProof).where(mine).values(withdrawn_at=at, asked_sealed=None))


def facts_of(proof: SubscriptionProof) -> dict[str, str]:
    """What else shows it: address of the network and browser, or what a paper said."""
    return dict(json.loads(proof.facts or "{}"))
