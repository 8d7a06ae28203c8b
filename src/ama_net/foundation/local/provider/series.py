"""Series: what is paid again and again. A period ends when it is told to; its invoice is paid, or not, by what pays the series."""

from datetime import UTC, datetime

from dateutil.relativedelta import relativedelta

from ama_net.foundation.local.provider import Refused, shapes
from ama_net.foundation.local.provider.notices import tell
from ama_net.foundation.local.provider.payments import Payments
from ama_net.foundation.local.provider.store import Account, Thing, created_now

OVER = ("canceled", "incomplete_expired")


class Series:
    """What happens to the subscriptions of one key."""

    def __init__(self, account: Account, payments: Payments) -> None:
        self.account, self.payments = account, payments

    def start(self, *, line: Thing, customer_id: str, method: Thing, metadata: Thing) -> Thing:
        """A new one, with its first invoice on its way; the card has been tried already by who calls."""
        made = shapes.thing("subscription", "sub_", customer=customer_id, status="active", currency=shapes.CURRENCY)
        begun = created_now()
        item = {"start": begun, "end": later(begun, line["interval"]), **line}
        made.update(
            metadata=dict(metadata),
            items={"object": "list", "has_more": False, "url": "", "data": [_item(made, item)]},
            default_payment_method=method["id"],
            latest_invoice=None,
            pause_collection=None,
            cancel_at_period_end=False,
            canceled_at=None,
            ended_at=None,
            cancellation_details={"reason": None, "comment": None, "feedback": None},
            start_date=begun,
        )
        return self.account.add(made)

    def bill(self, series: Thing, reason: str) -> bool:
        """Make the invoice of the present period and try to be paid; False: declined. A pause voids it."""
        item = series["items"]["data"][0]
        cents = item["price"]["unit_amount"] * item["quantity"]
        invoice = self.account.add(_invoice(series, cents, reason))
        series["latest_invoice"] = invoice["id"]
        tell(self.account, "invoice.created", invoice)
        if series["pause_collection"]:
            invoice["status"] = "void"
            tell(self.account, "invoice.voided", invoice)
            return True
        return self.collect(series, invoice)

    def collect(self, series: Thing, invoice: Thing) -> bool:
        """Try to be paid for an invoice, the first time or again."""
        intent = self._intent_of(invoice) or self._new_intent(series, invoice)
        invoice["attempt_count"] += 1
        method = self.account.get(series["default_payment_method"])
        going = self.payments.begin(intent, method)
        if intent["status"] != "processing":
            self.settled(invoice, paid=going)
        return going

    def settled(self, invoice: Thing, *, paid: bool) -> None:
        """What became of an invoice, and of its series."""
        series = self.account.get(invoice["parent"]["subscription_details"]["subscription"])
        for payment in self.account.all("invoice_payment", invoice=invoice["id"]):
            payment.update(status="paid" if paid else "open", amount_paid=invoice["amount_due"] if paid else None)
        if paid:
            invoice.update(status="paid", amount_paid=invoice["amount_due"], amount_remaining=0)
            tell(self.account, "invoice.paid", invoice)
        else:
            tell(self.account, "invoice.payment_failed", invoice)
        if series["status"] not in OVER:
            series["status"] = "active" if paid else "past_due"
            tell(self.account, "customer.subscription.updated", series)

    def next_period(self, series: Thing) -> bool:
        """Let the present period end: a notice of what comes, then the invoice of the next."""
        if series["status"] in OVER:
            raise Refused(400, "This subscription is canceled.")
        self.tell_upcoming(series)
        item = series["items"]["data"][0]
        begun = item["current_period_end"]
        item.update(current_period_start=begun, current_period_end=later(begun, item["price"]["recurring"]["interval"]))
        tell(self.account, "customer.subscription.updated", series)
        return self.bill(series, "subscription_cycle")

    def retry(self, series: Thing) -> bool:
        """Try again to be paid for the last invoice."""
        invoice = self.account.get(series["latest_invoice"])
        if invoice["status"] != "open":
            raise Refused(400, "The last invoice is not open.")
        return self.collect(series, invoice)

    def tell_upcoming(self, series: Thing) -> None:
        """Say that a payment is coming: an invoice that has no name yet."""
        item = series["items"]["data"][0]
        coming = _invoice(series, item["price"]["unit_amount"] * item["quantity"], "upcoming")
        coming.update(next_payment_attempt=item["current_period_end"], status="draft")
        tell(self.account, "invoice.upcoming", coming, id=None)

    def change(self, series: Thing, asked: Thing) -> Thing:
        """Change what pays it, its amount from the next period, its pause, its end."""
        if series["status"] in OVER:
            raise Refused(400, "A canceled subscription can only update its cancellation_details.")
        if asked.get("default_payment_method"):
            series["default_payment_method"] = self.account.get(asked["default_payment_method"])["id"]
        if "pause_collection" in asked:
            series["pause_collection"] = asked["pause_collection"] or None
        for line in asked.get("items") or []:
            _reprice(series, line)
        series["metadata"].update(asked.get("metadata") or {})
        tell(self.account, "customer.subscription.updated", series)
        return series

    def end(self, series: Thing, reason: str = "cancellation_requested") -> Thing:
        """End it now."""
        if series["status"] in OVER:
            raise Refused(404, f"No such subscription: '{series['id']}'", code="resource_missing")
        series.update(status="canceled", canceled_at=created_now(), ended_at=created_now())
        series["cancellation_details"]["reason"] = reason
        tell(self.account, "customer.subscription.deleted", series)
        return series

    def _intent_of(self, invoice: Thing) -> Thing | None:
        paid = self.account.all("invoice_payment", invoice=invoice["id"])
        return self.account.get(paid[0]["payment"]["payment_intent"]) if paid else None

    def _new_intent(self, series: Thing, invoice: Thing) -> Thing:
        intent = shapes.payment_intent(
            invoice["amount_due"], customer_id=series["customer"], metadata={}, words="Subscription update"
        )
        payment = shapes.thing("invoice_payment", "inpay_", invoice=invoice["id"], status="open", is_default=True)
        payment.update(amount_requested=invoice["amount_due"], amount_paid=None, currency=shapes.CURRENCY)
        payment["payment"] = {"type": "payment_intent", "payment_intent": intent["id"]}
        self.account.add(payment)
        return self.account.add(intent)


