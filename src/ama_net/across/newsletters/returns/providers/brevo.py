"""Brevo's events of mail: it signs nothing, so they come to a secret address with a name and a password.

https://developers.brevo.com/docs/transactional-webhooks and …/secured-webhooks. Its ``id`` is of the webhook, not of the
event; ``deferred`` is one more try to come, ``blocked`` is a mail it did not even try to send.
"""

from collections.abc import Iterator
from typing import Any

from ama_net.across.newsletters.models import ReturnKind
from ama_net.across.newsletters.returns.providers import MOST_EVENTS, Event, Told, Unreadable, as_json, fields
from ama_net.across.newsletters.returns.statuses import status_in

KINDS = {
    "hard_bounce": ReturnKind.HARD,
    "invalid_email": ReturnKind.HARD,
    "soft_bounce": ReturnKind.SOFT,
    "blocked": ReturnKind.SOFT,
    "spam": ReturnKind.COMPLAINT,
}


def read(told: Told) -> Iterator[Event]:
    """The events of a call: one, or many together (batched webhooks). The password was checked before.

    Raises:
        Unreadable: it is no event.
    """
    body = as_json(told.body)
    many = body if isinstance(body, list) else [body]
    if len(many) > MOST_EVENTS or not all(isinstance(one, dict) for one in many):
        raise Unreadable("shape")
    return (event for one in many if (event := _event(one)) is not None)


def _event(one: dict[str, Any]) -> Event | None:
    kind = KINDS.get(str(one.get("event", "")))
    if kind is None:
        return None
    named = fields(one)
    when = named.get("ts_epoch") or named.get("ts_event") or named.get("ts")
    key = f"{named['event']}|{named.get('message-id')}|{named.get('email')}|{when}"
    code = status_in(str(named.get("reason", ""))) or named["event"]
    return Event(kind, named.get("email"), code, key, (named.get("message-id"),))
