"""The invented newsletters of the demonstration: lists, subscribers, two that left, one that waits, a draft, some returns.

What is past is written as it would stand by now (the addresses of those deliveries are forgotten); what is to come is decided by
the operations that decide it. No mail leaves.
"""

import random
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from uuid_utils.compat import uuid7

from ama_net.across.newsletters import demo_words as words
from ama_net.across.newsletters.addresses import address_digest, delivery_digest, hint_of
from ama_net.across.newsletters.audience import Audience
from ama_net.across.newsletters.audiences import recipients_after
from ama_net.across.newsletters.blocks import PickedSource
from ama_net.across.newsletters.consent_words import shown_text
from ama_net.across.newsletters.enrolling import enrol_people
from ama_net.across.newsletters.interests import as_mask
from ama_net.across.newsletters.models import (
    Delivery,
    DeliveryState,
    FeedbackKind,
    Newsletter,
    NewsletterList,
    NewsletterState,
    ReturnKind,
    Subscriber,
    SubscriberSource,
    SubscriberState,
    SubscriptionProof,
    Suppression,
    SuppressionReason,
)
from ama_net.across.newsletters.operations.archiving import set_archived
from ama_net.across.newsletters.operations.audiences import keep_audience
from ama_net.across.newsletters.operations.counting import count_topics
from ama_net.across.newsletters.operations.lists import ListFacts, add_list
from ama_net.across.newsletters.operations.returns import record_return
from ama_net.across.newsletters.operations.starting import schedule
from ama_net.across.newsletters.operations.writing import Words, create_newsletter
from ama_net.across.newsletters.picking import choices, pick
from ama_net.across.newsletters.rendering import render_newsletter
from ama_net.across.newsletters.returns import Returned
from ama_net.features.members.member_filters import is_member
from ama_net.features.members.models import Membership
from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.database import db
from ama_net.foundation.text import slugify
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import ConsentProof, ConsentSource, ContactKind, Person, give_consent
from ama_net.kernel.people.consent_texts import NEWSLETTER
from ama_net.kernel.people.operations.consents import kept_text
from ama_net.kernel.people.queries import in_force, reachable
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.sealed import sealer

RETURNS = (
    (ReturnKind.HARD, "5.1.1"),
    (ReturnKind.HARD, "5.1.1"),
    (ReturnKind.SOFT, "4.2.2"),
    (ReturnKind.COMPLAINT, ""),
)
EVERYBODY = Audience(everybody=True)


def seed_demo_newsletters(folder: Path) -> None:
    """Fill the room of the association in scope. Harmless to repeat."""
    cast = words.CASTS.get(folder.name)
    begun = db.session.scalar(select(NewsletterList.id).limit(1)) or db.session.scalar(select(Newsletter.id).limit(1))
    if cast is None or begun is not None or not current_tenant().identity.rooms.newsletters:
        return
    lists = _lists()
    _subscribers(cast.subscribers, lists, folder.name)
    _people(cast.members)
    enrol_people()
    count_topics()
    _audiences(lists)
    october = _left(words.october, weeks=6)
    november = _left(words.november, weeks=2)
    _come_back([november, november, november, october])
    waiting = _written(words.december(current_tenant().short_name))
    at = datetime.combine(today() + timedelta(days=9), time(10), tzinfo=ROME)
    schedule(waiting, at, by=SYSTEM)
    subject, preheader, blocks = words.unfinished()
    _written((subject, preheader, [*blocks, *_next_meeting()]))


def _next_meeting() -> list[dict[str, Any]]:
    """The next time of a group that anybody may come to, if there is one."""
    return [pick(PickedSource.EVENT, one.id).model_dump(mode="json") for one in choices(PickedSource.EVENT)[:1]]


def _lists() -> list[NewsletterList]:
    plain = [
        add_list(ListFacts(name, description=said, offered_first=name == words.NEWS), confidential=False, by=SYSTEM)
        for name, said in words.LISTS.items()
    ]
    topics = words.TOPICS.items()
    return plain + [add_list(ListFacts(name, description=said), confidential=True, by=SYSTEM) for name, said in topics]


def _subscribers(count: int, lists: list[NewsletterList], slug: str) -> None:
    """Most confirmed; one in twenty has not answered yet, one in twenty has left."""
    chance, text_id = random.Random(slug), kept_text(NEWSLETTER.key, shown_text()).id  # noqa: S311  # invented people
    seal = {name: sealer("subscribers", name) for name in ("address", "name", "interests")}
    people, proofs, gone = [], [], []
    for number in range(count):
        person, proof = _subscriber(number, chance, lists, seal)
        people.append(person)
        proofs.append({**proof, "text_id": text_id})
        if person["state"] == SubscriberState.LEFT:
            gone.append((person["address_digest"], person["left_at"]))
    db.session.execute(insert(Subscriber), people)
    db.session.execute(insert(SubscriptionProof), proofs)
    for digest, since in gone:
        row = Suppression(address_digest=digest, reason=SuppressionReason.LEFT, since=since)
        row.hint = hint_of("lettura@lettori.example")
        db.session.add(row)
    db.session.flush()


