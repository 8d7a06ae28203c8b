"""Notices of what happened: signed as the provider signs them, sent at once, or kept for who asks (tests send them themselves)."""

import hashlib
import hmac
import http.client
import json
import logging
import random
import threading
import time
import urllib.parse
from collections.abc import Sequence

from ama_net.foundation.local.provider import API_VERSION
from ama_net.foundation.local.provider.shapes import thing
from ama_net.foundation.local.provider.store import Account, Thing

log = logging.getLogger("provider")

WAITS = (0.3, 1, 3, 10)
"""Seconds before each try: the first leaves time to whoever asked to end its own transaction."""


def tell(account: Account, kind: str, about: Thing, **extra: object) -> Thing:
    """Write down an event about an object, and send it when the key has an address."""
    event = thing("event", "evt_", type=kind, api_version=API_VERSION, pending_webhooks=1)
    del event["metadata"]
    event["request"] = {"id": None, "idempotency_key": None}
    event["data"] = {"object": {**account.expanded(about, []), **extra}}
    account.add(event)
    hook = account.store.hook_of(account.key)
    if hook is not None:
        send(hook, [event])
    return event


def signed(event: Thing, secret: str, *, at: int | None = None, livemode: bool = False) -> tuple[str, str]:
    """The body of a notice and its ``Stripe-Signature``."""
    body = json.dumps({**event, "livemode": livemode}, indent=2)
    when = int(time.time()) if at is None else at
    mark = hmac.new(secret.encode(), f"{when}.{body}".encode(), hashlib.sha256).hexdigest()
    return body, f"t={when},v1={mark}"


def send(hook: Thing, events: Sequence[Thing]) -> None:
    """Send notices from a thread of their own, in the order given, each again when it is not taken."""
    threading.Thread(target=_send_all, args=(hook, list(events)), daemon=True).start()


def send_again(account: Account, *, times: int) -> int:
    """Send everything once more, each so many times, in any order; returns how many notices left."""
    hook = account.store.hook_of(account.key)
    if hook is None:
        return 0
    events = [event for event in account.all("event") for _ in range(times)]
    random.shuffle(events)
    send(hook, events)
    return len(events)


def _send_all(hook: Thing, events: list[Thing]) -> None:
    for event in events:
        for wait in WAITS:
            time.sleep(wait if len(events) == 1 else 0)
            if _sent(hook, event):
                break


def _sent(hook: Thing, event: Thing) -> bool:
    """Post one notice to this machine, whatever its name is: ``ferrara.localhost`` is known to browsers only."""
    address = urllib.parse.urlsplit(hook["url"])
    body, mark = signed(event, hook["secret"])
    connection = http.client.HTTPConnection("127.0.0.1", hook["port"], timeout=20)
    headers = {"Host": address.netloc, "Content-Type": "application/json; charset=utf-8", "Stripe-Signature": mark}
    try:
        connection.request("POST", address.path, body.encode(), headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        log.warning("%s not taken: %s", event["type"], type(error).__name__)
        return False
    finally:
        connection.close()
    log.warning("%s answered %s", event["type"], status)
    return 200 <= status < 300
