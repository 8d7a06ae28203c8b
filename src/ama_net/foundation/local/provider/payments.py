"""Payments: a try to be paid, the bank's answer to a debit, refunds, what is kept as a fee."""

from typing import Any

from ama_net.foundation.local.provider import Refused, shapes
from ama_net.foundation.local.provider.engine import IBANS, Engine, Outcome
from ama_net.foundation.local.provider.notices import tell
from ama_net.foundation.local.provider.store import Account, Thing

CARD_PER_MILLE, CARD_FIXED, DEBIT_FIXED = 15, 25, 35
WORDS = {
    "card_declined": "Your card was declined.",
    "debit_not_authorized": "The customer has notified their bank that this payment was unauthorized.",
}


class Payments:
    """What happens to payments of one key."""

    def __init__(self, account: Account, engine: Engine) -> None:
        self.account, self.engine = account, engine

    def begin(self, intent: Thing, method: Thing) -> bool:
        """Try to be paid. A card answers at once (False: declined); a debit is processing until the bank answers."""
        made = self.account.add(shapes.charge(intent, method))
        intent.update(latest_charge=made["id"], payment_method=method["id"])
        if method["_method"] in IBANS:
            intent["status"] = "processing"
            tell(self.account, "payment_intent.processing", intent)
            tell(self.account, "charge.pending", made)
            return True
        return self._settle(intent, made, self.engine.pay(method["_method"], intent["amount"]))

    def answer(self, intent: Thing) -> bool:
        """Let the bank answer about a debit; False when it said no."""
        if intent["status"] != "processing":
            raise Refused(400, "This payment is not processing.")
        method = self.account.get(intent["payment_method"])
        made = self.account.get(intent["latest_charge"])
        return self._settle(intent, made, self.engine.pay(method["_method"], intent["amount"]))

    def refund(self, asked: Thing) -> Thing:
        """Give money back."""
        made = self._refundable(asked)
        left = made["amount"] - made["amount_refunded"]
        cents = int(asked.get("amount") or left)
        if not 0 < cents <= left:
            raise Refused(
                400, "Refund amount is greater than unrefunded amount on charge.", code="charge_already_refunded"
            )
        name, transaction = self.engine.refund(made["_engine"], cents)
        back = shapes.thing("refund", "re_", amount=cents, currency=shapes.CURRENCY, charge=made["id"])
        back.update(
            payment_intent=made["payment_intent"], status="succeeded", reason=asked.get("reason"), failure_reason=None
        )
        back.update(id=name or back["id"], metadata=asked.get("metadata") or {}, failure_balance_transaction=None)
        moved = self._moved("refund", back, -cents, 0, transaction)
        self.account.add({**back, "balance_transaction": moved["id"]})
        made["amount_refunded"] += cents
        made["refunded"] = made["amount_refunded"] == made["amount"]
        tell(self.account, "charge.refunded", made)
        tell(self.account, "refund.created", self.account.get(back["id"]))
        return self.account.get(back["id"])

    def fail_refund(self, refund: Thing) -> None:
        """The money of a refund came back (the account is closed): it is in the balance again."""
        made = self.account.get(refund["charge"])
        moved = self._moved("refund_failure", refund, refund["amount"], 0, "")
        refund.update(
            status="failed", failure_reason="expired_or_canceled_card", failure_balance_transaction=moved["id"]
        )
        made["amount_refunded"] -= refund["amount"]
        made["refunded"] = False
        tell(self.account, "refund.failed", refund)

    def _refundable(self, asked: Thing) -> Thing:
        charge_id: Any = asked.get("charge")
        if not charge_id:
            charge_id = self.account.get(asked.get("payment_intent"))["latest_charge"]
        made = self.account.get(charge_id)
        if made["status"] != "succeeded":
            raise Refused(400, "This charge has not succeeded: it cannot be refunded.")
        return made

    def _settle(self, intent: Thing, made: Thing, outcome: Outcome) -> bool:
        made["_engine"] = outcome.charge
        if not outcome.transaction:
            self._failed(intent, made, outcome.code)
            return False
        kind = "payment" if made["payment_method_details"]["type"] == "sepa_debit" else "charge"
        fee = DEBIT_FIXED if kind == "payment" else CARD_FIXED + round(made["amount"] * CARD_PER_MILLE / 1000)
        moved = self._moved(kind, made, made["amount"], fee, outcome.transaction)
        moved["reporting_category"] = "charge"
        made.update(status="succeeded", paid=True, amount_captured=made["amount"], balance_transaction=moved["id"])
        intent.update(status="succeeded", amount_received=intent["amount"], last_payment_error=None)
        tell(self.account, "charge.succeeded", made)
        tell(self.account, "payment_intent.succeeded", intent)
        return True

    def _failed(self, intent: Thing, made: Thing, code: str) -> None:
        made.update(status="failed", failure_code=code, failure_message=WORDS[code])
        error = {"type": "card_error", "code": code, "decline_code": code, "message": WORDS[code], "charge": made["id"]}
        intent.update(status="requires_payment_method", last_payment_error=error)
        tell(self.account, "charge.failed", made)
        tell(self.account, "payment_intent.payment_failed", intent)

    def _moved(self, kind: str, source: Thing, cents: int, fee: int, name: str) -> Thing:
        moved = shapes.balance_transaction(kind, source, cents, fee)
        moved["id"] = name or moved["id"]
        return self.account.add(moved)
