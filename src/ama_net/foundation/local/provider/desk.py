"""What a person, or a test, makes happen by hand: the bank answers, a month goes by, a payment is contested, money is paid out."""

from collections.abc import Callable

from ama_net.foundation.local.provider import Refused, disputes
from ama_net.foundation.local.provider.engine import Engine
from ama_net.foundation.local.provider.notices import send_again
from ama_net.foundation.local.provider.payments import Payments
from ama_net.foundation.local.provider.series import OVER, Series
from ama_net.foundation.local.provider.sessions import Sessions
from ama_net.foundation.local.provider.shapes import payment_method
from ama_net.foundation.local.provider.store import Account, Store, Thing


class Desk:
    """Everything that may happen to the objects of one key."""

    def __init__(self, store: Store, engine: Engine, key: str, base: str) -> None:
        self.account: Account = store.of(key)
        self.payments = Payments(self.account, engine)
        self.series = Series(self.account, self.payments)
        self.sessions = Sessions(self.account, self.payments, self.series, base)

    def do(self, what: str, asked: Thing) -> Thing:
        """Make one thing happen, by its name. Raises Refused for a name nobody knows."""
        act: Callable[[Thing], Thing | None] | None = getattr(self, f"_do_{what}", None)
        if act is None:
            raise Refused(404, f"Nothing is called {what}.")
        return act(asked) or {}

    def _do_answer(self, asked: Thing) -> Thing:
        """The bank answers about the debits that wait (about one: ``id``)."""
        waiting = self.account.all("payment_intent", status="processing")[::-1]
        for intent in [one for one in waiting if asked.get("id") in (None, one["id"])]:
            paid = self.payments.answer(intent)
            for payment in self.account.all("invoice_payment"):
                if payment["payment"]["payment_intent"] == intent["id"]:
                    self.series.settled(self.account.get(payment["invoice"]), paid=paid)
            self.sessions.answered(intent, paid=paid)
        return {"answered": len(waiting)}

    def _do_period(self, asked: Thing) -> Thing:
        """A period goes by for every series (for one: ``id``)."""
        going = [one for one in self.account.all("subscription")[::-1] if one["status"] not in OVER]
        for series in [one for one in going if asked.get("id") in (None, one["id"])]:
            self.series.next_period(series)
        return {"billed": len(going)}

    def _do_upcoming(self, asked: Thing) -> None:
        self.series.tell_upcoming(self.account.get(asked["id"]))

    def _do_method(self, asked: Thing) -> None:
        """What pays a series becomes another trial card or IBAN, as when a card is blocked."""
        series = self.account.get(asked["id"])
        made = self.account.add(payment_method(asked["method"], series["customer"]))
        series["default_payment_method"] = made["id"]

    def _do_retry(self, asked: Thing) -> None:
        self.series.retry(self.account.get(asked["id"]))

    def _do_give_up(self, asked: Thing) -> None:
        """The provider tried enough times: the series is over."""
        self.series.end(self.account.get(asked["id"]), "payment_failed")

    def _do_dispute(self, asked: Thing) -> Thing:
        return disputes.open_dispute(self.account, self.account.get(asked["id"]))

    def _do_dispute_won(self, asked: Thing) -> None:
        disputes.end_dispute(self.account, self.account.get(asked["id"]), won=True)

    def _do_dispute_lost(self, asked: Thing) -> None:
        disputes.end_dispute(self.account, self.account.get(asked["id"]), won=False)

    def _do_return_debit(self, asked: Thing) -> Thing:
        return disputes.return_debit(self.account, self.account.get(asked["id"]))

    def _do_refund(self, asked: Thing) -> Thing:
        return self.payments.refund({"charge": asked["id"], "amount": asked.get("amount")})

    def _do_fail_refund(self, asked: Thing) -> None:
        self.payments.fail_refund(self.account.get(asked["id"]))

    def _do_pay_out(self, asked: Thing) -> Thing:
        return disputes.pay_out(self.account)

    def _do_fail_payout(self, asked: Thing) -> None:
        disputes.fail_payout(self.account, self.account.get(asked["id"]))

    def _do_keep_fee(self, asked: Thing) -> Thing:
        """The provider takes what it asks for its services of a month: a line that is its own fee."""
        return disputes.keep_fee(self.account, int(asked["amount"]))

    def _do_hook(self, asked: Thing) -> None:
        """Where the notices of this key go, and the secret they are signed with."""
        self.account.store.hooks[self.account.key] = {"url": asked.get("url") or "", "secret": asked["secret"]}

    def _do_again(self, asked: Thing) -> Thing:
        """Every notice once more, so many times each, in any order."""
        return {"sent": send_again(self.account, times=min(5, int(asked.get("times") or 1)))}

    def _do_events(self, asked: Thing) -> Thing:
        """The notices so far, oldest first, for who sends them by themselves."""
        return {"events": self.account.all("event")[::-1]}
