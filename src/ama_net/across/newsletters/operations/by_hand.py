"""What the office writes for who told it so: a subscription signed on paper, somebody who wants out, an address excluded."""

from dataclasses import dataclass
from datetime import date, datetime, time

from flask_babel import lazy_gettext as _l

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.consent_words import declared_text
from ama_net.across.newsletters.interests import NOTHING
from ama_net.across.newsletters.links import Reader
from ama_net.across.newsletters.models import (
    Readmission,
    Subscriber,
    SubscriberSource,
    Suppression,
    SuppressionReason,
)
from ama_net.across.newsletters.operations.holding import hold_address, row_of
from ama_net.across.newsletters.operations.leaving import leave
from ama_net.across.newsletters.operations.proofs import close_proof, write_proof
from ama_net.across.newsletters.operations.subscribing import LONGEST_NAME, is_written_to, make_confirmed, welcome
from ama_net.across.newsletters.operations.suppressing import lift, suppress, suppression_of
from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.web.forms import one_line
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact


@dataclass(frozen=True)
class OnPaper:
    """Who signed, when, and what the paper says."""

    address: str
    name: str
    language: str
    given_on: date
    words: str


def add_on_paper(paper: OnPaper, *, by: Actor) -> Subscriber:
    """Subscribe somebody who signed a paper that the office keeps; they are welcomed, and from there choose what they receive.

    Who may: SUBSCRIBERS_EDIT. Interests are never written by others.

    Raises:
        WrongFact: a day to come, an address that is subscribed, or one that is excluded.
    """
    if paper.given_on > today():
        raise WrongFact("given_on", _l("Questa data è nel futuro."))
    digest = address_digest(paper.address)
    hold_address(digest)
    if suppression_of(digest) is not None:
        raise WrongFact(
            "email",
            _l("Questo indirizzo è fra quelli esclusi. Se l'ha chiesto, prima si riammette da «Indirizzi esclusi»."),
        )
    row = row_of(digest, source=SubscriberSource.OFFICE, language=paper.language)
    if is_written_to(row):
        raise WrongFact("email", _l("Questo indirizzo riceve già la newsletter."))
    _write(row, paper)
    given_at = min(datetime.combine(paper.given_on, time(12), tzinfo=ROME), now())
    facts = {"paper": paper.words}
    proof = write_proof(row, declared_text(paper.words), facts=facts, given_at=given_at, recorded_by=by.account_id)
    make_confirmed(row, by=by)
    close_proof(proof)
    record(by=by, verb="subscriber.added", subject=row)
    welcome(row)
    return row


def leave_for(subscriber: Subscriber, *, by: Actor) -> None:
    """Let somebody go who said so to the office. Who may: SUBSCRIBERS_EDIT."""
    leave(Reader(subscriber.id, None), through="office", by=by)


def readmit(address: str, why: Readmission, *, by: Actor) -> None:
    """Let newsletters be sent to an excluded address again; it subscribes nobody. Who may: SUBSCRIBERS_EDIT.

    Raises:
        WrongFact: it is not excluded, or that is no answer to why it was (``readmissions_of``).
    """
    digest = address_digest(address)
    hold_address(digest)
    found = suppression_of(digest)
    if found is None:
        raise WrongFact("email", _l("Questo indirizzo non è fra gli esclusi."))
    if why not in readmissions_of(found):
        raise WrongFact("why", _l("Scegli perché si riammette."))
    lift(digest, by=by, why=why)


def readmissions_of(suppression: Suppression) -> tuple[Readmission, ...]:
    """Why an address may be let in again: who said no, or complained, only if they asked."""
    asked = (Readmission.ASKED_BY_VOICE, Readmission.ASKED_IN_WRITING)
    if suppression.reason in (SuppressionReason.LEFT, SuppressionReason.COMPLAINT):
        return asked
    by_hand = suppression.reason == SuppressionReason.BY_HAND
    return (*asked, Readmission.BY_MISTAKE if by_hand else Readmission.WORKS_AGAIN)


def exclude(address: str, *, by: Actor) -> bool:
    """Write no newsletter to an address any more, subscribed or not; whether it was not so before. Who may: SUBSCRIBERS_EDIT."""
    return suppress(address, reason=SuppressionReason.BY_HAND, by=by) is not None


def _write(row: Subscriber, paper: OnPaper) -> None:
    row.source, row.language, row.interests = SubscriberSource.OFFICE, paper.language, NOTHING
    row.address, row.name = paper.address.strip().lower(), one_line(paper.name)[:LONGEST_NAME]
