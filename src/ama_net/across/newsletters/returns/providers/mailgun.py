"""Mailgun's events of mail: ``HMAC-SHA256(signing key, timestamp + token)``, in the body beside the event.

https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks. The signature does not cover the event,
so a token serves once: it is the event's key. A temporary failure is one more try to come.
"""

import hmac
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from ama_net.across.newsletters.models import ReturnKind
from ama_net.across.newsletters.returns.providers import Event, Refused, Told, Unreadable, as_json, fields
from ama_net.foundation.clock import now

WINDOW_SECONDS = 12 * 3600
"""Mailgun tells again for eight hours what was not heard, and asks not to be too strict with the time."""

FOR_GOOD = ("bounce", "suppress-bounce")
"""Of a permanent failure: the address was refused, now or before; the other reasons are Mailgun's giving up."""


def read(told: Told, signing_key: str) -> Iterator[Event]:
    """The event of a call, once its signature is checked.

    Raises:
        Refused: it is not signed with the key, or too long ago.
        Unreadable: it is no event.
    """
    body = as_json(told.body)
    if not isinstance(body, dict):
        raise Unreadable("shape")
    token = _checked(fields(body.get("signature")), signing_key)
    event = _event(fields(body.get("event-data")), token)
    if event is not None:
        yield event


def _checked(signature: dict[str, Any], signing_key: str) -> str:
    timestamp, token = str(signature.get("timestamp", "")), str(signature.get("token", ""))
    wanted = hmac.new(signing_key.encode(), f"{timestamp}{token}".encode(), sha256).hexdigest()
    given = str(signature.get("signature", ""))
    if not signing_key or not token or not hmac.compare_digest(wanted.encode(), given.encode()):
        raise Refused("signature")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise Refused("timestamp")
    if abs(now().timestamp() - int(timestamp)) > WINDOW_SECONDS:
        raise Refused("replay")
    return token


def _event(data: dict[str, Any], token: str) -> Event | None:
    kind = _kind(data)
    if kind is None:
        return None
    status, envelope = fields(data.get("delivery-status")), fields(data.get("envelope"))
    headers = fields(fields(data.get("message")).get("headers"))
    code = status.get("enhanced-code") or status.get("code") or data.get("reason") or data.get("event")
    about = (envelope.get("sender"), headers.get("message-id"))
    return Event(kind, data.get("recipient"), code, token, about)


def _kind(data: dict[str, Any]) -> ReturnKind | None:
    if data.get("event") == "complained":
        return ReturnKind.COMPLAINT
    if data.get("event") != "failed" or data.get("severity") != "permanent":
        return None
    reason = str(data.get("reason", ""))
    if reason == "suppress-complaint":
        return ReturnKind.COMPLAINT
    if reason == "suppress-unsubscribe":
        return None
    return ReturnKind.HARD if reason in FOR_GOOD else ReturnKind.SOFT
