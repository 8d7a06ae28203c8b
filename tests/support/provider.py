"""Whoever takes money online, played in a process of its own: what a person does on its page, what happens at the bank."""

import json
import random
import time
import urllib.parse
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ama_net.foundation.local.provider.notices import signed
from tests.support.clients import Browser

Thing = dict[str, Any]
KEY, SECRET = "sk_test_alba", "whsec_alba"


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@dataclass
class Provider:
    """The process, asked by tests. ``key`` is the association's."""

    url: str

    def api(self, method: str, path: str, form: Thing | None = None, *, key: str = KEY, once: str = "") -> Thing:
        """Ask the API as a client does. Raises HTTPError."""
        headers = {"Authorization": f"Bearer {key}", **({"Idempotency-Key": once} if once else {})}
        body = urllib.parse.urlencode(form).encode() if form is not None else None
        with urllib.request.urlopen(
            urllib.request.Request(f"{self.url}/v1/{path}", body, headers, method=method)
        ) as got:
            answer: Thing = json.loads(got.read())
        return answer

    def choose(self, page: str, method: str = "card") -> str:
        """Choose how to pay on the provider's page; where it sends the browser then."""
        opener = urllib.request.build_opener(_Stay)
        try:
            opener.open(page, urllib.parse.urlencode({"method": method}).encode())
        except urllib.error.HTTPError as answer:
            if answer.code == 303:
                return answer.headers["Location"]
            raise
        raise AssertionError("the page answered without sending anywhere")

    def do(self, what: str, *, key: str = KEY, **asked: Any) -> Thing:
        """Make something happen: ``answer``, ``period``, ``dispute``… (foundation/local/provider/desk.py)."""
        wanted = urllib.request.Request(
            f"{self.url}/fai/{key}/{what}", json.dumps(asked).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(wanted) as got:
            answer: Thing = json.loads(got.read())
        return answer

    def events(self, *, key: str = KEY) -> list[Thing]:
        """The notices so far, oldest first."""
        return list(self.do("events", key=key)["events"])

    def last(self, kind: str, *, key: str = KEY) -> Thing:
        """The newest object of a list of the API: ``last("charges")``."""
        found: Thing = self.api("GET", kind, key=key)["data"][0]
        return found


def shuffled(events: list[Thing], times: int = 5, seed: int = 7) -> list[Thing]:
    """The same notices, each so many times, in another order."""
    again = events * times
    random.Random(seed).shuffle(again)
    return again


def deliver(
    browser: Browser, path: str, events: Iterable[Thing], *, secret: str = SECRET, at: int | None = None
) -> list[int]:
    """Send notices to the association's address, signed; the statuses it answered."""
    statuses = []
    for event in events:
        body, mark = signed(event, secret, at=at if at is not None else int(time.time()))
        headers = {"Stripe-Signature": mark}
        statuses.append(browser.post(path, data=body, content_type="application/json", headers=headers).status_code)
    return statuses
