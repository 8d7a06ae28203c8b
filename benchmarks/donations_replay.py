"""What is told by who takes payments online: once, as it happens; or five times each, in any order. The rows that differ.

Two associations live through the same days: gifts by card and by debit, series that go on, fail, pause, end, refunds, disputes,
debits called back, payouts. One is told everything as it happens, once. The other hears nothing until evening, then every notice
there ever was, five times each and in any order, as if none had been heard before. What both have in the end (movements that
count, receipts in force, gifts, series, visits) is compared row by row.
"""

import json
import os
import random
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import delete, select

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.models import Gift, Interval, RecurringGift
from ama_net.features.donations.operations.finishing import finish
from ama_net.features.donations.operations.gifts import Giving, ask_gift
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.local.provider import service
from ama_net.foundation.local.provider.notices import signed
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import BankAccount, CheckoutMode, Payment, PaymentState, PaymentWay, Receipt, Row
from ama_net.kernel.payments.models_online import Checkout, ProviderAccount, ProviderEvent
from ama_net.kernel.payments.online.checkout import start_checkout
from ama_net.kernel.payments.online.events import receive_event
from ama_net.kernel.payments.operations.online_accounts import OnlineKeys, connect_online
from benchmarks.bed import Bed
from benchmarks.hands import association, in_a_process, make_app, tenant_called
from benchmarks.report import Row as Measured
from tests.support.provider import Provider, shuffled

ONCE, AGAIN = "ferrara", "riconoscere"
TIMES, GIFTS = 5, 8
SECRET = "whsec_misura"
Thing = dict[str, Any]


def differences(bed: Bed) -> list[Measured]:
    """The rows that differ."""
    told = in_a_process(bed, "benchmarks.donations_replay")
    note = f"{told['notices']} avvisi, {TIMES} volte ciascuno; {told['rows']} righe confrontate"
    return [Measured("donations.replay_differences", told["differences"], "righe", note=note)]


@dataclass
class Life:
    """One of the two associations, and how it is told."""

    app: Flask
    tenant: UUID
    provider: Provider
    key: str
    at_once: bool
    heard: int = 0
    dice: random.Random = field(default_factory=lambda: random.Random(11))
    account_id: UUID = field(init=False)

    def __post_init__(self) -> None:
        with association(self.app, self.tenant), unit_of_work():
            bank = BankAccount(label="Misura", holder="Misura", iban="IT36T0867302802032000320838", used_for="none")
            db.session.add(bank)
            db.session.flush()
            keys = OnlineKeys(self.key, SECRET, with_debit=True, payout_account_id=bank.id)
            self.account_id = connect_online(keys, by=SYSTEM).id

    def do(self, what: str, **asked: Any) -> Thing:
        """Something happens at the provider's."""
        done = self.provider.do(what, key=self.key, **asked)
        self.hear()
        return done

    def give(self, cents: int, method: str, every: Interval | None = None) -> None:
        """Somebody gives, once or every month."""
        number = f"{cents}-{method}"
        donor = DonorFacts("Prova", f"Misura{number}", email=f"{number}@donatori.example")
        with association(self.app, self.tenant), unit_of_work():
            row = ask_gift(Giving(cents, PaymentWay.CARD, donor, every=every), by=SYSTEM)
            page = start_checkout(
                Row(row.__tablename__, row.id),
                amount_cents=cents,
                words="Erogazione liberale",
                mode=CheckoutMode.SUBSCRIPTION if every else CheckoutMode.PAYMENT,
                every=every,
                language="it",
                back="http://localhost/tornati",
            )
        self.provider.choose(page, method)
        self.hear()

    def hear(self) -> None:
        """What has not been heard yet, once and in its order; or nothing until evening."""
        if not self.at_once:
            return
        events = self.provider.events(key=self.key)
        self._tell(events[self.heard :])
        self.heard = len(events)

    def evening(self) -> None:
        """The other hears everything from the first day, each notice five times, in any order. Then receipts leave."""
        if not self.at_once:
            with association(self.app, self.tenant), unit_of_work():
                db.session.execute(delete(ProviderEvent))
            self._tell(shuffled(self.provider.events(key=self.key), TIMES, seed=self.dice.randrange(10_000)))
        with association(self.app, self.tenant):
            gifts = list(db.session.scalars(select(Gift.id).where(Gift.paid_cents > 0)))
            db.session.rollback()
            for gift_id in gifts:
                with unit_of_work():
                    finish(gift_id)

    def _tell(self, events: list[Thing]) -> None:
        for event in events:
            body, mark = signed(event, SECRET)
            with association(self.app, self.tenant), unit_of_work():
                receive_event(db.session.get_one(ProviderAccount, self.account_id), body.encode(), mark)