def later(moment: int, interval: str) -> int:
    """A month, or a year, after an instant; the last day of a shorter month."""
    day = datetime.fromtimestamp(moment, UTC)
    step = relativedelta(months=1) if interval == "month" else relativedelta(years=1)
    return int((day + step).timestamp())


def _item(series: Thing, line: Thing) -> Thing:
    made = shapes.thing("subscription_item", "si_", subscription=series["id"], quantity=1)
    made.update(current_period_start=line["start"], current_period_end=line["end"])
    made["price"] = _price(line["unit_amount"], line["interval"], line["product"])
    return made


def _price(cents: int, interval: str, product: str) -> Thing:
    made = shapes.thing("price", "price_", unit_amount=cents, currency=shapes.CURRENCY, product=product, active=False)
    made.update(type="recurring", recurring={"interval": interval, "interval_count": 1, "usage_type": "licensed"})
    return made


def _reprice(series: Thing, line: Thing) -> None:
    item = series["items"]["data"][0]
    if line.get("id") != item["id"]:
        raise Refused(400, "Only the item that is there can be changed.")
    data = line.get("price_data") or {}
    if data.get("product") != item["price"]["product"] or data.get("currency") != shapes.CURRENCY:
        raise Refused(400, "No such product.", code="resource_missing")
    item["price"] = _price(int(data["unit_amount"]), data["recurring"]["interval"], data["product"])


def _invoice(series: Thing, cents: int, reason: str) -> Thing:
    item = series["items"]["data"][0]
    made = shapes.thing("invoice", "in_", customer=series["customer"], currency=shapes.CURRENCY, status="open")
    made.update(
        billing_reason=reason, amount_due=cents, amount_paid=0, amount_remaining=cents, total=cents, attempt_count=0
    )
    made.update(period_start=item["current_period_start"], period_end=item["current_period_end"])
    details = {"subscription": series["id"], "metadata": dict(series["metadata"])}
    made["parent"] = {"type": "subscription_details", "subscription_details": details, "quote_details": None}
    return made
