"""Subscribing in two steps: asking, and answering the mail that asks whether it was really them (double opt-in)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from ama_net.across.newsletters.addresses import address_digest, mailbox_digest
from ama_net.across.newsletters.consent_words import shown_text
from ama_net.across.newsletters.interests import as_mask, chosen
from ama_net.across.newsletters.knowing import person_at
from ama_net.across.newsletters.models import (
    NewsletterList,
    Subscriber,
    SubscriberSource,
    SubscriberState,
    SubscriptionProof,
    SuppressionReason,
)
from ama_net.across.newsletters.operations.holding import (
    hold_address,
    hold_mailbox,
    hold_subscriber,
    lock_row,
    row_of,
)
from ama_net.across.newsletters.operations.mailing import (
    ALREADY,
    LASTS,
    WELCOME,
    choices,
    mail,
    send_confirmation,
    send_nothing,
    written_enough,
)
from ama_net.across.newsletters.operations.proofs import close_proof, what_was_asked, write_proof
from ama_net.across.newsletters.operations.suppressing import lift, suppression_of
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.foundation.clock import now
from ama_net.foundation.crypto import digest_token
from ama_net.foundation.database import db
from ama_net.foundation.web.forms import one_line
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import Consent
from ama_net.kernel.people.consent_texts import NEWSLETTER
from ama_net.kernel.tenancy.settings import read_settings

LONGEST_NAME = 80
LIFTED_BY_CONFIRMING = (SuppressionReason.LEFT, SuppressionReason.HARD_BOUNCE, SuppressionReason.SOFT_BOUNCES)


class LinkOver(LookupError):
    """The link confirms nothing: it was never made, its days are over, or who it is of has left since."""


@dataclass(frozen=True)
class Asking:
    """What somebody asked with a form. ``lists`` are numbers; ``facts`` is the rest of the proof (network, browser).

    ``own``: who asks is signed in with that very address, which no stranger is: no limit of mails stops them.
    """

    address: str
    name: str = ""
    language: str = "it"
    lists: frozenset[int] = frozenset()
    page: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    own: bool = False


def ask(asking: Asking, *, by: Actor) -> None:
    """Write down that somebody asked to be written to, and write to them to confirm. Anybody may ask, for any address.

    Nothing tells what an address was before: who is subscribed is written that they are, and nothing of theirs changes.
    Asked again within an hour no second mail leaves, and nothing changes: each link confirms what was asked with it, and the
    older ones stand until their days are over, so that nobody takes the place of who asked by asking after them.
    """
    digest = address_digest(asking.address)
    hold_address(digest)
    hold_mailbox(mailbox_digest(asking.address))
    subscriber = row_of(digest, source=SubscriberSource.SITE, language=asking.language)
    enough, receives = written_enough(subscriber, asking.address, own=asking.own), is_written_to(subscriber)
    if enough:
        send_nothing(subscriber, asking.address, asking.language)
    elif receives:
        mail(subscriber, ALREADY, choices(subscriber), to=asking.address, language=asking.language)
    else:
        _ask_to_confirm(subscriber, asking, by)


def confirm(token: str, *, by: Actor) -> Subscriber:
    """Answer the mail: from now on newsletters are sent, as it was asked with that very link. Pressed again it changes nothing.

    That mail came back, or that they left, is lifted: it was asked for from that very mailbox. A complaint, or an address the
    office excluded, is not: only the office lifts those. Who may: who holds the link.

    Raises:
        LinkOver: as there.
    """
    subscriber = hold_subscriber(asked_with(token).id)
    if subscriber is None:
        raise LinkOver
    lock_row(subscriber)
    proof = _proof_of(token)  # again: they may have left before they were held
    pressed_before = subscriber.state == SubscriberState.CONFIRMED and proof.confirmed_at is not None
    if not pressed_before and not is_written_to(subscriber):
        _take_what_was_asked(subscriber, proof)
        make_confirmed(subscriber, by=by)
        record(by=by, verb="subscriber.confirmed", subject=subscriber)
        if is_written_to(subscriber):
            welcome(subscriber)
    return subscriber


def asked_with(token: str) -> Subscriber:
    """Whose link it is; looking confirms nothing.

    Raises:
        LinkOver: as there.
    """
    return _proof_of(token).subscriber


def chosen_with(token: str) -> set[int]:
    """The numbers of the lists that a link confirms: shown before it is pressed, for somebody else may have chosen them.

    Raises:
        LinkOver: as there.
    """
    return chosen(what_was_asked(_proof_of(token)).get("interests"))


def make_confirmed(subscriber: Subscriber, *, by: Actor) -> None:
    """Write to a held subscriber from now on, unless they complained or the office excluded their address."""
    subscriber.state, subscriber.confirmed_at = SubscriberState.CONFIRMED, now()
    subscriber.left_at, subscriber.left_through = None, ""
    subscriber.person_id = person_at(subscriber.address or "") or subscriber.person_id
    excluded = suppression_of(subscriber.address_digest)
    if excluded is not None and excluded.reason in LIFTED_BY_CONFIRMING:
        lift(subscriber.address_digest, by=by)
    db.session.flush()


def welcome(subscriber: Subscriber) -> None:
    """Greet who is subscribed now, where the association does."""
    if read_settings(NewsletterSettings).welcomes:
        subscriber.welcomed_at = now()
        mail(subscriber, WELCOME, choices(subscriber))


def is_written_to(subscriber: Subscriber) -> bool:
    """Whether newsletters go to a subscriber now; of somebody of the register the consent counts too."""
    if subscriber.state != SubscriberState.CONFIRMED or suppression_of(subscriber.address_digest) is not None:
        return False
    if subscriber.source != SubscriberSource.PERSON:
        return True
    theirs = select(Consent).where(Consent.person_id == subscriber.person_id, Consent.purpose == NEWSLETTER.key)
    return any(consent.in_force for consent in db.session.scalars(theirs))


def open_numbers(numbers: frozenset[int]) -> frozenset[int]:
    """Those of some lists that one may choose today."""
    offered = select(NewsletterList.number).where(NewsletterList.closed_at.is_(None))
    return numbers & frozenset(db.session.scalars(offered))


def _ask_to_confirm(subscriber: Subscriber, asking: Asking, by: Actor) -> None:
    """Only where to write is kept with the row; what was chosen waits beside the link, and is nobody's until it is pressed."""
    if subscriber.state != SubscriberState.CONFIRMED:  # whose mail came back stays as they are until they confirm
        subscriber.state, subscriber.source = SubscriberState.PENDING, SubscriberSource.SITE
        subscriber.language = asking.language
        subscriber.address = asking.address.strip().lower()
    asked = {"name": one_line(asking.name)[:LONGEST_NAME], "interests": as_mask(open_numbers(asking.lists))}
    proof = write_proof(subscriber, shown_text(), page=asking.page, facts=asking.facts, asked=asked)
    proof.source = SubscriberSource.SITE
    record(by=by, verb="subscriber.asked", subject=subscriber)
    send_confirmation(subscriber, proof)


def _proof_of(token: str) -> SubscriptionProof:
    """The asking that a link confirms: not one that is over, nor of before who it is of left."""
    wanted = (
        select(SubscriptionProof)
        .join(Subscriber, Subscriber.id == SubscriptionProof.subscriber_id)
        .where(
            SubscriptionProof.token_digest == digest_token(token),
            SubscriptionProof.token_until > now(),
            SubscriptionProof.withdrawn_at.is_(None),
            func.coalesce(SubscriptionProof.token_until > Subscriber.left_at + LASTS, True),
        )
    )
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    if found is None:
        raise LinkOver
    return found


def _take_what_was_asked(subscriber: Subscriber, proof: SubscriptionProof) -> None:
    subscriber.source = proof.source
    asked = close_proof(proof)
    subscriber.name = asked.get("name", subscriber.name)
    subscriber.interests = asked.get("interests", subscriber.interests)
