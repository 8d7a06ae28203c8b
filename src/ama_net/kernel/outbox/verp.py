"""The return path of a mail (variable envelope return path): what comes back says by itself which row it is of.

``ritorni+n-<id>-<mac>@host``: the kind (``n`` a newsletter's delivery, ``m`` a mail of the outbox), the row's id and a MAC that
only the association's key can make. Whoever never got a mail of ours cannot make one come back. Lower case only: servers
on the way may change the case. The part before the at sign stays within 64 octets (RFC 5321, 4.5.3.1.1).
"""

import base64
import hmac
import re
from functools import lru_cache
from typing import Literal, cast
from uuid import UUID

from ama_net.foundation.crypto import derive_key, mac
from ama_net.kernel.tenancy.keys import data_key

Kind = Literal["n", "m"]

ID_LETTERS, MAC_LETTERS = 26, 12
LONGEST_LOCAL_PART = 64
LONGEST_MAILBOX = LONGEST_LOCAL_PART - len("+n--") - ID_LETTERS - MAC_LETTERS
"""How long the name of a mailbox of returns may be, before the at sign."""

_TAIL = re.compile(rf"\+([nm])-([a-z2-7]{{{ID_LETTERS}}})-([a-z2-7]{{{MAC_LETTERS}}})@", re.IGNORECASE | re.ASCII)


def return_path(kind: Kind, row_id: UUID, *, mailbox: str) -> str:
    """The envelope's sender of a mail. ``mailbox``: the association's mailbox of returns.

    Raises:
        ValueError: the mailbox is no address, or its name is too long to carry the rest.
    """
    name, _, host = mailbox.rpartition("@")
    if not name or not host or len(name) > LONGEST_MAILBOX:
        raise ValueError("mailbox")
    return f"{name}+{kind}-{_letters(row_id.bytes)[:ID_LETTERS]}-{_mac(kind, row_id)}@{host}"


def read_return_path(address: str) -> tuple[Kind, UUID] | None:
    """Which row a return path is of; None when this association never made it."""
    found = _TAIL.search(address)
    if found is None:
        return None
    kind, letters, tail = (part.lower() for part in found.groups())
    row_id = UUID(bytes=base64.b32decode(letters.upper() + "======"))
    if not hmac.compare_digest(_mac(cast("Kind", kind), row_id), tail):
        return None
    return cast("Kind", kind), row_id


def _letters(data: bytes) -> str:
    return base64.b32encode(data).decode().lower()


def _mac(kind: Kind, row_id: UUID) -> str:
    return _letters(mac(_key(data_key()), kind.encode() + row_id.bytes))[:MAC_LETTERS]


@lru_cache(maxsize=64)
def _key(key: bytes) -> bytes:
    return derive_key(key, "outbox:return-path")
