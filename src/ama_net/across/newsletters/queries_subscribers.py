"""Subscriptions and excluded addresses as the office lists them: never what anybody chose."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer, with_expression

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.models import (
    Subscriber,
    SubscriberImport,
    SubscriberState,
    SubscriptionProof,
    Suppression,
)
from ama_net.across.newsletters.subscriber_words import LANGUAGES, REASONS, SOURCES, STATES
from ama_net.foundation.clock import ROME
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.people import ConsentText


def _month(moment: datetime | None) -> str:
    """By the month, as pages tell it: the day would tell after which newsletter somebody left."""
    return moment.astimezone(ROME).strftime("%m/%Y") if moment else ""


SUBSCRIBERS = Listing(
    Column("address", _l("Indirizzo"), value=lambda one: one.address or ""),
    Column("name", _l("Nome"), value=lambda one: one.name or ""),
    Column("state", _l("Stato"), value=lambda one: str(STATES[one.state])),
    Column("source", _l("Come è arrivata"), value=lambda one: str(SOURCES[one.source])),
    Column("language", _l("Lingua"), value=lambda one: str(LANGUAGES[one.language]), shown=False),
    Column("created_at", _l("Dal"), sort=Subscriber.created_at),
    Column("confirmed_at", _l("Confermata"), shown=False),
    Column("left_at", _l("Non riceve più dal"), value=lambda one: _month(one.left_at), shown=False),
    Column("excluded", _l("Escluso"), value=lambda one: str(REASONS.get(one.excluded_as, "")), shown=False),
    filters=(
        Filter("state", _l("Stato"), Subscriber.state, STATES),
        Filter("source", _l("Come è arrivata"), Subscriber.source, SOURCES),
        Filter("language", _l("Lingua"), Subscriber.language, LANGUAGES),
    ),
    order="-created_at",
)
SUPPRESSIONS = Listing(
    Column("hint", _l("Indirizzo"), value=lambda one: one.hint or ""),
    Column("reason", _l("Perché"), value=lambda one: str(REASONS[one.reason])),
    Column("since", _l("Dal"), sort=func.date_trunc("month", Suppression.since, str(ROME))),
    filters=(Filter("reason", _l("Perché"), Suppression.reason, REASONS),),
    order="-since",
)


def subscribers() -> Select[Subscriber]:
    """Every subscription; what was chosen is not even read."""
    return select(Subscriber).options(defer(Subscriber.interests_sealed, raiseload=True))


def subscribers_to_take_away() -> Select[Subscriber]:
    """The same, with who is excluded: where they go, they must not be written to either."""
    why = select(Suppression.reason).where(Suppression.address_digest == Subscriber.address_digest).scalar_subquery()
    return subscribers().options(with_expression(Subscriber.excluded_as, why))


def suppressions() -> Select[Suppression]:
    """Every excluded address."""
    return select(Suppression)


def reasons() -> dict[str, int]:
    """How many addresses are excluded for each reason, those of which there are some."""
    counting = select(Suppression.reason, func.count()).group_by(Suppression.reason)
    found = {reason: number for reason, number in db.session.execute(counting)}  # noqa: C416  # rows are not pairs for mypy
    return {reason: found[reason] for reason in REASONS if reason in found}


def states() -> dict[str, int]:
    """How many subscriptions are in each state."""
    counting = select(Subscriber.state, func.count()).group_by(Subscriber.state)
    found = {state: number for state, number in db.session.execute(counting)}  # noqa: C416  # rows are not pairs for mypy
    return {state: found.get(state, 0) for state in SubscriberState}


def subscriber_of(subscriber_id: UUID) -> Subscriber | None:
    """A subscription, without what was chosen."""
    return db.session.scalar(subscribers().where(Subscriber.id == subscriber_id))


def subscriber_at(address: str) -> Subscriber | None:
    """That of an address, typed whole."""
    return db.session.scalar(subscribers().where(Subscriber.address_digest == address_digest(address)))


def suppression_at(address: str) -> Suppression | None:
    """The excluded address that was typed whole."""
    return db.session.scalar(suppressions().where(Suppression.address_digest == address_digest(address)))


def suppression_for(subscriber: Subscriber) -> Suppression | None:
    """Whether a subscriber's address is excluded."""
    return db.session.scalar(suppressions().where(Suppression.address_digest == subscriber.address_digest))


def proofs_of(subscriber: Subscriber) -> Sequence[tuple[SubscriptionProof, str]]:
    """Their proofs with the words as shown, newest first."""
    mine = (
        select(SubscriptionProof, ConsentText.body)
        .join(ConsentText, ConsentText.id == SubscriptionProof.text_id)
        .where(SubscriptionProof.subscriber_id == subscriber.id)
        .order_by(SubscriptionProof.given_at.desc(), SubscriptionProof.id.desc())
    )
    return [(proof, body) for proof, body in db.session.execute(mine)]


def latest_imports() -> Sequence[SubscriberImport]:
    """The last files, without what they say."""
    light = select(SubscriberImport).options(defer(SubscriberImport.rows_sealed))
    return db.session.scalars(light.order_by(SubscriberImport.created_at.desc()).limit(20)).all()
