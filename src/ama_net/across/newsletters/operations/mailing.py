"""The mails that asking for the newsletter sends, to a mailbox that may be of somebody else: how often, and with which link."""

from datetime import timedelta

from sqlalchemy import func, select

from ama_net.across.newsletters.addresses import mailbox_digest
from ama_net.across.newsletters.links import CHOICES_LAST, choices_token, preferences_address
from ama_net.across.newsletters.models import Subscriber, SubscriberState, SubscriptionProof
from ama_net.foundation.clock import now
from ama_net.foundation.crypto import digest_token, new_token
from ama_net.foundation.database import db
from ama_net.kernel.confiding import host_address
from ama_net.kernel.outbox import Message, send_mail

LASTS = timedelta(days=7)
"""How long the link of the mail confirms."""

PAUSE, DAY, MOST_A_DAY = timedelta(hours=1), timedelta(days=1), 3
"""A second asking within the pause sends no second mail, and a mailbox is never filled by others."""

CONFIRM, ALREADY, WELCOME = "newsletters/confirm", "newsletters/already", "newsletters/welcome"
CHOICES, STAY = "newsletters/choices", "newsletters/stay"


def send_confirmation(subscriber: Subscriber, proof: SubscriptionProof) -> Message:
    """Write to who is pending, with a link that confirms this asking; those of older ones stand."""
    token = new_token()
    proof.token_digest, proof.token_until = digest_token(token), now() + LASTS
    return mail(subscriber, CONFIRM, _confirmation(token, subscriber.language))


def send_nothing(subscriber: Subscriber, address: str, language: str) -> None:
    """As much work as for the others, so that time tells nothing; and no row of an address that was only typed."""
    written = mail(subscriber, CONFIRM, _confirmation(new_token(), language), to=address, language=language)
    db.session.delete(written)
    if subscriber.state == SubscriberState.PENDING and subscriber.address is None:
        db.session.delete(subscriber)  # made just now, perhaps for another spelling of a mailbox that was written to
    db.session.flush()


def written_enough(subscriber: Subscriber, address: str, *, own: bool = False) -> bool:
    """Whether a mailbox, however it is spelled, was written to so lately, or so often today, that it is left in peace.

    Counts this time too. The mailbox is held. Who left since the last mail need not wait for an hour; who shows that the
    mailbox is theirs (``own``) never waits: others cannot use up their mails.
    """
    subscriber.mailbox_digest = mailbox_digest(address)
    lately = (Subscriber.mailbox_digest == subscriber.mailbox_digest) & (Subscriber.mailed_at > now() - DAY)
    counted = select(func.max(Subscriber.mailed_at), func.coalesce(func.sum(Subscriber.mailed_today), 0))
    last, today = db.session.execute(counted.where(lately)).one()
    left_since = last is not None and subscriber.left_at is not None and subscriber.left_at > last
    too_soon = last is not None and last > now() - PAUSE and not left_since
    if not own and (too_soon or today >= MOST_A_DAY):
        return True
    same_day = subscriber.mailed_at is not None and subscriber.mailed_at > now() - DAY
    subscriber.mailed_at, subscriber.mailed_today = now(), subscriber.mailed_today + 1 if same_day else 1
    return False


def choices(subscriber: Subscriber) -> dict[str, object]:
    """The link that shows and changes what somebody chose, for the mails to their own mailbox."""
    return {"link": preferences_address(choices_token(subscriber.id)), "days": CHOICES_LAST.days}


def mail(
    subscriber: Subscriber, template: str, context: dict[str, object], *, to: str = "", language: str = ""
) -> Message:
    """Write to a subscriber, in their language unless it is said."""
    language = language or subscriber.language
    values = {"name": subscriber.name or "", **context}
    written = send_mail(template, to=to or subscriber.address or "", context=values, about=subscriber, locale=language)
    db.session.flush()
    return written


def _confirmation(token: str, language: str) -> dict[str, object]:
    return {"link": host_address("subscribing_public.confirm", {"token": token}, language), "days": LASTS.days}
