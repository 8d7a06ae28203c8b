"""What tests of returns need: a newsletter that was sent, reports and words of providers, what became of an address."""

from hashlib import sha256
from typing import TypeVar
from uuid import uuid4

from sqlalchemy import func, select

from ama_net.across.newsletters.addresses import address_digest
from ama_net.across.newsletters.models import (
    Delivery,
    FeedbackKind,
    MailReturn,
    Newsletter,
    ReturnKind,
    Subscriber,
    Suppression,
)
from ama_net.across.newsletters.operations.returns import record_return
from ama_net.across.newsletters.recipients import Recipient
from ama_net.across.newsletters.returns import Returned
from ama_net.across.newsletters.returns.reading import as_returned, read_report
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox.verp import return_path
from tests.factories.newsletters import make_newsletter

ANNA = "anna@posta.example"
MAILBOX = "ritorni@alba.example"

Row = TypeVar("Row")


def sent_to(subscriber: Subscriber, newsletter: Newsletter | None = None) -> Delivery:
    newsletter = newsletter or make_newsletter(state="sent")
    made = Delivery(newsletter_id=newsletter.id, digest=uuid4().bytes, state="sent", settled_at=now())
    made.payload = Recipient(subscriber.id, subscriber.address or "", "Anna").to_json()
    db.session.add(made)
    db.session.flush()
    return made


def read(raw: bytes, source: FeedbackKind = FeedbackKind.IMAP) -> Returned:
    report = read_report(raw)
    assert report is not None
    return as_returned(report, raw, source)


def told(
    kind: ReturnKind = ReturnKind.HARD, address: str = ANNA, source: FeedbackKind = FeedbackKind.SES, key: str = ""
) -> Returned:
    """What a provider says, believed by address."""
    return Returned(kind, address, None, None, "5.1.1", source, sha256((key or str(uuid4())).encode()).digest())


def path_of(delivery: Delivery) -> str:
    return return_path("n", delivery.id, mailbox=MAILBOX)


def came(returned: Returned) -> MailReturn:
    row = record_return(returned, by=SYSTEM)
    assert row is not None
    return row


def reason_of(address: str = ANNA) -> str | None:
    found = select(Suppression.reason).where(Suppression.address_digest == address_digest(address))
    return db.session.scalar(found)


def count(model: type[MailReturn] | type[Suppression]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def again(row: Row) -> Row:
    db.session.refresh(row)
    return row
