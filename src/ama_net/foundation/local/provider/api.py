"""The addresses of the API that are asked here, and nothing else."""

import re
from collections.abc import Callable

from ama_net.foundation.local.provider import Refused, disputes
from ama_net.foundation.local.provider.desk import Desk
from ama_net.foundation.local.provider.shapes import customer
from ama_net.foundation.local.provider.store import Thing

LISTS = {
    "refunds": ("refund", ("payment_intent", "charge")),
    "disputes": ("dispute", ("payment_intent", "charge")),
    "charges": ("charge", ("payment_intent", "customer")),
    "invoices": ("invoice", ("subscription", "customer", "status")),
    "subscriptions": ("subscription", ("customer", "status")),
    "payment_intents": ("payment_intent", ("customer",)),
    "payouts": ("payout", ("status",)),
    "balance_transactions": ("balance_transaction", ("type", "source", "payout")),
    "events": ("event", ("type",)),
    "invoice_payments": ("invoice_payment", ("invoice", "status")),
    "checkout/sessions": ("checkout.session", ("payment_intent", "subscription", "status")),
}
ONE = {
    **{path: kind for path, (kind, _) in LISTS.items()},
    "setup_intents": "setup_intent",
    "payment_methods": "payment_method",
    "customers": "customer",
}

POSTS: list[tuple[str, Callable[[Desk, Thing, str], Thing]]] = [
    (r"checkout/sessions", lambda desk, asked, _: desk.sessions.open(asked)),
    (r"checkout/sessions/(\w+)/expire", lambda desk, _, one: desk.sessions.expire(desk.account.get(one))),
    (r"refunds", lambda desk, asked, _: desk.payments.refund(asked)),
    (r"customers", lambda desk, asked, _: desk.account.add(customer(asked.get("email", "")))),
    (r"subscriptions/(\w+)", lambda desk, asked, one: desk.series.change(desk.account.get(one), asked)),
]


def answer(desk: Desk, method: str, path: str, asked: Thing) -> Thing:
    """What the API answers. Raises Refused."""
    if method == "POST":
        for pattern, act in POSTS:
            found = re.fullmatch(pattern, path)
            if found:
                made = act(desk, asked, found[1] if found.groups() else "")
                return desk.account.expanded(made, asked.get("expand", []))
    elif method == "DELETE" and (found := re.fullmatch(r"subscriptions/(\w+)", path)):
        return desk.account.expanded(desk.series.end(desk.account.get(found[1])), [])
    elif method == "GET":
        return _read(desk, path, asked)
    raise Refused(404, f"Unrecognized request URL ({method}: /v1/{path}).")


def _read(desk: Desk, path: str, asked: Thing) -> Thing:
    if path == "balance":
        return disputes.balance(desk.account)
    if path in LISTS:
        return desk.account.listed(f"/v1/{path}", _found(desk, path, asked), asked)
    where, _, one = path.rpartition("/")
    if where not in ONE:
        raise Refused(404, f"Unrecognized request URL (GET: /v1/{path}).")
    thing = desk.account.get(one)
    if thing["object"] != ONE[where]:
        raise Refused(404, f"No such {ONE[where]}: '{one}'", code="resource_missing")
    return desk.account.expanded(thing, asked.get("expand", []))


def _found(desk: Desk, path: str, asked: Thing) -> list[Thing]:
    kind, names = LISTS[path]
    wanted = {name: asked[name] for name in names if name in asked}
    series = wanted.pop("subscription", None) if kind == "invoice" else None
    things = desk.account.all(kind, **wanted)
    if series:
        things = [one for one in things if one["parent"]["subscription_details"]["subscription"] == series]
    if kind == "invoice_payment" and asked.get("payment"):
        things = [one for one in things if one["payment"]["payment_intent"] == asked["payment"].get("payment_intent")]
    if kind == "event" and asked.get("types"):
        things = [one for one in things if one["type"] in asked["types"]]
    return things
