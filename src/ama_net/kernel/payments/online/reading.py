"""What the provider says of its objects, read into values: only the fields that are used, in cents and in days of Italy."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from ama_net.foundation.clock import ROME, now
from ama_net.kernel.payments.models import PaymentWay

EURO = "eur"
KEY = "ama_checkout"
"""Under what name our own visit is written in the provider's objects."""


@dataclass(frozen=True)
class Kept:
    """A line of the provider's own account: what it moved there (signed) and what was kept of it."""

    id: str
    amount_cents: int
    fee_cents: int
    created: int
    currency: str = EURO


@dataclass(frozen=True)
class Charge:
    """Money asked of a card or of a bank account."""

    id: str
    status: str
    amount_cents: int
    created: int
    way: PaymentWay
    refunded_cents: int
    disputed: bool
    failure: str
    kept: Kept | None


@dataclass(frozen=True)
class Intent:
    """A payment as the provider has it, with its last charge."""

    id: str
    status: str
    currency: str
    created: int
    checkout: str
    code: str
    charge: Charge | None


@dataclass(frozen=True)
class Refund:
    """Money given back."""

    id: str
    status: str
    amount_cents: int
    created: int
    kept: Kept | None


@dataclass(frozen=True)
class Dispute:
    """A payment that who paid, or their bank, contests: what was taken for it, and given again when it was won."""

    id: str
    created: int
    kept: tuple[Kept, ...]


@dataclass(frozen=True)
class Subscription:
    """A series as the provider has it. ``facts`` are those of ``ProviderNews``."""

    id: str
    status: str
    created: int
    checkout: str
    amount_cents: int
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Session:
    """A visit to the provider's page."""

    id: str
    mode: str
    status: str
    url: str
    created: int
    checkout: str
    payment: str
    subscription: str
    setup: str


@dataclass(frozen=True)
class Payout:
    """Money on its way from the provider to the bank; negative when it is the provider that takes it back."""

    id: str
    status: str
    amount_cents: int
    currency: str
    arrives: int


def day_of(moment: int) -> date:
    """The day of an instant of the provider's, in Italy; never one to come."""
    return min(datetime.fromtimestamp(moment, UTC), now()).astimezone(ROME).date()


def id_of(value: Any) -> str:
    """The id of what is given either by its id or whole; empty for nothing."""
    if isinstance(value, dict):
        return str(value.get("id") or "")
    return str(value or "")


def read_intent(said: dict[str, Any]) -> Intent:
    """A payment intent whose ``latest_charge`` is whole."""
    charge = said.get("latest_charge")
    return Intent(
        said["id"],
        said["status"],
        said["currency"],
        int(said["created"]),
        _checkout(said),
        str((said.get("last_payment_error") or {}).get("code") or ""),
        read_charge(charge) if isinstance(charge, dict) else None,
    )


def read_charge(said: dict[str, Any]) -> Charge:
    """A charge."""
    return Charge(
        said["id"],
        said["status"],
        int(said["amount"]),
        int(said["created"]),
        _way(said.get("payment_method_details") or {}),
        int(said.get("amount_refunded") or 0),
        bool(said.get("disputed")),
        str(said.get("failure_code") or ""),
        read_kept(said.get("balance_transaction")),
    )


def read_kept(said: Any) -> Kept | None:
    """A balance transaction; None until the provider has written it."""
    if not isinstance(said, dict):
        return None
    return Kept(
        said["id"], int(said["amount"]), int(said.get("fee") or 0), int(said["created"]), said.get("currency") or EURO
    )


def read_refund(said: dict[str, Any]) -> Refund:
    """A refund."""
    kept = read_kept(said.get("balance_transaction"))
    return Refund(said["id"], str(said.get("status") or ""), int(said["amount"]), int(said["created"]), kept)


def read_dispute(said: dict[str, Any]) -> Dispute:
    """A dispute, its lines in the order they were written."""
    kept = [line for line in map(read_kept, said.get("balance_transactions") or []) if line is not None]
    return Dispute(said["id"], int(said["created"]), tuple(sorted(kept, key=lambda line: (line.created, line.id))))


def read_session(said: dict[str, Any]) -> Session:
    """A checkout session."""
    return Session(
        said["id"],
        said["mode"],
        said["status"],
        str(said.get("url") or ""),
        int(said["created"]),
        _checkout(said),
        id_of(said.get("payment_intent")),
        id_of(said.get("subscription")),
        id_of(said.get("setup_intent")),
    )


def read_payout(said: dict[str, Any]) -> Payout:
    """A payout."""
    return Payout(said["id"], said["status"], int(said["amount"]), said["currency"], int(said["arrival_date"]))


def read_subscription(said: dict[str, Any]) -> Subscription:
    """A subscription whose ``default_payment_method`` is whole."""
    lines = (said.get("items") or {}).get("data") or [{}]
    line: dict[str, Any] = lines[0]
    facts: dict[str, Any] = {
        "customer": id_of(said.get("customer")),
        "subscription": said["id"],
        "paused": said.get("pause_collection") is not None or said["status"] == "paused",
    }
    if line.get("current_period_end"):
        facts["next_on"] = datetime.fromtimestamp(int(line["current_period_end"]), UTC).astimezone(ROME).date()
    facts.update(_method(said.get("default_payment_method")))
    cents = int((line.get("price") or {}).get("unit_amount") or 0) * int(line.get("quantity") or 1)
    return Subscription(said["id"], said["status"], int(said["created"]), _checkout(said), cents, facts)


def _checkout(said: dict[str, Any]) -> str:
    return str((said.get("metadata") or {}).get(KEY) or "")


def _way(details: dict[str, Any]) -> PaymentWay:
    kind = details.get("type")
    if kind == "sepa_debit":
        return PaymentWay.DIRECT_DEBIT
    if kind == "card":
        return PaymentWay.WALLET if (details.get("card") or {}).get("wallet") else PaymentWay.CARD
    return PaymentWay.WALLET if kind else PaymentWay.OTHER


def _method(said: Any) -> dict[str, Any]:
    """What pays, as people know it: the last digits, never more; and the last day of a card."""
    if not isinstance(said, dict):
        return {}
    if said.get("type") == "sepa_debit":
        method = f"IBAN •••• {said['sepa_debit']['last4']}"
        return {"method": method, "method_expires_on": None, "way": PaymentWay.DIRECT_DEBIT}
    card = said.get("card")
    if not card:
        method = str(said.get("type") or "").replace("_", " ").capitalize()
        return {"method": method, "method_expires_on": None, "way": PaymentWay.WALLET}
    month, year = int(card["exp_month"]), int(card["exp_year"])
    after = date(year + month // 12, month % 12 + 1, 1)
    method = f"{card['brand'].capitalize()} •••• {card['last4']}"
    way = PaymentWay.WALLET if card.get("wallet") else PaymentWay.CARD
    return {"method": method, "method_expires_on": _day_before(after), "way": way}


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
