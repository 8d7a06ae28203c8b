"""Delivery by the worker: a task claims and commits before anything leaves, then settles.

Nothing is lost; a repeat is possible only when a worker dies between the server's yes and our commit (same Message-ID).
"""

import time
from collections.abc import Iterator
from email.errors import MessageError
from math import ceil
from uuid import UUID

import structlog
from flask import current_app
from sqlalchemy import select, text

from ama_net.foundation.crypto import SealBroken
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import PendingJob, enqueue, job
from ama_net.foundation.mail import MailInDoubt, MailLater, MailRefused, Transport, kept_transport
from ama_net.foundation.mail.addresses import UNWRITABLE as UNWRITABLE_CODE
from ama_net.kernel.outbox import operations
from ama_net.kernel.outbox.models import SENDING, Message
from ama_net.kernel.outbox.pace import asks_again, take_first
from ama_net.kernel.tenancy.everywhere import in_every_association
from ama_net.kernel.tenancy.keys import settings_of_app

BATCH = 50
LONGEST_ROUND = 40.0
"""Seconds after which a slow server's round ends: the rest goes back, well before the task's own limit."""

UNWRITABLE = (ValueError, LookupError, MessageError)
"""What the mail library raises for an address that cannot be written in a header."""

log = structlog.get_logger()


@job(name="outbox.deliver_due_mail", own_transactions=True)
def deliver_due_mail() -> None:
    """Deliver what is due in this association, in batches over one connection; asks for another round while there is."""
    with unit_of_work():
        granted = _granted()
        claimed = [message.id for message in operations.claim_due(granted)] if granted else []
    if not claimed:
        return
    end = time.monotonic() + LONGEST_ROUND
    left = list(claimed)
    try:
        with kept_transport(settings_of_app().mail_url, operations.mailbox_folder()) as transport:
            transport.ready()
            while left and time.monotonic() < end:
                _deliver(left[0], transport)
                left.pop(0)
    except MailLater as later:
        with unit_of_work():
            _put_back(left, later.code)
        return
    if left or len(claimed) == granted:
        with unit_of_work():
            _release(left)
            enqueue(deliver_due_mail)


def _granted() -> int:
    """How many may leave now. While the installation's speed lets nothing leave, one job comes back after the wait."""
    wanted = operations.count_due(BATCH) if settings_of_app().mail_per_second else BATCH
    granted, wait, _spent = take_first(wanted)
    if wanted and not granted and asks_again(seconds := ceil(wait)):
        enqueue(deliver_due_mail, countdown=seconds)
    return granted


def _deliver(message_id: UUID, transport: Transport) -> None:
    with unit_of_work():
        message = db.session.get_one(Message, message_id)
        try:
            envelope = operations.envelope_of(message)
            transport.deliver(envelope.as_bytes(), envelope_from=envelope.envelope_from, recipient=envelope.recipient)
        except MailRefused as error:
            address = error.code == UNWRITABLE_CODE
            operations.settle_failed(message, "address" if address else f"refused {error.code}", again=False)
        except MailLater as error:
            if error.away:
                raise
            operations.settle_failed(message, f"later {error.code}", again=True)
        except MailInDoubt:  # it is tried again: twice is better than never, and the Message-ID is the same
            operations.settle_failed(message, "in doubt", again=True)
        except SealBroken:  # another master key than the one it was written with
            operations.settle_failed(message, "sealed", again=True)
        except UNWRITABLE:
            operations.settle_failed(message, "address", again=False)
        else:
            operations.settle_sent(message)


def _put_back(claimed: list[UUID], reason: str) -> None:
    """The server went away: what was claimed and not settled waits for its next turn."""
    for message in _still_claimed(claimed):
        operations.settle_failed(message, reason, again=True)


def _release(claimed: list[UUID]) -> None:
    """The round was too long: what was not tried is due again at once."""
    for message in _still_claimed(claimed):
        operations.release(message)


def _still_claimed(claimed: list[UUID]) -> Iterator[Message]:
    wanted = select(Message).where(Message.id.in_(claimed), Message.state == SENDING)
    yield from db.session.scalars(wanted).all()


@job(name="outbox.sweep")
def sweep() -> None:
    """Find every association with mail due and ask for its delivery: what a dead broker or worker left behind."""
    for tenant_id in db.session.execute(text("SELECT tenancy.tenants_with_due_mail()")).scalars().all():
        current_app.extensions["jobs"].send(PendingJob(deliver_due_mail.name, (), {"tenant_id": str(tenant_id)}))


@job(name="outbox.empty_old", own_transactions=True)
def empty_old() -> None:
    """Once a day, in every association, forget the content of old mails."""
    in_every_association(_empty_old)


def _empty_old() -> None:
    emptied = operations.empty_old_messages()
    log.info("outbox.emptied", count=emptied)
