"""What a sending service tells by itself: each module checks that it is really the service, then reads its events.

A reader takes what was sent and the source it was sent to, and gives what came back; events that say nothing of that sort
(delivered, still trying, read) give nothing.
"""

import base64
import binascii
import hmac
import json
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from ama_net.across.newsletters.models import FeedbackKind, ReturnKind
from ama_net.across.newsletters.returns import Returned, address_in
from ama_net.kernel.outbox.verp import read_return_path

MOST_EVENTS = 500
_ROW = re.compile(r"^<?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:@[^<>@\s]+)?>?$", re.IGNORECASE | re.ASCII)


class Refused(Exception):
    """It is not the service: no signature or a wrong one, too old, of another topic, wrong name or password."""


class Unreadable(Exception):
    """It is the service, and what it says has not the shape it should."""


class Silent(Exception):
    """What is needed to check it (a certificate) cannot be had now: it is worth telling again."""


@dataclass(frozen=True)
class Told:
    """What was sent to a webhook's address: the body as it came, and the ``Authorization`` header."""

    body: bytes
    authorization: str = ""


def as_json(body: bytes) -> Any:
    """The body, read.

    Raises:
        Unreadable: it is no JSON, or has surrogates alone, which no text can hold (RFC 8259, 8.2).
    """
    try:
        said = json.loads(body)
        json.dumps(said, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Unreadable("json") from None
    return said


def fields(value: Any) -> dict[str, Any]:
    """An object of an event; empty for anything else."""
    return value if isinstance(value, dict) else {}


def check_password(told: Told, username: str, password: str) -> None:
    """Basic authentication (RFC 7617), for services that sign nothing.

    Raises:
        Refused: it is missing or wrong.
    """
    scheme, _, given = told.authorization.partition(" ")
    try:
        sent = base64.b64decode(given.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise Refused("authorization") from None
    if scheme.lower() != "basic" or not hmac.compare_digest(sent, f"{username}:{password}".encode()):
        raise Refused("password")


@dataclass(frozen=True)
class Event:
    """What a service says came back: ``about`` are Message-IDs (or rows) or envelope senders it names, ``key`` what makes it one event."""

    kind: ReturnKind
    address: Any
    code: Any
    key: str
    about: tuple[Any, ...] = ()


def as_returned(event: Event, source: FeedbackKind) -> Returned:
    """An event as ``record_return`` takes it.

    Raises:
        Unreadable: its address or its code is something else than a word.
    """
    if not isinstance(event.address, str | None) or not isinstance(event.code, str | int | None):
        raise Unreadable("type")
    delivery_id = message_id = None
    for named in (str(one or "") for one in event.about):
        path, row = read_return_path(named), _ROW.match(named.strip())
        if path is not None:
            delivery_id, message_id = (path[1], None) if path[0] == "n" else (None, path[1])
            break
        if row is not None:
            delivery_id = message_id = UUID(row.group(1))
            break
    return Returned(
        kind=event.kind,
        address=address_in(event.address or ""),
        delivery_id=delivery_id,
        message_id=message_id,
        code="".join(filter(str.isprintable, str(event.code or "")))[:40],
        source=source,
        event_key=sha256(f"{source}|{event.key}".encode()).digest(),
    )
