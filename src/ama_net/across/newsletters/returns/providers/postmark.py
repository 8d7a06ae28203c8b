"""Postmark's events of mail: it signs nothing, so they come to a secret address with a name and a password.

https://postmarkapp.com/developer/webhooks/bounce-webhook and …/spam-complaint-webhook. Its ``MessageID`` is its own, none of
ours: which mail it was stands in ``Metadata``, as ``foundation/mail/relays.py`` gave it. ``Transient`` is one more try to come; what is not here (automatic answers, changes of address) is no return.
"""

from collections.abc import Iterator
from typing import Any

from ama_net.across.newsletters.models import ReturnKind
from ama_net.across.newsletters.returns.providers import Event, Told, Unreadable, as_json, fields
from ama_net.across.newsletters.returns.statuses import status_in
from ama_net.foundation.mail.relays import METADATA

RECORDS = ("Bounce", "SpamComplaint")
KINDS = {
    "HardBounce": ReturnKind.HARD,
    "BadEmailAddress": ReturnKind.HARD,
    "SoftBounce": ReturnKind.SOFT,
    "DnsError": ReturnKind.SOFT,
    "Blocked": ReturnKind.SOFT,
    "SpamNotification": ReturnKind.SOFT,
    "DMARCPolicy": ReturnKind.SOFT,
    "SpamComplaint": ReturnKind.COMPLAINT,
}


def read(told: Told) -> Iterator[Event]:
    """The event of a call. The password was checked before.

    Raises:
        Unreadable: it is no event.
    """
    body = as_json(told.body)
    if not isinstance(body, dict):
        raise Unreadable("shape")
    kind = KINDS.get(str(body.get("Type", ""))) if body.get("RecordType") in RECORDS else None
    if kind is not None:
        code = status_in(str(body.get("Details", ""))) or body["Type"]
        yield Event(kind, body.get("Email"), code, f"{body['RecordType']}|{body.get('ID')}", _rows_in(body))


def _rows_in(body: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(value for name, value in fields(body.get("Metadata")).items() if name.lower() == METADATA)
