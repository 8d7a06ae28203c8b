"""What the page that leaves remembers: what was chosen, which is emptied at once here, and the newsletter it was left through.

It goes to the page sealed, comes back with its button, and proves that who takes a leaving back is who left.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

from ama_net.across.newsletters.interests import NOTHING
from ama_net.across.newsletters.links import NO_NEWSLETTER, Reader
from ama_net.across.newsletters.models import Subscriber, SubscriberState
from ama_net.foundation.crypto import SealBroken, digest_token
from ama_net.kernel.tenancy.sealed import sealer, unsealer

_SEALED_AS = ("subscribers", "memory")


@dataclass(frozen=True)
class Remembered:
    """What a page of leaving holds."""

    interests: str = NOTHING
    newsletter_id: UUID | None = None


def memory_of(subscriber: Subscriber, reader: Reader) -> str:
    """What somebody chose, sealed, for a page with the button that leaves; its length tells nothing. Good for that row alone."""
    newsletter_id = reader.newsletter_id or NO_NEWSLETTER
    kept = json.dumps({"interests": _chosen(subscriber), "newsletter": str(newsletter_id)})
    return urlsafe_b64encode(sealer(*_SEALED_AS)(subscriber.id, kept)).decode()


def memory_to_leave_with(subscriber: Subscriber, reader: Reader, posted: str) -> str:
    """That of the page whose button was pressed, if it says how things stand; else a new one.

    Pressed twice, who left already is given back what their page had.
    """
    found = read_memory(subscriber, posted)
    if subscriber.state != SubscriberState.CONFIRMED:
        return posted if found is not None else ""
    same = found == Remembered(_chosen(subscriber), reader.newsletter_id)
    return posted if same else memory_of(subscriber, reader)


def read_memory(subscriber: Subscriber, memory: str) -> Remembered | None:
    """What a page remembers of this row; None when it was never made for it."""
    try:
        kept = json.loads(unsealer(*_SEALED_AS)(subscriber.id, urlsafe_b64decode(memory)))
    except (ValueError, SealBroken):
        return None
    newsletter_id = UUID(kept["newsletter"])
    return Remembered(kept["interests"], None if newsletter_id == NO_NEWSLETTER else newsletter_id)


def left_with(subscriber: Subscriber, memory: str) -> Remembered | None:
    """What is remembered by the very page that left; None for any other page, also of the same link."""
    if subscriber.left_with is None or subscriber.left_with != digest_token(memory):
        return None
    return read_memory(subscriber, memory)


def _chosen(subscriber: Subscriber) -> str:
    try:
        return subscriber.interests or NOTHING
    except SealBroken:  # nothing keeps anybody from leaving
        return NOTHING