def _subscriber(
    number: int, chance: random.Random, lists: list[NewsletterList], seal: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    given, family = chance.choice(words.GIVEN_NAMES), chance.choice(words.FAMILY_NAMES)
    address = f"{slugify(given)}.{slugify(family)}.{number}@lettori.example"
    state = {0: SubscriberState.PENDING, 1: SubscriberState.LEFT}.get(number % 20, SubscriberState.CONFIRMED)
    row_id, asked = uuid7(), now() - timedelta(days=60 + chance.randrange(900) if number % 20 else 2, minutes=number)
    confirmed = None if state == SubscriberState.PENDING else asked + timedelta(minutes=7)
    left = now() - timedelta(days=chance.randrange(1, 28)) if state == SubscriberState.LEFT else None
    chosen = [
        lists[0].number,
        *(one.number for one in lists[1:] if chance.random() < (0.4 if one.confidential else 0.6)),
    ]
    person = {
        "id": row_id,
        "address_digest": address_digest(address),
        "state": state,
        "source": SubscriberSource.SITE,
        "language": "it",
        "confirmed_at": confirmed,
        "welcomed_at": confirmed,
        "left_at": left,
        "left_through": "one_click" if left else "",
        "created_at": asked,
        "updated_at": left or confirmed or asked,
        "address_sealed": seal["address"](row_id, address),
        "name_sealed": seal["name"](row_id, given) if number % 6 else None,
        "interests_sealed": seal["interests"](row_id, as_mask(chosen)),
    }
    given_proof = {"id": uuid7(), "subscriber_id": row_id, "source": SubscriberSource.SITE, "page": "/newsletter"}
    return person, {**given_proof, "given_at": asked, "confirmed_at": confirmed, "withdrawn_at": left}


def _people(count: int) -> None:
    """Some members consent to the newsletter, on paper."""
    members = select(Membership.person_id).where(is_member(), Membership.person_id.is_not(None))
    reached = (reachable(ContactKind.EMAIL), ~in_force(NEWSLETTER.key), Person.deceased_on.is_(None))
    for person in db.session.scalars(
        select(Person).where(Person.id.in_(members), *reached).order_by(Person.id).limit(count)
    ):
        proof = ConsentProof(ConsentSource.PAPER, given_at=now() - timedelta(days=200))
        give_consent(person, NEWSLETTER.key, text=NEWSLETTER.text(), proof=proof, by=SYSTEM)


def _audiences(lists: list[NewsletterList]) -> None:
    rooms = current_tenant().identity.rooms
    if rooms.members and rooms.volunteers:
        keep_audience("Soci e volontari di oggi", Audience(members=["active"], volunteers=["serving"]), by=SYSTEM)
    keep_audience("Chi segue incontri e corsi", Audience(lists=[lists[1].id]), by=SYSTEM)


def _written(said: tuple[str, str, list[dict[str, Any]]]) -> Newsletter:
    subject, preheader, blocks = said
    made = create_newsletter(by=SYSTEM, words=Words(subject=subject, preheader=preheader, blocks=blocks))
    made.audience = EVERYBODY.to_json()
    db.session.flush()
    return made


def _left(say: Any, *, weeks: int) -> Newsletter:
    """A newsletter that left weeks ago, every message of it taken."""
    at = datetime.combine(today() - timedelta(weeks=weeks), time(10), tzinfo=ROME)
    made = _written(say(current_tenant().short_name))
    made.started_at = at  # the day that is written on it
    rendered = render_newsletter(made)
    made.frozen_html, made.frozen_text = rendered.html, rendered.text
    rows = [
        {
            "id": uuid7(),
            "newsletter_id": made.id,
            "digest": delivery_digest(made.id, one.address),
            "state": DeliveryState.SENT,
            "attempts": 1,
            "due_at": at,
            "settled_at": at + timedelta(minutes=place // 20),
        }
        for place, one in enumerate(recipients_after(EVERYBODY, after=None, asked_until=at, limit=5_000))
    ]
    if rows:
        db.session.execute(insert(Delivery), rows)
    made.state, made.recipients, made.unsubscribed = NewsletterState.SENT, len(rows), 2
    made.scheduled_at = made.frozen_at = made.created_at = at
    made.finished_at = made.worked_at = at + timedelta(minutes=len(rows) // 20)
    db.session.flush()
    set_archived(made, True, by=SYSTEM)
    made.archived_at = made.finished_at
    db.session.flush()
    return made


def _come_back(newsletters: list[Newsletter]) -> None:
    """Some messages that came back, as a provider tells of them."""
    readers = recipients_after(EVERYBODY, after=None, asked_until=now() - timedelta(days=50), limit=len(RETURNS))
    for newsletter, reader, (kind, code) in zip(newsletters, readers, RETURNS, strict=False):
        delivery_id = _delivery_of(newsletter, reader.address)
        key = address_digest(f"{newsletter.id}{reader.subscriber_id}")
        returned = Returned(kind, reader.address, delivery_id, None, code, FeedbackKind.POSTMARK, key)
        record_return(returned, by=SYSTEM)


def _delivery_of(newsletter: Newsletter, address: str) -> UUID | None:
    mine = select(Delivery.id).where(Delivery.newsletter_id == newsletter.id)
    return db.session.scalar(mine.where(Delivery.digest == delivery_digest(newsletter.id, address)))
