"""Leaving: in one click, for whoever has a link of the mailbox, and for good (GDPR art. 7.3, RFC 8058)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from ama_net.across.newsletters.addresses import hint_of
from ama_net.across.newsletters.interests import NOTHING
from ama_net.across.newsletters.links import Reader
from ama_net.across.newsletters.models import Newsletter, Subscriber, SubscriberState, SuppressionReason
from ama_net.across.newsletters.operations.holding import (
    hold_addresses_of,
    hold_subscriber,
    hold_with_theirs,
    lock_rows,
    people_behind,
)
from ama_net.across.newsletters.operations.memory import memory_of
from ama_net.across.newsletters.operations.proofs import withdraw_proofs
from ama_net.across.newsletters.operations.suppressing import suppress_digest
from ama_net.foundation.clock import now
from ama_net.foundation.crypto import digest_token
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import Person, withdraw_consent
from ama_net.kernel.people.consent_texts import NEWSLETTER

BY_THEMSELVES = frozenset({"link", "one_click", "preferences"})
"""By who has a link of the mailbox."""

IN_THE_AUDIT = frozenset({"area", "office", "register"})
"""What the audit says whose it is. Of the others only that somebody left: the moment would tell after which newsletter. The day
and the moment of each are in their own row and proofs.
"""


def leave(reader: Reader, *, through: str, by: Actor, memory: str = "") -> Subscriber | None:
    """Let a subscriber go: nothing is sent any more, what they proved is withdrawn, their address is put among the excluded.

    Done twice it is done once. ``through``: ``link``, ``one_click``, ``preferences``, ``area``, ``office``, ``returned``,
    ``complaint``. None when the row is gone. Who may: who holds a link of the mailbox; the person in their area; the office
    with SUBSCRIBERS_EDIT, for what it was told. The newsletter it came through counts one more, and keeps not who.
    ``memory``: of the page whose button was pressed (``memory.py``): that page may take it back.
    """
    digest = db.session.scalar(select(Subscriber.address_digest).where(Subscriber.id == reader.subscriber_id))
    digests = hold_with_theirs(digest) if digest is not None else []
    subscriber = hold_subscriber(reader.subscriber_id)
    if subscriber is None:
        return None
    if subscriber.state != SubscriberState.LEFT and reader.newsletter_id is not None:
        count_one_gone(reader.newsletter_id)
    lock_rows(digests)
    left_at = now()
    if subscriber.state != SubscriberState.LEFT:
        remembers = through in BY_THEMSELVES and subscriber.state == SubscriberState.CONFIRMED
        subscriber.left_with = digest_token(memory or memory_of(subscriber, reader)) if remembers else None
        _let_go(subscriber, through, by, at=left_at)
    reason = SuppressionReason.COMPLAINT if through == "complaint" else SuppressionReason.LEFT
    hint = hint_of(subscriber.address) if subscriber.address else ""
    suppress_digest(subscriber.address_digest, hint=hint, reason=reason, by=by)
    _withdraw_consents(subscriber, left_at, by, unnamed=through not in IN_THE_AUDIT)
    db.session.flush()
    return subscriber


def count_one_gone(newsletter_id: UUID, *, less: bool = False) -> None:
    """One more left through a newsletter; or one less, who took it back."""
    newsletter = update(Newsletter).where(Newsletter.id == newsletter_id)
    counted = newsletter.values(unsubscribed=func.greatest(Newsletter.unsubscribed + (-1 if less else 1), 0))
    db.session.execute(counted.execution_options(synchronize_session=False))


def _let_go(subscriber: Subscriber, through: str, by: Actor, *, at: datetime) -> None:
    subscriber.state, subscriber.left_at, subscriber.left_through = SubscriberState.LEFT, at, through
    subscriber.interests = NOTHING  # what was consented to with them is withdrawn: nothing needs them any more
    withdraw_proofs(subscriber, at=at)
    if through in IN_THE_AUDIT and by.account_id is not None:  # in the register it may follow from a link too
        record(by=by, verb="subscriber.left", subject=subscriber, changes={"through": through})
    else:
        record(by=by, verb="subscriber.left")


def let_go_everywhere(person_id: UUID, *, by: Actor) -> None:
    """Whoever withdraws their consent in the register is written to at no address of theirs, subscribed there or by themselves.

    Not excluded: a new consent, or asking again, is enough to be back. An address that is of another person too stays theirs.
    """
    digests = hold_addresses_of([person_id])
    for subscriber in lock_rows(digests):
        theirs = subscriber.person_id in (None, person_id)
        if theirs and subscriber.state == SubscriberState.CONFIRMED:
            subscriber.person_id = person_id
            _let_go(subscriber, "register", by, at=now())
    db.session.flush()


def _withdraw_consents(subscriber: Subscriber, at: datetime, by: Actor, *, unnamed: bool) -> None:
    """Whoever of the register has this address, or had it here, consents to no newsletter any more: the consent is what counts.

    Also by the link of an old newsletter, to an address that is not theirs any more or that was emptied.
    """
    people = select(Person).where(Person.id.in_(people_behind(subscriber.address_digest))).order_by(Person.id)
    for person in db.session.scalars(people).all():
        withdraw_consent(person, NEWSLETTER.key, by=by, at=at, unnamed=unnamed)
