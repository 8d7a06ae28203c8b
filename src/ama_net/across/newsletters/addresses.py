"""An address as it is kept: one spelling, found by a digest that only the association's key can make."""

from functools import lru_cache
from uuid import UUID

from ama_net.foundation.crypto import derive_key, mac
from ama_net.kernel.confiding import one_spelling
from ama_net.kernel.tenancy.keys import data_key


def address_digest(address: str) -> bytes:
    """The digest of an address, the same for ``Anna@Posta.example`` and ``anna@posta.example``. Fast, for many of them."""
    return mac(_key(data_key()), address.strip().lower().encode())


def mailbox_digest(address: str) -> bytes:
    """The digest of a mailbox, the same for ``anna+1@posta.example`` and ``anna@posta.example``: only to count by."""
    return mac(_mailbox_key(data_key()), one_spelling(address.strip()).encode())


def delivery_digest(newsletter_id: UUID, address: str) -> bytes:
    """The digest of an address in one newsletter: those of two newsletters cannot be put side by side to follow a reader."""
    return mac(_delivery_key(data_key(), newsletter_id), address.strip().lower().encode())


def hint_of(address: str) -> str:
    """Enough of an address to recognise it by who knows it: ``ma…@po…``. Never more than half of what it hides."""
    name, _, host = address.strip().rpartition("@")
    return f"{_beginning(name)}…@{_beginning(host.partition('.')[0])}…"


def _beginning(word: str) -> str:
    return word[: min(2, len(word) // 2)]


@lru_cache(maxsize=64)
def _key(data_key: bytes) -> bytes:
    return derive_key(data_key, "newsletters:address")


@lru_cache(maxsize=64)
def _mailbox_key(data_key: bytes) -> bytes:
    return derive_key(data_key, "newsletters:mailbox")


@lru_cache(maxsize=64)
def _delivery_key(data_key: bytes, newsletter_id: UUID) -> bytes:
    return derive_key(data_key, "newsletters:delivery", newsletter_id.bytes)
