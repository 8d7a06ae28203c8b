"""Visits to the page where one pays: once, again and again, or only to say what pays."""

from typing import Any

from ama_net.foundation.local.provider import Refused, shapes
from ama_net.foundation.local.provider.engine import CARDS, IBANS
from ama_net.foundation.local.provider.notices import tell
from ama_net.foundation.local.provider.payments import Payments
from ama_net.foundation.local.provider.series import Series
from ama_net.foundation.local.provider.store import Account, Thing, created_now, new_id

DAY = 24 * 60 * 60


class Sessions:
    """What happens to the visits of one key."""

    def __init__(self, account: Account, payments: Payments, series: Series, base: str) -> None:
        self.account, self.payments, self.series, self.base = account, payments, series, base

    def open(self, asked: Thing) -> Thing:
        """A new visit."""
        mode = asked.get("mode")
        if mode not in ("payment", "subscription", "setup") or not asked.get("success_url"):
            raise Refused(400, "Missing or invalid mode or success_url.")
        made = shapes.thing("checkout.session", "cs_test_", mode=mode, status="open", customer=asked.get("customer"))
        line = _line(asked) if mode != "setup" else {}
        made.update(
            metadata=asked.get("metadata") or {},
            client_reference_id=asked.get("client_reference_id"),
            customer_email=asked.get("customer_email"),
            url=f"{self.base}/paga/{made['id']}",
            amount_total=line.get("unit_amount"),
            currency=shapes.CURRENCY,
            payment_status="no_payment_required" if mode == "setup" else "unpaid",
            payment_method_types=asked.get("payment_method_types") or ["card"],
            success_url=asked["success_url"],
            cancel_url=asked.get("cancel_url"),
            locale=asked.get("locale"),
            expires_at=int(asked.get("expires_at") or created_now() + DAY),
            payment_intent=None,
            subscription=None,
            setup_intent=None,
        )
        made.update(_asked=asked, _line=line, _said="")
        if mode == "setup":
            self.account.get(made["customer"])
            intent = shapes.setup_intent(made["customer"], (asked.get("setup_intent_data") or {}).get("metadata") or {})
            made["setup_intent"] = self.account.add(intent)["id"]
        return self.account.add(made)

    def expire(self, session: Thing) -> Thing:
        """Close a visit that was not completed."""
        if session["status"] != "open":
            raise Refused(400, 'Only Checkout Sessions with a status in ["open"] can be expired.')
        session.update(status="expired", url=None)
        tell(self.account, "checkout.session.expired", session)
        return session

    def choose(self, session: Thing, method: str) -> bool:
        """Somebody chose how to pay on the page. False: refused, the page says so and stays."""
        if session["status"] != "open" or session["expires_at"] < created_now():
            raise Refused(400, "This Checkout Session is no longer open.")
        kind = "card" if method in CARDS else "sepa_debit"
        if (method not in CARDS and method not in IBANS) or kind not in session["payment_method_types"]:
            raise Refused(400, "This payment method is not offered.")
        if session["mode"] != "payment" and not session["customer"]:
            made = self.account.add(shapes.customer(session["customer_email"] or ""))
            session["customer"] = made["id"]
        paying = self.account.add(shapes.payment_method(method, session["customer"]))
        going: bool = getattr(self, f"_{session['mode']}")(session, paying)
        session["_said"] = "" if going else "Il pagamento è stato rifiutato. Si può provare in un altro modo."
        return going

    def answered(self, intent: Thing, *, paid: bool) -> None:
        """The bank answered about a debit that a visit began."""
        for session in self.account.all("checkout.session", _intent=intent["id"]):
            session["payment_status"] = "paid" if paid else "unpaid"
            word = "succeeded" if paid else "failed"
            tell(self.account, f"checkout.session.async_payment_{word}", session)

    def _payment(self, session: Thing, method: Thing) -> bool:
        asked = session["_asked"].get("payment_intent_data") or {}
        if session["payment_intent"] is None:
            words, metadata = asked.get("description") or "", asked.get("metadata") or {}
            intent = shapes.payment_intent(
                session["amount_total"], customer_id=session["customer"], metadata=metadata, words=words
            )
            session["payment_intent"] = self.account.add(intent)["id"]
        intent = self.account.get(session["payment_intent"])
        if not self.payments.begin(intent, method):
            return False
        self._complete(session, intent)
        return True

    def _subscription(self, session: Thing, method: Thing) -> bool:
        if method["_method"] == "card_declined":
            return False
        asked = session["_asked"].get("subscription_data") or {}
        made = self.series.start(
            line=session["_line"],
            customer_id=session["customer"],
            method=method,
            metadata=asked.get("metadata") or {},
        )
        session["subscription"] = made["id"]
        tell(self.account, "customer.subscription.created", made)
        self.series.bill(made, "subscription_create")
        paid = self.account.all("invoice_payment", invoice=made["latest_invoice"])[0]
        self._complete(session, self.account.get(paid["payment"]["payment_intent"]))
        return True

    def _setup(self, session: Thing, method: Thing) -> bool:
        intent = self.account.get(session["setup_intent"])
        if method["_method"] == "card_declined":
            return False
        intent.update(payment_method=method["id"], status="succeeded")
        tell(self.account, "setup_intent.succeeded", intent)
        self._complete(session, None)
        return True

    def _complete(self, session: Thing, intent: Thing | None) -> None:
        session.update(status="complete", url=None)
        if intent is not None:
            session["_intent"] = intent["id"]
            session["payment_status"] = "paid" if intent["status"] == "succeeded" else "unpaid"
        tell(self.account, "checkout.session.completed", session)


def _line(asked: Thing) -> Thing:
    """The one thing that is paid, priced in place."""
    lines: list[Any] = asked.get("line_items") or []
    data = lines[0].get("price_data") if len(lines) == 1 else None
    if not data or data.get("currency") != shapes.CURRENCY or int(data.get("unit_amount") or 0) <= 0:
        raise Refused(400, "One line item with price_data in eur is wanted.")
    cents = int(data["unit_amount"]) * int(lines[0].get("quantity") or 1)
    recurring = data.get("recurring") or {}
    if (asked["mode"] == "subscription") != (recurring.get("interval") in ("month", "year")):
        raise Refused(400, "A subscription, and nothing else, has a recurring price.")
    words = data["product_data"]["name"]
    return {"unit_amount": cents, "interval": recurring.get("interval"), "words": words, "product": new_id("prod_")}
