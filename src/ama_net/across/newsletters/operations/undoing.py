"""Leaving by mistake: within an hour, the page that left, or a link mailed to that mailbox alone, takes it back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from ama_net.across.newsletters.links import Reader
from ama_net.across.newsletters.models import (
    MailReturn,
    Newsletter,
    ReturnKind,
    Subscriber,
    SubscriberState,
    SubscriptionProof,
    SuppressionReason,
)
from ama_net.across.newsletters.operations.holding import hold_subscriber, hold_with_theirs, lock_rows, people_behind
from ama_net.across.newsletters.operations.leaving import BY_THEMSELVES, count_one_gone
from ama_net.across.newsletters.operations.memory import Remembered, left_with
from ama_net.across.newsletters.operations.proofs import say_again
from ama_net.across.newsletters.operations.suppressing import lift, suppression_of
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import Consent, ConsentProof, ConsentSource, Person, ShownText, give_consent
from ama_net.kernel.people.consent_texts import NEWSLETTER

WITHIN = timedelta(hours=1)


def may_undo(subscriber: Subscriber) -> bool:
    """Whether somebody left by themselves within the hour, who had been written to until then, and has complained of nothing."""
    left = subscriber.left_at
    if subscriber.state != SubscriberState.LEFT or subscriber.left_through not in BY_THEMSELVES or left is None:
        return False
    if subscriber.left_with is None:  # they were not written to: nothing was confirmed
        return False
    excluded = suppression_of(subscriber.address_digest)
    if left <= now() - WITHIN or excluded is None or excluded.reason != SuppressionReason.LEFT:
        return False
    if db.session.scalar(_complaints(subscriber, left).limit(1)):
        return False
    return bool(
        db.session.scalar(_proofs(subscriber, left).limit(1)) or db.session.scalar(_consents(subscriber, left).limit(1))
    )


def undo_leaving(
    reader: Reader, *, memory: str = "", page: str = "", facts: Mapping[str, str] | None = None, by: Actor
) -> bool:
    """Take back a leaving; whether it could be. The old proofs stay withdrawn: a new one says when and how it was taken back.

    Who may: within the hour, of what they did with a link themselves, the page that left (``memory``), or who holds a link to
    choose, which goes to that mailbox alone; never who holds another link of a newsletter, which is forwarded. Never of what
    the office, the register or a complaint did. Topics, and the newsletter's figure, come back with ``memory`` alone.
    """
    digest = db.session.scalar(select(Subscriber.address_digest).where(Subscriber.id == reader.subscriber_id))
    digests = hold_with_theirs(digest) if digest is not None else []
    subscriber = hold_subscriber(reader.subscriber_id)
    if subscriber is None:
        return False
    remembered = left_with(subscriber, memory)
    if remembered is not None and remembered.newsletter_id is not None:
        _hold_newsletter(remembered.newsletter_id)
    lock_rows(digests)
    left = subscriber.left_at
    if left is None or not (remembered or reader.chooses) or not may_undo(subscriber):
        return False
    _prove_again(subscriber, left, page, facts or {}, by)
    _bring_back(subscriber, remembered or Remembered(), by)
    return True


def others_left(subscriber: Subscriber) -> bool:
    """Whether another address of the same person was let go with that leaving: it does not come back with this one."""
    theirs = Subscriber.person_id.in_(people_behind(subscriber.address_digest)) & (Subscriber.id != subscriber.id)
    let_go = (Subscriber.left_through == "register") & (Subscriber.left_at >= subscriber.left_at)
    return db.session.scalar(select(Subscriber.id).where(theirs, let_go).limit(1)) is not None


def _hold_newsletter(newsletter_id: UUID) -> None:
    """Before any subscriber's row, as who leaves does (docs/architecture.md)."""
    db.session.execute(select(Newsletter.id).where(Newsletter.id == newsletter_id).with_for_update())


def _bring_back(subscriber: Subscriber, remembered: Remembered, by: Actor) -> None:
    subscriber.state, subscriber.left_at, subscriber.left_through = SubscriberState.CONFIRMED, None, ""
    subscriber.left_with, subscriber.interests = None, remembered.interests
    lift(subscriber.address_digest, by=by)
    if remembered.newsletter_id is not None:
        count_one_gone(remembered.newsletter_id, less=True)
    record(by=by, verb="subscriber.stayed")
    db.session.flush()


def _prove_again(subscriber: Subscriber, left: datetime, page: str, facts: Mapping[str, str], by: Actor) -> None:
    """What was withdrawn with that leaving, and nothing withdrawn before or elsewhere, is said anew, with the same words."""
    proof = db.session.scalar(_proofs(subscriber, left).order_by(SubscriptionProof.confirmed_at.desc()).limit(1))
    if proof is not None:
        say_again(proof, page=page, facts=facts)
    newest = {consent.person_id: consent for consent in db.session.scalars(_consents(subscriber, left))}
    for consent in newest.values():
        given = ConsentProof(ConsentSource.FORM, page=page, facts=dict(facts))
        text = ShownText(consent.text.version, consent.text.body)
        give_consent(
            db.session.get_one(Person, consent.person_id), NEWSLETTER.key, text=text, proof=given, by=by, unnamed=True
        )


def _proofs(subscriber: Subscriber, left: datetime) -> Select[Any]:
    return select(SubscriptionProof).where(
        SubscriptionProof.subscriber_id == subscriber.id,
        SubscriptionProof.confirmed_at.is_not(None),
        SubscriptionProof.withdrawn_at == left,
    )


def _complaints(subscriber: Subscriber, left: datetime) -> Select[Any]:
    mine = MailReturn.address_digest == subscriber.address_digest
    return select(MailReturn.id).where(mine, MailReturn.kind == ReturnKind.COMPLAINT, MailReturn.received_at >= left)


def _consents(subscriber: Subscriber, left: datetime) -> Select[Any]:
    """Those of the living who have this address that were in force until that leaving, the oldest first."""
    mine = Consent.person_id.in_(people_behind(subscriber.address_digest))
    withdrawn = (Consent.purpose == NEWSLETTER.key, Consent.withdrawn_at == left, Person.deceased_on.is_(None))
    stood = or_(Consent.needs_confirmation.is_(False), Consent.confirmed_at.is_not(None))
    theirs = select(Consent).join(Person, Person.id == Consent.person_id).where(mine, stood, *withdrawn)
    return theirs.order_by(Consent.person_id, Consent.given_at)
