"""A gift that came online and is asked back: the provider gives it back, or nothing is said to be given."""

import threading
import time
from collections.abc import Callable

import pytest
from sqlalchemy import select

from ama_net.features.donations.models import Gift, RefundRequest, RefundState
from ama_net.features.donations.operations.refund_requests import accept_refund, ask_refund
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox import Message
from ama_net.kernel.payments import CannotChangePayment, MoneyDirection, Payment, PaymentWay, refund_payment
from ama_net.kernel.payments.models_online import Checkout, CheckoutState, ProviderAccount
from ama_net.kernel.payments.online import asking
from ama_net.kernel.payments.operations import movements
from ama_net.kernel.people import WrongFact
from tests.factories.donations import given_back, make_gift
from tests.support.hands import desk
from tests.support.online import Till, came, ledger, the, visit
from tests.support.provider import deliver


@pytest.fixture
def asked(till: Till, run_jobs: Callable[[], int]) -> Till:
    """A gift of 50,00 € by card, asked back."""
    till.gift()
    till.tell()
    run_jobs()
    with desk(till.app, till.standing):
        ask_refund(the(Gift), reason="Ho sbagliato", by=SYSTEM)
    return till


def accept(till: Till) -> None:
    with desk(till.app, till.standing):
        accept_refund(the(RefundRequest), given_back(), answer="", by=SYSTEM)


def refunds(till: Till) -> list[str]:
    return sorted(one["status"] for one in till.provider.api("GET", "refunds")["data"])


def answers() -> list[str]:
    return [mail.text or "" for mail in db.session.scalars(select(Message).where(Message.template.contains("refund")))]


def test_after_a_refund_that_failed_the_provider_is_asked_anew(asked: Till) -> None:
    with desk(asked.app, asked.standing):
        refund_payment(came(), on=today(), way=PaymentWay.CARD, by=SYSTEM)
    asked.provider.do("fail_refund", id=asked.provider.last("refunds")["id"])
    asked.tell()
    accept(asked)
    assert refunds(asked) == ["failed", "succeeded"]
    with desk(asked.app, asked.standing):
        assert [row[3] for row in ledger(["re_"])] == ["cancelled", "received"]
        assert (the(RefundRequest).state, the(Gift).paid_cents) == (RefundState.DONE, 0)


def test_what_came_online_and_does_not_go_back_is_not_written_by_hand(
    asked: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failed(*_asked: object) -> Payment:
        return came()

    monkeypatch.setattr(movements, "_refunders", [failed])
    with pytest.raises(WrongFact, match="non è ancora tornato"):
        accept(asked)
    with desk(asked.app, asked.standing):
        out = select(Payment.id).where(Payment.direction == MoneyDirection.OUT, Payment.about_id.is_not(None))
        assert db.session.scalars(out).all() == []
        assert (the(RefundRequest).state, answers()) == (RefundState.ASKED, [])


def test_a_provider_that_does_not_answer_leaves_the_request_waiting(
    asked: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = asked.app.extensions["settings"].model_copy(update={"stripe_api": "http://127.0.0.1:9"})
    monkeypatch.setitem(asked.app.extensions, "settings", silent)
    with pytest.raises(CannotChangePayment, match="Stripe non risponde"):
        accept(asked)
    with desk(asked.app, asked.standing):
        assert the(RefundRequest).state == RefundState.ASKED


def test_who_asked_reads_what_really_went_back(asked: Till) -> None:
    with desk(asked.app, asked.standing):
        the(RefundRequest).state = RefundState.REFUSED
        refund_payment(came(), on=today(), way=PaymentWay.CARD, by=SYSTEM, amount_cents=2000)
    with desk(asked.app, asked.standing):
        db.session.delete(the(RefundRequest))
        db.session.flush()
        ask_refund(the(Gift), reason="", by=SYSTEM)
        assert the(RefundRequest).cents == 3000
    accept(asked)
    with desk(asked.app, asked.standing):
        assert [("30,00" in text, "50,00" in text) for text in answers()] == [(True, False)]
        assert the(RefundRequest).cents == 3000


def test_two_payments_of_a_gift_go_back_while_the_provider_tells_of_it(
    till: Till, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    _paid_twice(till)
    run_jobs()
    with desk(till.app, till.standing):
        ask_refund(the(Gift), reason="due volte", by=SYSTEM)
    ask, said, tellers = asking.ask_refund, list[int](), list[threading.Thread]()

    def told_at_once(account: ProviderAccount, intent_id: str, cents: int, *, key: str) -> str:
        refund_id = ask(account, intent_id, cents, key=key)
        events = [one for one in till.provider.events() if one["data"]["object"].get("payment_intent") == intent_id]
        teller = threading.Thread(target=lambda: said.extend(deliver(till.browser, till.path, events[-1:])))
        tellers.append(teller)
        if len(tellers) == 2:
            teller.start()
            time.sleep(1)  # it holds what it can by now
        return refund_id

    monkeypatch.setattr(asking, "ask_refund", told_at_once)
    accept(till)
    tellers[1].join(20)
    assert said == [200]
    with desk(till.app, till.standing):
        assert (the(RefundRequest).state, the(Gift).paid_cents) == (RefundState.DONE, 0)
        assert ledger(["re_"]) == [("out", "donation", 5000, "received")] * 2


def _paid_twice(till: Till) -> None:
    """A gift whose page was open twice."""
    with desk(till.app, till.standing):
        gift = make_gift(way=PaymentWay.CARD)
        first = visit(gift, 5000)
        the(Checkout).state = CheckoutState.EXPIRED
        db.session.flush()
        second = visit(gift, 5000)
    till.provider.choose(first)
    till.provider.choose(second)
    till.tell()
