"""A new link for who has lost theirs, or holds one that a mail program cut: always to the mailbox, never to the page."""

from sqlalchemy import select

from ama_net.across.newsletters.addresses import address_digest, mailbox_digest
from ama_net.across.newsletters.links import Reader
from ama_net.across.newsletters.models import Subscriber, SubscriberSource, SubscriberState, SubscriptionProof
from ama_net.across.newsletters.operations.holding import hold_address, hold_mailbox, hold_subscriber, lock_row, row_of
from ama_net.across.newsletters.operations.mailing import (
    CHOICES,
    LASTS,
    STAY,
    choices,
    mail,
    send_confirmation,
    send_nothing,
    written_enough,
)
from ama_net.across.newsletters.operations.proofs import ask_once_more
from ama_net.across.newsletters.operations.subscribing import is_written_to
from ama_net.across.newsletters.operations.undoing import may_undo
from ama_net.foundation.clock import now
from ama_net.foundation.database import db


def send_choices(reader: Reader) -> None:
    """Mail a reader the link that shows and changes what they chose, to their own mailbox, once an hour at most.

    To who left by mistake too, within the hour: with it they take it back.

    Who may: whoever holds a link of theirs, also one that is over; it tells them nothing. With one that still chooses, which went
    to that mailbox alone, there is no limit.
    """
    subscriber = hold_subscriber(reader.subscriber_id)
    if subscriber is None or subscriber.address is None:
        return
    hold_mailbox(mailbox_digest(subscriber.address))
    stays = lock_row(subscriber).state == SubscriberState.CONFIRMED
    if not stays and not may_undo(subscriber):
        return
    if not written_enough(subscriber, subscriber.address, own=reader.chooses):
        mail(subscriber, CHOICES if stays else STAY, choices(subscriber))


def send_link(address: str, language: str, *, own: bool = False) -> None:
    """Mail an address the link it needs: who receives the newsletter that to choose, or leave; who never answered that to confirm.

    Others are sent nothing, and nothing tells them apart. Anybody may ask, for any address; as often as mails of an asking
    may leave. ``own``: as of ``Asking``.
    """
    digest = address_digest(address)
    hold_address(digest)
    hold_mailbox(mailbox_digest(address))
    subscriber = row_of(digest, source=SubscriberSource.SITE, language=language)
    receives, asking = is_written_to(subscriber), _last_asking(subscriber)
    before = (subscriber.mailbox_digest, subscriber.mailed_at, subscriber.mailed_today)
    enough = written_enough(subscriber, address, own=own)
    if receives and not enough:
        mail(subscriber, CHOICES, choices(subscriber), language=language)
    elif asking is not None and not enough:
        send_confirmation(subscriber, ask_once_more(asking))
    else:
        subscriber.mailbox_digest, subscriber.mailed_at, subscriber.mailed_today = before
        send_nothing(subscriber, address, language)


def _last_asking(subscriber: Subscriber) -> SubscriptionProof | None:
    """What is not answered yet of who is pending, of the last days: others do not make a mailbox be written to for ever."""
    mine = (SubscriptionProof.subscriber_id == subscriber.id, SubscriptionProof.confirmed_at.is_(None))
    lately = SubscriptionProof.given_at > now() - LASTS
    waiting = select(SubscriptionProof).where(*mine, lately, SubscriptionProof.withdrawn_at.is_(None))
    found = db.session.scalar(waiting.order_by(SubscriptionProof.given_at.desc(), SubscriptionProof.id.desc()).limit(1))
    return found if subscriber.state == SubscriberState.PENDING else None
