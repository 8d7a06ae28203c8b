"""Giving back what came online: the provider is asked first, then the movement is written; closed years and won disputes."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from ama_net.features.donations.models import Gift
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor, Role
from ama_net.kernel.payments import (
    CannotChangePayment,
    Payment,
    PaymentKind,
    PaymentWay,
    cancel_payment,
    refund_payment,
)
from ama_net.kernel.payments.models_online import ProviderAccount
from ama_net.kernel.payments.settings import PaymentsSettings
from ama_net.kernel.tenancy.settings import save_settings
from tests.support.cast import sign_in
from tests.support.days import last_may
from tests.support.hands import at_once, desk
from tests.support.online import Till, came, held_cents, ledger, the


@pytest.fixture
def paid(till: Till, run_jobs: Callable[[], int]) -> Till:
    """A gift of 50,00 € by card, with its receipt."""
    till.gift()
    till.tell()
    run_jobs()
    return till


def give_back(cents: int | None, way: PaymentWay = PaymentWay.CARD) -> Payment:
    return refund_payment(came(), on=today(), way=way, by=SYSTEM, amount_cents=cents, why="chiesto da chi ha donato")


PERSON = Actor(account_id=uuid4())


def given_back(till: Till) -> list[int]:
    return [one["amount"] for one in till.provider.api("GET", "refunds")["data"]]


def test_the_treasurer_gives_back_a_part_through_the_provider(paid: Till) -> None:
    with desk(paid.app, paid.standing):
        payment_id = came().id
    treasurer = sign_in(paid.browser, paid.standing, Role.TREASURER)
    form = {"amount": "12,00", "on": today().isoformat(), "way": "card", "why": "chiesto"}
    assert treasurer.submit(f"/manage/incassi/{payment_id}/rimborso", form).status_code == 303
    assert given_back(paid) == [1200]
    with desk(paid.app, paid.standing):
        assert ledger(["re_"]) == [("out", "donation", 1200, "received")]
        valid = [receipt.amount_cents for receipt in came().receipts if not receipt.is_cancelled]
        assert valid == [3800]


def test_what_the_provider_tells_of_it_later_changes_nothing(paid: Till) -> None:
    with desk(paid.app, paid.standing):
        give_back(None)
        before = ledger()
    paid.tell(times=3)
    with desk(paid.app, paid.standing):
        assert ledger() == before


def test_given_back_by_transfer_the_provider_is_not_asked(paid: Till) -> None:
    with desk(paid.app, paid.standing):
        out = give_back(5000, PaymentWay.TRANSFER)
        assert (out.external_id, out.amount_cents) == (None, 5000)
    assert given_back(paid) == []


def test_more_than_came_is_given_back_by_nobody(paid: Till) -> None:
    with desk(paid.app, paid.standing), pytest.raises(CannotChangePayment):
        give_back(5001)
    assert given_back(paid) == []


def test_two_hands_that_give_back_the_whole_do_it_once(paid: Till) -> None:
    done = at_once(paid.app, paid.standing, lambda _hand: give_back(None).amount_cents, hands=3)
    assert (given_back(paid), set(done) <= {5000, "amount"}) == ([5000], True)
    with desk(paid.app, paid.standing):
        assert ledger(["re_"]) == [("out", "donation", 5000, "received")]


def test_a_provider_that_does_not_answer_gives_nothing_back(paid: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = paid.app.extensions["settings"].model_copy(update={"stripe_api": "http://127.0.0.1:9"})
    monkeypatch.setitem(paid.app.extensions, "settings", silent)
    with desk(paid.app, paid.standing), pytest.raises(CannotChangePayment, match="Stripe non risponde"):
        give_back(None)
    with desk(paid.app, paid.standing):
        assert ledger(["re_"]) == []


def test_a_provider_that_refuses_gives_nothing_back(paid: Till) -> None:
    paid.provider.do("dispute", id=paid.provider.last("charges")["id"])
    with desk(paid.app, paid.standing):
        the(ProviderAccount).secret_key = "sk_test_wrong"
    with desk(paid.app, paid.standing), pytest.raises(CannotChangePayment, match="non accetta"):
        give_back(None)


def test_what_came_otherwise_is_given_back_as_before(paid: Till) -> None:
    with desk(paid.app, paid.standing):
        payment = came()
        payment.external_id, payment.reference = None, ""
        db.session.flush()
        assert give_back(None).external_id is None


def test_a_receipt_is_in_force_again_when_a_dispute_is_won(paid: Till) -> None:
    dispute = paid.provider.do("dispute", id=paid.provider.last("charges")["id"])
    paid.tell()
    with desk(paid.app, paid.standing):
        assert [receipt.is_cancelled for receipt in came().receipts] == [True]
    paid.provider.do("dispute_won", id=dispute["id"])
    paid.tell()
    with desk(paid.app, paid.standing):
        assert [receipt.is_cancelled for receipt in came().receipts] == [True, False]


def test_a_dispute_won_after_its_year_was_closed_comes_in_anew(paid: Till) -> None:
    dispute = paid.provider.do("dispute", id=paid.provider.last("charges")["id"])
    paid.tell()
    with desk(paid.app, paid.standing):
        day = last_may()
        for row in db.session.scalars(select(Payment)):
            row.on_day = day
        save_settings(PaymentsSettings(locked_through_year=day.year), by=None)
    paid.provider.do("dispute_won", id=dispute["id"])
    paid.tell(times=3)
    with desk(paid.app, paid.standing):
        assert ledger(["du_"]) == [("in", "donation", 5000, "received"), ("out", "donation", 5000, "received")]
        gift = the(Gift)
        assert (gift.state, gift.paid_cents, held_cents(the(ProviderAccount))) == ("received", 5000, 4900)


def test_a_charge_of_a_closed_year_is_written_today(till: Till) -> None:
    till.gift()
    with desk(till.app, till.standing):
        from ama_net.kernel.payments.online.ledger import _open_day

        save_settings(PaymentsSettings(locked_through_year=today().year - 1), by=None)
        assert _open_day(today() - timedelta(days=400)) == today()


def test_a_refund_that_failed_is_asked_anew(paid: Till) -> None:
    with desk(paid.app, paid.standing):
        give_back(None)
    paid.provider.do("fail_refund", id=paid.provider.last("refunds")["id"])
    paid.tell()
    with desk(paid.app, paid.standing):
        assert give_back(None).counts
        assert [row[3] for row in ledger(["re_"])] == ["cancelled", "received"]
        assert held_cents(the(ProviderAccount)) == -100
    assert sorted(one["status"] for one in paid.provider.api("GET", "refunds")["data"]) == ["failed", "succeeded"]


def test_what_the_provider_wrote_is_not_cancelled_by_a_person(paid: Till) -> None:
    with desk(paid.app, paid.standing):
        payment_id = came().id
        with pytest.raises(CannotChangePayment, match="si restituisce"):
            cancel_payment(came(), why="mai arrivato", by=PERSON)
    treasurer = sign_in(paid.browser, paid.standing, Role.TREASURER)
    page = f"/manage/incassi/{payment_id}"
    assert "Annulla il movimento" not in treasurer.get(page).text
    assert treasurer.submit(f"{page}/annullamento", {"why": "mai arrivato"}).status_code == 422
    with desk(paid.app, paid.standing):
        assert came().counts


def test_a_payout_is_not_cancelled_by_a_person(paid: Till) -> None:
    paid.provider.do("pay_out")
    paid.tell()
    treasurer = sign_in(paid.browser, paid.standing, Role.TREASURER)
    with desk(paid.app, paid.standing):
        half = db.session.scalars(select(Payment).where(Payment.kind == PaymentKind.INTERNAL)).first()
        assert half is not None
        page = f"/manage/conti/movimenti/{half.id}"
    assert "Annulla il giroconto" not in treasurer.get(page).text
    assert treasurer.submit(f"{page}/annullamento", {"why": "mai arrivato"}).status_code == 422
