"""The objects, of each key apart. Written to a file after each change, so that a restart forgets nothing."""

import json
import secrets
import string
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ama_net.foundation.local.provider import Refused

Thing = dict[str, Any]

KINDS = {
    "cus_": "customer",
    "pm_": "payment_method",
    "pi_": "payment_intent",
    "seti_": "setup_intent",
    "ch_": "charge",
    "py_": "charge",
    "re_": "refund",
    "txn_": "balance_transaction",
    "po_": "payout",
    "du_": "dispute",
    "sub_": "subscription",
    "in_": "invoice",
    "inpay_": "invoice_payment",
    "cs_test_": "checkout.session",
    "evt_": "event",
}
MOST = 100


def new_id(prefix: str) -> str:
    """A name as the API gives them."""
    return prefix + "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(24))


class Store:
    """Everything the provider knows: objects by key and id, what idempotency keys answered, where notices go."""

    def __init__(self, file: Path | None = None, web_port: int = 0) -> None:
        self.file, self.web_port = file, web_port
        self.objects: dict[str, dict[str, Thing]] = {}
        self.answers: dict[str, Thing] = {}
        self.hooks: dict[str, Thing] = {}
        if file is not None and file.exists():
            kept = json.loads(file.read_text())
            self.objects, self.answers, self.hooks = kept["objects"], kept["answers"], kept["hooks"]

    def clear(self) -> None:
        """Forget everything."""
        self.objects, self.answers, self.hooks = {}, {}, {}

    def save(self) -> None:
        """Write everything down, whole or not at all."""
        if self.file is None:
            return
        fresh = self.file.with_name(f"{self.file.name}.new")
        fresh.write_text(json.dumps({"objects": self.objects, "answers": self.answers, "hooks": self.hooks}))
        fresh.replace(self.file)

    def hook_of(self, key: str) -> Thing | None:
        """Where the notices of a key go, with their secret and the port of this machine; None when nobody said."""
        hook = self.hooks.get(key)
        if not hook or not hook.get("url"):
            return None
        return {**hook, "port": self.web_port or urllib.parse.urlsplit(hook["url"]).port or 80}

    def of(self, key: str) -> "Account":
        """The objects of one key."""
        return Account(self, key)


class Account:
    """What one key sees: another's objects are not there."""

    def __init__(self, store: Store, key: str) -> None:
        self.store, self.key = store, key
        self.things = store.objects.setdefault(key, {})

    def add(self, thing: Thing) -> Thing:
        """Keep an object."""
        self.things[thing["id"]] = thing
        return thing

    def get(self, thing_id: Any) -> Thing:
        """An object by id. Raises Refused (404) when this key has none of that name."""
        found = self.things.get(str(thing_id))
        if found is None:
            raise Refused(404, f"No such object: '{thing_id}'", code="resource_missing")
        return found

    def all(self, kind: str, **fields: Any) -> list[Thing]:
        """The objects of a kind whose fields are these, newest first."""
        found = [
            thing
            for thing in self.things.values()
            if thing["object"] == kind and all(str(thing.get(name)) == str(value) for name, value in fields.items())
        ]
        return found[::-1]

    def listed(self, url: str, things: list[Thing], asked: Thing) -> Thing:
        """A page of a list."""
        created = asked.get("created")
        if isinstance(created, dict):
            things = [one for one in things if _inside(one["created"], created)]
        ids = [one["id"] for one in things]
        if asked.get("starting_after") in ids:
            things = things[ids.index(asked["starting_after"]) + 1 :]
        most = max(1, min(MOST, int(asked.get("limit", 10))))
        page = [self.expanded(one, _inner(asked)) for one in things[:most]]
        return {"object": "list", "url": url, "has_more": len(things) > most, "data": page}

    def expanded(self, thing: Thing, paths: list[str]) -> Thing:
        """A copy with ids replaced by what they name; what must be asked for and was not is left out."""
        copy = self._shown(thing, [path.partition(".")[0] for path in paths])
        for path in paths:
            self._expand(copy, path.split("."))
        return copy

    def _shown(self, thing: Thing, asked: Sequence[str]) -> Thing:
        """As the API shows it: without what is ours, with the lists that are kept elsewhere."""
        copy = {name: value for name, value in thing.items() if not name.startswith("_")}
        if thing["object"] == "dispute":
            copy["balance_transactions"] = [self.things[one] for one in thing["balance_transactions"]]
        if thing["object"] == "invoice" and "payments" in asked:
            paid = self.all("invoice_payment", invoice=thing["id"])
            copy["payments"] = {"object": "list", "url": "/v1/invoice_payments", "has_more": False, "data": paid}
        shown: Thing = json.loads(json.dumps(copy))
        return shown

    def _expand(self, owner: Any, path: list[str]) -> None:
        for one in _each(owner):
            here = one.get(path[0])
            if isinstance(here, str) and here in self.things:
                here = one[path[0]] = self._shown(self.things[here], path[1:2])
            if len(path) > 1 and here is not None:
                self._expand(here, path[1:])


def created_now() -> int:
    """The API's time."""
    return int(time.time())


def kind_of(thing_id: str) -> str:
    """What kind of object an id names; empty for none."""
    return next((kind for prefix, kind in KINDS.items() if thing_id.startswith(prefix)), "")


def _each(owner: Any) -> Iterator[Thing]:
    if isinstance(owner, list):
        yield from (one for one in owner if isinstance(one, dict))
    elif isinstance(owner, dict):
        yield owner


def _inner(asked: Thing) -> list[str]:
    """The paths of a list's own objects: ``data.latest_charge`` names ``latest_charge``."""
    return [path.removeprefix("data.") for path in asked.get("expand", [])]


def _inside(created: int, bounds: Thing) -> bool:
    tests = {"gt": int.__gt__, "gte": int.__ge__, "lt": int.__lt__, "lte": int.__le__}
    return all(bool(test(created, int(bounds[name]))) for name, test in tests.items() if name in bounds)
