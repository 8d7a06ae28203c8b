"""Putting a mail in the outbox, and the two halves of delivering it: claim (committed before it leaves) and settle."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import ColumnElement, Select, delete, func, select, update

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.foundation.mail import Envelope
from ama_net.foundation.web.languages import current_locale
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.outbox.identities import Purpose, identity
from ama_net.kernel.outbox.models import FAILED, IS_A_KEY, QUEUED, SENDING, SENT, Message
from ama_net.kernel.outbox.own_words import written
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.look import colours

MAX_ATTEMPTS = 24
LONGEST_PAUSE = timedelta(hours=3)
"""Pauses grow from half a minute to three hours: a mail is given up after some two and a half days (RFC 5321, 4.5.4.1)."""

LEASE = timedelta(minutes=5)
"""How long a claimed mail is left alone: after that its worker is taken for dead and it is claimed again."""

KEEP_CONTENT = timedelta(days=7)
"""How long recipient and text are kept after delivery; then the row stays and they are emptied."""


class CannotRetry(Exception):
    """The mail is not one that was given up, or there is nothing left to send."""


def send_mail(
    template: str,
    *,
    to: str,
    context: dict[str, Any],
    about: Any = None,
    locale: str | None = None,
    purpose: Purpose = "system",
) -> Message:
    """Render the mail now, in the association's look, and queue it; it leaves after the commit.

    Args:
        template: ``room/name`` of the three templates.
        to: one address.
        context: what the templates need.
        about: the row it speaks of, shown in the office beside its state.
        locale: language of the mail; that of the page when not given.
        purpose: whose mailbox it leaves from, and where answers go.
    """
    from ama_net.kernel.outbox.tasks import deliver_due_mail  # the task needs these operations

    tenant = current_tenant()
    with force_locale(locale or current_locale()):
        rendered = written(template, {**context, "tenant": tenant, "theme": colours(tenant.slug)})
    message = Message(template=template, purpose=purpose)
    message.recipient, message.subject = to, rendered.subject
    message.text, message.html = rendered.text, rendered.html
    if about is not None:
        message.about_kind, message.about_id = about.__tablename__, about.id
    db.session.add(message)
    enqueue(deliver_due_mail)
    return message


def count_due(most: int) -> int:
    """How many mails are due, up to so many."""
    due = select(Message.id).where(*_due()).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(due)) or 0


def _due() -> tuple[ColumnElement[bool], ...]:
    return Message.state.in_((QUEUED, SENDING)), Message.due_at <= now()


def claim_due(limit: int) -> list[Message]:
    """Take due mails for this worker: counted as an attempt and leased, so that a crash neither loses nor loops.

    Links to come in with are first: somebody waits for each of them before a page.
    """
    due = (
        select(Message)
        .where(*_due())
        .order_by(Message.template.regexp_match(IS_A_KEY).desc(), Message.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = []
    for message in db.session.execute(due).scalars():
        if message.attempts >= MAX_ATTEMPTS:
            message.state, message.failure = FAILED, message.failure or "interrupted"
            continue
        message.attempts += 1
        message.state, message.due_at = SENDING, now() + LEASE
        claimed.append(message)
    return claimed


def envelope_of(message: Message) -> Envelope:
    """The mail as it leaves. Its Message-ID is the row's id: a repeat can be recognised."""
    sender = identity("newsletter" if message.purpose == "newsletter" else "system")
    return Envelope(
        message_id=f"{message.id}@{sender.domain}",
        sender_name=sender.name,
        sender=sender.address,
        recipient=message.recipient or "",
        subject=message.subject or "",
        text=message.text or "",
        html=message.html or "",
        reply_to=sender.reply_to,
        return_path=sender.return_path("m", message.id),
        signer=sender.signer,
    )


def settle_sent(message: Message) -> None:
    """The server took it."""
    message.state, message.sent_at, message.failure = SENT, now(), ""


def settle_failed(message: Message, reason: str, *, again: bool) -> None:
    """It did not leave: try later with growing pauses, or give up. ``reason`` carries no address."""
    message.failure = reason
    if again and message.attempts < MAX_ATTEMPTS:
        message.state = QUEUED
        message.due_at = now() + min(LONGEST_PAUSE, timedelta(seconds=30 * 4 ** min(message.attempts - 1, 10)))
    else:
        message.state = FAILED


def release(message: Message) -> None:
    """Give back a claimed mail that was not tried at all: it costs no attempt and is due at once."""
    message.state, message.attempts, message.due_at = QUEUED, message.attempts - 1, now()


def retry_failed(message: Message, *, by: Actor) -> None:
    """Try again, by hand, a mail that was given up. For who may act on mail (``MAIL_EDIT``).

    Raises:
        CannotRetry: it is not given up (somebody else was faster), or its content has been emptied.
    """
    from ama_net.kernel.outbox.tasks import deliver_due_mail

    db.session.refresh(message, with_for_update=True)
    if message.state != FAILED or message.emptied_at is not None:
        raise CannotRetry
    message.state, message.attempts, message.due_at, message.failure = QUEUED, 0, now(), ""
    record(by=by, verb="message.retried", subject=message, changes={"template": message.template})
    enqueue(deliver_due_mail)


def forget_mail_about(kind: str, ids: Sequence[UUID] | Select[UUID]) -> None:
    """Empty the mails about rows of a table that are forgotten; those that still wait do not leave any more."""
    about = (Message.about_kind == kind) & Message.about_id.in_(ids)
    db.session.execute(delete(Message).where(about, Message.state == QUEUED))
    parts = {f"{part}_sealed": None for part in ("recipient", "subject", "text", "html")}
    db.session.execute(update(Message).where(about, Message.emptied_at.is_(None)).values(**parts, emptied_at=now()))


def empty_old_messages() -> int:
    """Forget recipient and content of mails delivered some days ago, or given up a month ago; returns how many."""
    old = (Message.state == SENT) & (Message.sent_at < now() - KEEP_CONTENT)
    abandoned = (Message.state == FAILED) & (Message.created_at < now() - timedelta(days=30))
    emptied = db.session.execute(
        update(Message)
        .where(Message.emptied_at.is_(None), old | abandoned)
        .values(recipient_sealed=None, subject_sealed=None, text_sealed=None, html_sealed=None, emptied_at=now())
    )
    return int(emptied.rowcount)  # type: ignore[attr-defined]


def mailbox_folder() -> Any:
    """Where the local mailbox page finds delivered mail."""
    return current_app.extensions["settings"].var / "mailbox"
