"""localstripe: whether a card or an IBAN pays, and the charge that comes of it; refunds. Asked by its own API."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import Any

from ama_net.foundation.local.provider import Refused

KEY = "sk_test_engine"
SECONDS = 10
BANK_SECONDS = 3

CARDS = {
    "card": "4242424242424242",
    "card_declined": "4000000000000341",
}
IBANS = {
    "debit": "IT60X0542811101000000123456",
    "debit_failing": "DE62370400440532013001",
}


@dataclass(frozen=True)
class Outcome:
    """What became of a payment; names of what was made. No transaction: it failed."""

    charge: str
    intent: str
    transaction: str
    code: str = ""


class Engine:
    """The process that decides. One customer for each payment: it need remember nothing after a restart."""

    def __init__(self, port: int) -> None:
        self.base = f"http://localhost:{port}"

    def clear(self) -> None:
        """Forget everything."""
        self._ask("DELETE", "/_config/data")

    def pay(self, method: str, cents: int) -> Outcome:
        """Charge a test card or IBAN at once; of a debit the bank's answer is waited for."""
        customer = self._ask("POST", "/v1/customers", {"description": "prova"})
        paying = self._ask("POST", "/v1/payment_methods", _method(method))
        self._ask("POST", f"/v1/payment_methods/{paying['id']}/attach", {"customer": customer["id"]})
        wanted = {"amount": cents, "currency": "eur", "customer": customer["id"], "payment_method": paying["id"]}
        intent = self._ask("POST", "/v1/payment_intents", wanted)
        try:
            self._ask("POST", f"/v1/payment_intents/{intent['id']}/confirm", {})
        except Refused as refused:
            return Outcome(refused.body["error"].get("charge") or "", intent["id"], "", "card_declined")
        return self._settled(intent["id"], debit=method in IBANS)

    def refund(self, charge: str, cents: int) -> tuple[str, str]:
        """The names of a refund and of its transaction; empty when the charge is of before a restart."""
        try:
            made = self._ask("POST", "/v1/refunds", {"charge": charge, "amount": cents})
        except Refused as refused:
            if refused.status == 404:
                return "", ""
            raise
        return made["id"], made["balance_transaction"]

    def _settled(self, intent_id: str, *, debit: bool) -> Outcome:
        """An IBAN answers a moment later; until then the charge has neither a transaction nor a fault."""
        end = time.monotonic() + BANK_SECONDS
        while True:
            charge = self._ask("GET", f"/v1/payment_intents/{intent_id}")["latest_charge"]
            if charge["balance_transaction"]:
                return Outcome(charge["id"], intent_id, charge["balance_transaction"])
            if charge["status"] == "failed" or time.monotonic() > end:
                return Outcome(charge["id"], intent_id, "", "debit_not_authorized" if debit else "card_declined")
            time.sleep(0.1)

    def _ask(self, method: str, path: str, form: dict[str, Any] | None = None) -> Any:
        body = urllib.parse.urlencode(form).encode() if form is not None else None
        asked = urllib.request.Request(self.base + path, body, {"Authorization": f"Bearer {KEY}"}, method=method)  # noqa: S310  # always our own address
        try:
            with urllib.request.urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310  # as above
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            told = json.loads(error.read() or b"{}").get("error", {})
            refused = Refused(error.code, str(told.get("message", "")), code=str(told.get("code", "")))
            refused.body["error"]["charge"] = told.get("charge")
            raise refused from None


def _method(method: str) -> dict[str, Any]:
    if method in IBANS:
        return {"type": "sepa_debit", "sepa_debit[iban]": IBANS[method]}
    card = {"number": CARDS[method], "exp_month": 12, "exp_year": 2030, "cvc": "123"}
    return {"type": "card", **{f"card[{name}]": value for name, value in card.items()}}
