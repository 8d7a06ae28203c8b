"""A reader's own data, to take away (GDPR art. 15 and 20): all that is kept of their address here, and nothing of others.

What the register keeps of a person is not here: the link shows that a mailbox is somebody's, not who they are.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import any_, cast, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import LargeBinary

from ama_net.across.newsletters.addresses import delivery_digest
from ama_net.across.newsletters.interests import chosen
from ama_net.across.newsletters.models import (
    Delivery,
    MailReturn,
    Newsletter,
    NewsletterList,
    Subscriber,
    SubscriberSource,
    SubscriptionProof,
)
from ama_net.across.newsletters.operations.proofs import facts_of
from ama_net.across.newsletters.queries_subscribers import proofs_of
from ama_net.across.newsletters.subscriber_words import LANGUAGES, SOURCES, STATES
from ama_net.foundation.clock import ROME, now
from ama_net.foundation.database import db
from ama_net.kernel.tenancy import current_tenant

Told = dict[str, Any]


def own_data(subscriber: Subscriber) -> Told:
    """What is kept of a subscriber, under words they understand. For who holds the link mailed to choose with."""
    topics, plain = _lists_of(subscriber)
    told = {
        _("Associazione"): current_tenant().name,
        _("Scritto il"): _when(now()),
        _("Indirizzo"): subscriber.address,
        _("Nome"): subscriber.name or "",
        _("Lingua"): str(LANGUAGES[subscriber.language]),
        _("Stato"): str(STATES[subscriber.state]),
        _("Come è arrivata"): str(SOURCES[subscriber.source]),
        _("Scritta qui"): _when(subscriber.created_at),
        _("Confermata"): _when(subscriber.confirmed_at),
        _("Che cosa ricevi"): plain,
        _("Argomenti scelti"): topics,
        _("Prove del consenso"): [_proof(proof, words) for proof, words in proofs_of(subscriber)],
        _("Newsletter spedite a questo indirizzo"): _sent_to(subscriber.address or ""),
        _("Messaggi tornati indietro"): _returned(subscriber),
    }
    if subscriber.source == SubscriberSource.PERSON:
        told[_("Nota")] = _(
            "La newsletter arriva per un consenso dato all'associazione: quello e gli altri dati si chiedono a lei."
        )
    return told


def deliveries_to(address: str) -> dict[UUID, bytes]:
    """The digest of an address in each newsletter that has begun."""
    begun = select(Newsletter.id).where(Newsletter.started_at.is_not(None))
    return {one: delivery_digest(one, address) for one in db.session.scalars(begun)}


def among_digests(digests: Sequence[bytes]) -> Any:
    """The condition that a delivery is one of some digests."""
    return Delivery.digest == any_(cast(list(digests), ARRAY(LargeBinary)))


def _lists_of(subscriber: Subscriber) -> tuple[list[str], list[str]]:
    """The topics and the other lists they chose, also those closed since."""
    mine = chosen(subscriber.interests)
    rows = db.session.scalars(select(NewsletterList).order_by(NewsletterList.position, NewsletterList.number))
    kept = [one for one in rows if one.number in mine]
    return [one.name for one in kept if one.confidential], [one.name for one in kept if not one.confidential]


def _proof(proof: SubscriptionProof, words: str) -> Told:
    told = {
        _("Chiesta"): _when(proof.given_at),
        _("Come"): str(SOURCES[proof.source]),
        _("Pagina"): proof.page,
        _("Confermata"): _when(proof.confirmed_at),
        _("Ritirata"): _when(proof.withdrawn_at),
        _("Parole mostrate"): words,
    }
    names = {"network": _("Indirizzo di rete"), "browser": _("Browser"), "file": _("File"), "row": _("Riga")}
    return {**told, **{names.get(name, name): value for name, value in facts_of(proof).items()}}


def _sent_to(address: str) -> list[Told]:
    digests = deliveries_to(address)
    wanted = (
        select(Newsletter.subject, Delivery.settled_at)
        .join(Delivery, Delivery.newsletter_id == Newsletter.id)
        .where(Newsletter.id.in_(digests), among_digests(list(digests.values())), Delivery.state == "sent")
        .order_by(Delivery.settled_at)
    )
    return [{_("Oggetto"): subject, _("Quando"): _when(at)} for subject, at in db.session.execute(wanted)]


def _returned(subscriber: Subscriber) -> list[Told]:
    theirs = select(MailReturn).where(MailReturn.address_digest == subscriber.address_digest)
    rows = db.session.scalars(theirs.order_by(MailReturn.received_at))
    return [{_("Quando"): _when(row.received_at), _("Perché"): row.code or row.kind} for row in rows]


def _when(moment: datetime | None) -> str:
    return moment.astimezone(ROME).isoformat(timespec="minutes") if moment else ""
