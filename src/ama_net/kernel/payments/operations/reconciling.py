"""The proof that the accounts add up, made every night and kept: what is told is shown, nothing is mended by itself.

Three equalities: fees and gifts that are kept = receipts in force + those without one; what a provider paid out and holds = what
came − what it kept − what went back; what the bank says is in an account = what the books say.
"""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.kernel.payments.models_online import Reconciliation
from ama_net.kernel.payments.queries_reconciling import (
    bank_balances,
    lonely_halves,
    payouts_not_arrived,
    provider_sums,
    receipts_and_kept,
    wrong_receipts,
)
from ama_net.kernel.tenancy import current_tenant_id


class Fault(StrEnum):
    """What may not add up."""

    RECEIPT = "receipt"
    """A receipt in force says another amount than what was kept."""
    PROVIDER = "provider"
    """A provider paid out more than it had."""
    HALF = "half"
    """A giroconto has one half."""
    PAYOUT = "payout"
    """What a provider paid out never came to the bank."""
    BANK = "bank"
    """The bank says another balance than the books."""


@dataclass(frozen=True)
class Difference:
    """Something that does not add up: how much, and the movement or the account to look at."""

    kind: Fault
    cents: int
    payment_id: str = ""
    account_id: str = ""
    on: str = ""


def reconcile(day: date) -> Reconciliation:
    """Make the proof of a day and keep it; made again on the same day, it takes the place of the one before."""
    hold(f"payments:reconciling:{current_tenant_id()}")
    kept = db.session.scalar(select(Reconciliation).where(Reconciliation.on_day == day))
    kept = kept or Reconciliation(on_day=day)
    settled, wrong = _settled()
    providers, overpaid = _providers()
    banks, off = _banks()
    kept.figures = {"settled": settled, "providers": providers, "banks": banks}
    kept.differences = [asdict(one) for one in (*wrong, *overpaid, *_giroconti(day), *off)]
    kept.made_at = now()
    db.session.add(kept)
    db.session.flush()
    return kept


def _settled() -> tuple[dict[str, int], list[Difference]]:
    found = receipts_and_kept()
    figures = {
        "came": int(found.came),
        "back": int(found.back),
        "receipts": int(found.receipts),
        "without": int(found.without),
        "without_count": int(found.without_count),
    }
    wrong = [
        Difference(Fault.RECEIPT, int(row.receipt) - int(row.kept), payment_id=str(row.id)) for row in wrong_receipts()
    ]
    return figures, wrong


def _providers() -> tuple[list[dict[str, Any]], list[Difference]]:
    figures: list[dict[str, Any]] = []
    wrong: list[Difference] = []
    for row in provider_sums():
        held = int(row.opening + row.came - row.charges - row.back - row.paid_out)
        sums = {name: int(getattr(row, name)) for name in ("opening", "came", "charges", "back", "paid_out")}
        figures.append({"account_id": str(row.id), **sums, "held": held})
        if held < 0:
            wrong.append(Difference(Fault.PROVIDER, held, account_id=str(row.id)))
    return figures, wrong


def _giroconti(day: date) -> list[Difference]:
    lonely = [(Fault.HALF, payment) for payment in lonely_halves()]
    lost = [(Fault.PAYOUT, payment) for payment in payouts_not_arrived(day)]
    return [
        Difference(kind, payment.amount_cents, payment_id=str(payment.id), on=payment.on_day.isoformat())
        for kind, payment in (*lonely, *lost)
    ]


def _banks() -> tuple[list[dict[str, Any]], list[Difference]]:
    figures: list[dict[str, Any]] = []
    wrong: list[Difference] = []
    for one in bank_balances():
        account, on = str(one.account_id), one.on.isoformat()
        sums = {"bank": one.bank_cents, "books": one.books_cents, "to_do": one.to_do_cents}
        figures.append({"account_id": account, "on": on, **sums, "difference": one.difference_cents})
        if one.difference_cents:
            wrong.append(Difference(Fault.BANK, one.difference_cents, account_id=account, on=on))
    return figures, wrong
