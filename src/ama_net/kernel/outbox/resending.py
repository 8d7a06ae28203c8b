"""Sending again a mail that had left, while its words are kept. For who may act on mail (``MAIL_EDIT``)."""

import re
from datetime import timedelta

from sqlalchemy import or_, select

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.outbox.models import IS_A_KEY, QUEUED, SENDING, SENT, Message
from ama_net.kernel.outbox.queries import first_of

PATIENCE = timedelta(minutes=10)
"""How long a repeat keeps another from leaving: who presses the button twice sends one."""
DAY, MOST_A_DAY = timedelta(days=1), 3
"""How often the same words leave again in a day, whoever presses: nobody's mailbox is filled from the office."""


class CannotSendAgain(Exception):
    """It does not leave again; ``reason`` says why.

    ``secret``, ``gone`` (its words were emptied), ``trial`` (of a newsletter), ``not_sent``, ``already``, ``enough`` (today).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_secret(template: str) -> bool:
    """Whether a mail is the key to something: who lost it asks for a new one, nobody sends the old one about."""
    return re.search(IS_A_KEY, template) is not None


def why_not_again(message: Message) -> str:
    """Why a mail would not be sent again now (the reasons of ``CannotSendAgain``); empty when it would."""
    if is_secret(message.template):
        return "secret"
    if message.purpose == "newsletter":
        return "trial"
    if message.state != SENT:
        return "not_sent"
    if message.emptied_at is not None:
        return "gone"
    return _why_not_yet(first_of(message))


def send_again(message: Message, *, by: Actor) -> Message:
    """Queue the same words to the same address as a new mail, which says what it repeats: always the first, never a repeat.

    Raises:
        CannotSendAgain: it holds a secret, has not left, was emptied, or has been repeated just now or too often.
    """
    from ama_net.kernel.outbox.tasks import deliver_due_mail

    first = first_of(message)
    db.session.refresh(first, with_for_update=True)  # who repeats a repeat waits for who repeats the first
    db.session.refresh(message)
    reason = why_not_again(message)
    if reason:
        raise CannotSendAgain(reason)
    again = Message(template=message.template, purpose=message.purpose, again_of_id=first.id)
    again.about_kind, again.about_id = message.about_kind, message.about_id
    again.recipient, again.subject = message.recipient, message.subject
    again.text, again.html = message.text, message.html
    db.session.add(again)
    db.session.flush()
    record(by=by, verb="message.sent_again", subject=message, changes={"template": message.template})
    enqueue(deliver_due_mail)
    return again


def _why_not_yet(first: Message) -> str:
    """Why nothing of a row of repeats leaves once more for now."""
    fresh = or_(Message.state.in_((QUEUED, SENDING)), Message.created_at > now() - DAY)
    repeats = db.session.execute(
        select(Message.state, Message.created_at).where(Message.again_of_id == first.id, fresh)
    ).all()
    if any(one.state in (QUEUED, SENDING) or one.created_at > now() - PATIENCE for one in repeats):
        return "already"
    return "enough" if len(repeats) >= MOST_A_DAY else ""
