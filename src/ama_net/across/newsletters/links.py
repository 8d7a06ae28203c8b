"""The secret links of a reader. Nobody can make one; none says an address.

The link of a newsletter is ``subscriber id | newsletter id | HMAC``: it works for as long as the subscriber's row is there, also
after the payloads of deliveries were emptied (RFC 8058 asks for an opaque, hard-to-forge part). It only leaves: a newsletter is
forwarded, quoted, sent back. What was chosen is shown and changed by a link of another purpose, ``subscriber id | until | HMAC``,
mailed to the reader alone and good for a week.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from ama_net.foundation.clock import now
from ama_net.foundation.crypto import derive_key, mac
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.keys import data_key

_MAC_BYTES = 15
_UNTIL_BYTES = 6
NO_NEWSLETTER = UUID(int=0)
CHOICES_LAST = timedelta(days=7)
"""How long a link shows and changes what was chosen; after that it only leaves."""


@dataclass(frozen=True)
class Reader:
    """Who a link is of, and the newsletter it came in; ``newsletter_id`` is None in mails that are none.

    ``chooses``: whether it shows and changes what was chosen.
    """

    subscriber_id: UUID
    newsletter_id: UUID | None
    chooses: bool = False


@dataclass(frozen=True)
class Addresses:
    """What makes the links of many readers without asking whose they are each time; for a thread too."""

    base_url: str
    key: bytes

    def token(self, subscriber_id: UUID, newsletter_id: UUID | None = None) -> str:
        """The token of a reader's links."""
        body = subscriber_id.bytes + (newsletter_id or NO_NEWSLETTER).bytes
        return base64.urlsafe_b64encode(body + mac(self.key, body)[:_MAC_BYTES]).rstrip(b"=").decode()

    def unsubscribe(self, token: str) -> str:
        """The absolute address that leaves in one click."""
        return f"{self.base_url}/newsletter/disiscrizione/{token}"

    def preferences(self, token: str) -> str:
        """The absolute address of what a reader receives."""
        return f"{self.base_url}/newsletter/preferenze/{token}"


def addresses(language: str = "it") -> Addresses:
    """What makes the links of the association in scope, to its pages in a language."""
    return Addresses(f"{current_tenant().base_url}{in_language(language)}", _key(data_key()))


def in_language(language: str) -> str:
    """What stands before the paths of the site in a language: nothing in Italian."""
    return "" if language == "it" else f"/{language}"


def trial_address(language: str) -> str:
    """Where the reader's links of a trial lead: nobody is behind them."""
    return f"{current_tenant().base_url}{in_language(language)}/newsletter/prova"


def reader_token(subscriber_id: UUID, newsletter_id: UUID | None = None) -> str:
    """The token of a reader's links (``/newsletter/disiscrizione/…``, ``/newsletter/preferenze/…``)."""
    return addresses().token(subscriber_id, newsletter_id)


def choices_token(subscriber_id: UUID) -> str:
    """The token that shows and changes what was chosen, for a week. It goes nowhere but to the mailbox that receives."""
    until = int((now() + CHOICES_LAST).timestamp())
    body = subscriber_id.bytes + until.to_bytes(_UNTIL_BYTES)
    return base64.urlsafe_b64encode(body + mac(_choices_key(data_key()), body)[:_MAC_BYTES]).rstrip(b"=").decode()


def read_token(token: str) -> Reader | None:
    """Whose link it is, and whether it chooses today; None when this association never made it."""
    try:
        data = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    body, tail = data[:-_MAC_BYTES], data[-_MAC_BYTES:]
    chooses = len(body) == 16 + _UNTIL_BYTES
    key = _choices_key(data_key()) if chooses else _key(data_key())
    if not (chooses or len(body) == 32) or not hmac.compare_digest(mac(key, body)[:_MAC_BYTES], tail):
        return None
    subscriber_id = UUID(bytes=body[:16])
    if chooses:
        return Reader(subscriber_id, None, chooses=int.from_bytes(body[16:]) > now().timestamp())
    newsletter_id = UUID(bytes=body[16:])
    return Reader(subscriber_id, None if newsletter_id == NO_NEWSLETTER else newsletter_id)


def preferences_address(token: str) -> str:
    """The absolute address of what a reader receives."""
    return addresses().preferences(token)


@lru_cache(maxsize=64)
def _key(data_key: bytes) -> bytes:
    return derive_key(data_key, "newsletters:links")


@lru_cache(maxsize=64)
def _choices_key(data_key: bytes) -> bytes:
    return derive_key(data_key, "newsletters:choices")