def first_day(life: Life) -> None:
    """People give, once and every month; banks answer."""
    for number in range(GIFTS):
        life.give(2000 + 100 * number, "card")
        life.give(5000 + 100 * number, "debit")
    life.give(1500, "debit_failing")
    for cents in (900, 1000, 1100, 1200):
        life.give(cents, "card", Interval.MONTH)
    life.give(1300, "debit", Interval.MONTH)
    life.do("answer")


def second_day(life: Life) -> None:
    """Money goes back: refunds, disputes, a debit called back; a month goes by; one card pays no more."""
    charge = _by_amount(life, "charges")
    life.do("refund", id=charge[2000]["id"])
    life.do("refund", id=charge[2100]["id"], amount=700)
    life.do("dispute", id=charge[2300]["id"])
    life.do("dispute", id=charge[2400]["id"])
    life.do("return_debit", id=charge[5200]["id"])
    life.do("method", id=_series(life)[1000]["id"], method="card_declined")
    life.do("method", id=_series(life)[1100]["id"], method="card_declined")
    life.do("period")
    life.do("answer")
    life.do("pay_out")


def third_day(life: Life) -> None:
    """Disputes end, a refund fails, a series is mended, another given up; a payout comes back."""
    for dispute in _list(life, "disputes"):
        if dispute["status"] == "needs_response":
            life.do("dispute_won" if dispute["amount"] == 2300 else "dispute_lost", id=dispute["id"])
    refunds = {one["amount"]: one for one in _list(life, "refunds")}
    life.do("fail_refund", id=refunds[700]["id"])
    series = _series(life)
    life.do("method", id=series[1000]["id"], method="card")
    life.do("retry", id=series[1000]["id"])
    life.do("give_up", id=series[1100]["id"])
    life.do("upcoming", id=series[1300]["id"])
    life.do("period")
    life.do("answer")
    life.do("fail_payout", id=life.do("pay_out")["id"])


DAYS: list[Callable[[Life], None]] = [first_day, second_day, third_day]


def state_of(life: Life) -> Counter[tuple[Any, ...]]:
    """What the association has: each row as what it says, without the names of the provider's objects."""
    counted = (PaymentState.RECEIVED, PaymentState.REFUNDED)
    payments = select(Payment).where(Payment.external_id.is_not(None), Payment.state.in_(counted))
    rows: Counter[tuple[Any, ...]] = Counter()
    with association(life.app, life.tenant):
        for one in db.session.scalars(payments):
            said = (one.direction, one.kind, one.amount_cents, one.state, one.way, one.item, one.about_kind)
            rows["movement", *said] += 1
        theirs = select(Receipt).join(Payment, Payment.id == Receipt.payment_id)
        for receipt in db.session.scalars(
            theirs.where(Payment.external_id.is_not(None), Receipt.cancelled_at.is_(None))
        ):
            rows["receipt", receipt.series, receipt.amount_cents] += 1
        for gift in db.session.scalars(select(Gift).where(Gift.external_id.is_not(None) | (Gift.way != "transfer"))):
            rows["gift", gift.amount_cents, gift.paid_cents, gift.state, gift.way, gift.failure] += 1
        for series in db.session.scalars(select(RecurringGift)):
            rows["series", series.amount_cents, series.state, series.way, series.method, series.ended_why] += 1
        for visit in db.session.scalars(select(Checkout)):
            rows["visit", visit.amount_cents, visit.mode, visit.state] += 1
    return rows


def _list(life: Life, path: str) -> list[Thing]:
    found: list[Thing] = life.provider.api("GET", f"{path}?limit=100", key=life.key)["data"]
    return found


def _by_amount(life: Life, path: str) -> dict[int, Thing]:
    return {one["amount"]: one for one in _list(life, path)}


def _series(life: Life) -> dict[int, Thing]:
    return {one["items"]["data"][0]["price"]["unit_amount"]: one for one in _list(life, "subscriptions")}


def _run(url: str) -> Thing:
    os.environ["AMA_STRIPE_API"] = url
    app, provider = make_app(), Provider(url)
    app.extensions["jobs"].captured = []
    lives = [
        Life(app, tenant_called(app, slug), provider, f"sk_test_{slug}", at_once=slug == ONCE) for slug in (ONCE, AGAIN)
    ]
    before = [state_of(life) for life in lives]
    for day in DAYS:
        for life in lives:
            day(life)
            life.evening()
    once, again = (state_of(life) - start for life, start in zip(lives, before, strict=True))
    missing, more = once - again, again - once
    for row in (*missing, *more):
        print("di meno" if row in missing else "di più", row)
    notices = len(provider.events(key=lives[1].key))
    return {"differences": (missing + more).total(), "rows": once.total(), "notices": notices}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        played = service.start(log=Path(folder) / "provider.log")
        try:
            played.wait()
            print(json.dumps(_run(played.url)))
        finally:
            played.stop()
