"""What comes after a payment: a dispute, won or lost; a debit sent back within its eight weeks; what is paid out."""

from ama_net.foundation.local.provider import Refused, shapes
from ama_net.foundation.local.provider.notices import tell
from ama_net.foundation.local.provider.store import Account, Thing, created_now

DISPUTE_FEE = 20_00
RETURN_FEE = 7_50
"""What is kept when a debit comes back."""


def open_dispute(account: Account, charge: Thing) -> Thing:
    """The bank of who paid takes the money back; the fee of a card's dispute goes with it."""
    return _disputed(account, charge, status="needs_response", reason="fraudulent", fee=DISPUTE_FEE)


def end_dispute(account: Account, dispute: Thing, *, won: bool) -> None:
    """The bank decides: won, the money and the fee come back."""
    if dispute["status"] != "needs_response":
        raise Refused(400, "This dispute is closed.")
    dispute["status"] = "won" if won else "lost"
    if won:
        back = _moved(account, dispute, dispute["amount"], -DISPUTE_FEE, "dispute_reversal")
        dispute["balance_transactions"].append(back["id"])
        tell(account, "charge.dispute.funds_reinstated", dispute)
    tell(account, "charge.dispute.closed", dispute)


def return_debit(account: Account, charge: Thing) -> Thing:
    """Who paid by direct debit has it back, without a reason, within eight weeks: a dispute that is lost as it opens."""
    if charge["payment_method_details"]["type"] != "sepa_debit":
        raise Refused(400, "Only a direct debit is sent back.")
    dispute = _disputed(account, charge, status="lost", reason="debit_not_authorized", fee=RETURN_FEE)
    tell(account, "charge.dispute.closed", dispute)
    return dispute


def pay_out(account: Account) -> Thing:
    """Send what is held to the association's bank: all that no earlier payout took. Raises Refused when nothing is there."""
    waiting = [one for one in account.all("balance_transaction") if one["payout"] is None]
    cents = sum(one["net"] for one in waiting)
    if cents <= 0:
        raise Refused(400, "Insufficient funds.", code="balance_insufficient")
    payout = shapes.thing("payout", "po_", amount=cents, currency=shapes.CURRENCY, status="paid", automatic=True)
    payout.update(arrival_date=created_now(), method="standard", type="bank_account", description="STRIPE PAYOUT")
    payout.update(failure_code=None, failure_message=None, failure_balance_transaction=None, statement_descriptor=None)
    moved = shapes.balance_transaction("payout", payout, -cents, 0)
    payout["balance_transaction"] = moved["id"]
    for one in (*waiting, moved):
        one["payout"] = payout["id"]
    account.add(moved)
    account.add(payout)
    tell(account, "payout.created", {**payout, "status": "in_transit"})
    tell(account, "payout.paid", payout)
    return payout


def fail_payout(account: Account, payout: Thing) -> None:
    """The bank refuses it: the money is in the balance again."""
    moved = shapes.balance_transaction("payout_failure", payout, payout["amount"], 0)
    account.add(moved)
    payout.update(status="failed", failure_code="account_closed", failure_balance_transaction=moved["id"])
    tell(account, "payout.failed", payout)


def keep_fee(account: Account, cents: int) -> Thing:
    """Take what the services of a month cost."""
    return account.add(shapes.balance_transaction("stripe_fee", {"id": None}, -cents, 0, category="fee"))


def balance(account: Account) -> Thing:
    """What is held; a key with ``dollars`` in it opens an account that is kept in them."""
    currency = "usd" if "dollars" in account.key else shapes.CURRENCY
    cents = sum(one["net"] for one in account.all("balance_transaction") if one["payout"] is None)
    available = [{"amount": cents, "currency": currency, "source_types": {"card": cents}}]
    return {"object": "balance", "livemode": False, "available": available, "pending": []}


def _disputed(account: Account, charge: Thing, *, status: str, reason: str, fee: int) -> Thing:
    if charge["status"] != "succeeded" or charge["disputed"]:
        raise Refused(400, "This charge cannot be disputed.")
    cents = charge["amount"] - charge["amount_refunded"]
    dispute = shapes.thing("dispute", "du_", amount=cents, currency=shapes.CURRENCY, status=status, reason=reason)
    dispute.update(charge=charge["id"], payment_intent=charge["payment_intent"], is_charge_refundable=False)
    dispute["balance_transactions"] = [_moved(account, dispute, -cents, fee, "dispute")["id"]]
    account.add(dispute)
    charge["disputed"] = True
    tell(account, "charge.dispute.created", dispute)
    tell(account, "charge.dispute.funds_withdrawn", dispute)
    return dispute


def _moved(account: Account, dispute: Thing, cents: int, fee: int, category: str) -> Thing:
    return account.add(shapes.balance_transaction("adjustment", dispute, cents, fee, category=category))
