"""Payments online, with the provider played beside: what is paid there is in the ledger, whatever the order it is told in."""

from collections.abc import Callable

from sqlalchemy import delete, select

from ama_net.features.donations.models import Gift, GiftState, RecurringGift, RecurringState
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import Payment, PaymentWay, refund_payment
from ama_net.kernel.payments.models_online import CheckoutMode, ProviderAccount, ProviderEvent
from ama_net.kernel.payments.settings import PaymentsSettings
from ama_net.kernel.tenancy.settings import save_settings
from tests.support.days import last_may
from tests.support.hands import desk
from tests.support.online import Till, came, held_cents, ledger, the, visit, visits

IN, OUT = "in", "out"


def test_a_card_pays_a_gift_and_the_provider_keeps_its_fee(till: Till) -> None:
    till.gift()
    assert set(till.tell()) == {200}
    with desk(till.app, till.standing):
        assert ledger() == [(IN, "donation", 5000, "received"), (OUT, "charge", 100, "received")]
        assert visits() == [("payment", "paid")]
        gift = the(Gift)
        assert (gift.state, gift.paid_cents, gift.way) == (GiftState.RECEIVED, 5000, PaymentWay.CARD)


def test_told_five_times_in_any_order_the_ledger_is_the_same(till: Till) -> None:
    till.gift()
    till.gift(2000, "debit")
    till.series()
    till.provider.do("answer")
    till.provider.do("period")
    till.provider.do("refund", id=till.provider.last("charges")["id"], amount=400)
    till.provider.do("pay_out")
    till.tell()
    with desk(till.app, till.standing):
        once = (ledger(), visits(), _gifts())
        db.session.execute(delete(ProviderEvent))
    till.tell(times=5)
    with desk(till.app, till.standing):
        assert (ledger(), visits(), _gifts()) == once


def test_told_in_another_order_from_the_start_the_ledger_is_the_same(till: Till) -> None:
    till.gift()
    till.gift(2000, "debit")
    till.series()
    till.provider.do("answer")
    till.provider.do("period")
    till.tell(times=5)
    with desk(till.app, till.standing):
        assert ledger(["ch_", "py_"]) == [(IN, "donation", cents, "received") for cents in (1000, 1000, 2000, 5000)]
        assert sorted(_gifts()) == [(cents, "received") for cents in (1000, 1000, 2000, 5000)]
        assert sorted(visits()) == [("payment", "paid"), ("payment", "paid"), ("subscription", "paid")]


def test_a_debit_waits_for_the_bank_then_is_there(till: Till) -> None:
    till.gift(method="debit")
    till.tell()
    with desk(till.app, till.standing):
        assert (ledger(), visits(), _gifts()) == ([], [("payment", "processing")], [(5000, "processing")])
    till.provider.do("answer")
    till.tell()
    with desk(till.app, till.standing):
        assert ledger(["ch_", "py_"]) == [(IN, "donation", 5000, "received")]
        assert _gifts() == [(5000, "received")]
        assert came().way == PaymentWay.DIRECT_DEBIT


def test_a_debit_that_the_bank_refuses_is_no_movement(till: Till) -> None:
    till.gift(method="debit_failing")
    till.provider.do("answer")
    till.tell(times=2)
    with desk(till.app, till.standing):
        assert (ledger(), visits(), _gifts()) == ([], [("payment", "failed")], [(5000, "failed")])
        assert the(Gift).failure == "debit_not_authorized"


def test_a_refused_card_leaves_who_gives_on_the_page(till: Till) -> None:
    till.gift(method="card_declined")
    till.tell()
    with desk(till.app, till.standing):
        assert (ledger(), visits(), _gifts()) == ([], [("payment", "open")], [(5000, "pending")])


def test_a_refund_of_a_part_made_there_is_written_here(till: Till) -> None:
    till.gift()
    till.provider.do("refund", id=till.provider.last("charges")["id"], amount=1200)
    till.tell()
    with desk(till.app, till.standing):
        assert ledger(["re_"]) == [(OUT, "donation", 1200, "received")]
        assert the(Gift).paid_cents == 3800


def test_a_refund_that_fails_never_took_place(till: Till) -> None:
    till.gift()
    refund = till.provider.do("refund", id=till.provider.last("charges")["id"])
    till.tell()
    with desk(till.app, till.standing):
        assert _gifts() == [(5000, "refunded")]
    till.provider.do("fail_refund", id=refund["id"])
    till.tell()
    with desk(till.app, till.standing):
        assert ledger(["re_"]) == [(OUT, "donation", 5000, "cancelled")]
        assert _gifts() == [(5000, "received")]


def test_a_dispute_takes_the_money_with_its_fee(till: Till) -> None:
    till.gift()
    till.provider.do("dispute", id=till.provider.last("charges")["id"])
    till.tell()
    with desk(till.app, till.standing):
        account = the(ProviderAccount)
        assert (_gifts(), held_cents(account)) == ([(5000, "refunded")], -100 - 2000)


def test_a_dispute_won_gives_it_back_with_its_fee(till: Till) -> None:
    till.gift()
    dispute = till.provider.do("dispute", id=till.provider.last("charges")["id"])
    till.tell()
    till.provider.do("dispute_won", id=dispute["id"])
    till.tell(times=3)
    with desk(till.app, till.standing):
        account = the(ProviderAccount)
        assert (_gifts(), held_cents(account)) == ([(5000, "received")], 4900)


def test_a_debit_called_back_within_eight_weeks_goes_out_and_its_receipt_is_cancelled(
    till: Till, run_jobs: Callable[[], int]
) -> None:
    till.gift(method="debit")
    till.provider.do("answer")
    till.tell()
    run_jobs()
    till.provider.do("return_debit", id=till.provider.last("charges")["id"])
    till.tell(times=2)
    with desk(till.app, till.standing):
        assert ledger(["du_"]) == [(OUT, "donation", 5000, "received")]
        assert [receipt.is_cancelled for receipt in came().receipts] == [True]


def test_what_is_called_back_after_a_refund_goes_out_all_the_same(till: Till) -> None:
    till.gift(method="debit")
    till.provider.do("answer")
    till.tell()
    with desk(till.app, till.standing):
        payment = came()
        refund_payment(payment, on=today(), way=PaymentWay.TRANSFER, by=SYSTEM, amount_cents=2000)
    till.provider.do("return_debit", id=till.provider.last("charges")["id"])
    till.tell()
    with desk(till.app, till.standing):
        assert ledger(["du_"]) == [(OUT, "donation", 2000, "received"), (OUT, "donation", 3000, "received")]


def test_a_series_has_a_gift_for_each_payment(till: Till) -> None:
    till.series()
    till.provider.do("period")
    till.tell()
    with desk(till.app, till.standing):
        series = the(RecurringGift)
        gifts = db.session.scalars(select(Gift)).all()
        assert (series.state, len(series.subscription_id or ""), series.method) == (
            RecurringState.ACTIVE,
            len(till.provider.last("subscriptions")["id"]),
            "Visa •••• 4242",
        )
        assert [(gift.recurring_id, gift.state) for gift in gifts] == [(series.id, GiftState.RECEIVED)] * 2


def test_a_series_that_fails_then_is_given_up_is_over(till: Till) -> None:
    till.series()
    till.tell()
    series = till.provider.last("subscriptions")["id"]
    till.provider.do("method", id=series, method="card_declined")
    till.provider.do("period", id=series)
    till.tell()
    with desk(till.app, till.standing):
        assert the(RecurringGift).state == RecurringState.FAILING
    till.provider.do("give_up", id=series)
    till.tell()
    with desk(till.app, till.standing):
        assert the(RecurringGift).state == RecurringState.ENDED
        assert len(ledger(["ch_"])) == 1


def test_another_way_of_paying_is_put_where_the_next_payments_are_taken(till: Till) -> None:
    till.series()
    till.tell()
    with desk(till.app, till.standing):
        series = the(RecurringGift)
        page = visit(series, 0, mode=CheckoutMode.SETUP, customer=series.customer_id)
    till.provider.choose(page, "debit")
    till.tell(times=2)
    with desk(till.app, till.standing):
        assert the(RecurringGift).method.startswith("IBAN ••••")


def test_what_is_paid_out_moves_between_two_accounts(till: Till) -> None:
    till.gift()
    till.provider.do("pay_out")
    till.tell(times=3)
    with desk(till.app, till.standing):
        account = the(ProviderAccount)
        halves = db.session.scalars(select(Payment).where(Payment.kind == "internal").order_by(Payment.direction)).all()
        assert held_cents(account) == 0
        assert [(one.direction, one.amount_cents, one.item, one.account_id) for one in halves] == [
            (IN, 4900, "", account.payout_account_id),
            (OUT, 4900, "", account.account_id),
        ]
        assert halves[0].twin_id == halves[1].id


def test_a_payout_that_comes_back_never_took_place(till: Till) -> None:
    till.gift()
    payout = till.provider.do("pay_out")
    till.tell()
    till.provider.do("fail_payout", id=payout["id"])
    till.tell()
    with desk(till.app, till.standing):
        assert {row[3] for row in ledger(["po_"])} == {"cancelled"}
        assert held_cents(the(ProviderAccount)) == 4900


def test_a_payout_of_a_closed_year_comes_back_today(till: Till, run_jobs: Callable[[], int]) -> None:
    till.gift()
    run_jobs()
    payout = till.provider.do("pay_out")
    till.tell()
    with desk(till.app, till.standing):
        for half in db.session.scalars(select(Payment).where(Payment.kind == "internal")):
            half.on_day = last_may()
        save_settings(PaymentsSettings(locked_through_year=today().year - 1), by=None)
    till.provider.do("fail_payout", id=payout["id"])
    assert set(till.tell(times=3)) == {200}
    with desk(till.app, till.standing):
        assert ledger(["po_"]) == [(way, "internal", 4900, "received") for way in (IN, IN, OUT, OUT)]
        back = db.session.scalars(select(Payment).where(Payment.external_id.contains(":back"))).all()
        assert ({one.on_day for one in back}, {one.twin_id for one in back}) == ({today()}, {one.id for one in back})
        assert held_cents(the(ProviderAccount)) == 4900


def test_a_dispute_of_more_than_was_left_gives_all_of_it_back_when_it_is_won(till: Till) -> None:
    till.gift()
    charge = till.provider.last("charges")["id"]
    till.tell()
    with desk(till.app, till.standing):
        bank = the(ProviderAccount).payout_account_id
        refund_payment(came(), on=today(), way=PaymentWay.TRANSFER, by=SYSTEM, amount_cents=2000, account_id=bank)
    dispute = till.provider.do("dispute", id=charge)
    till.tell()
    with desk(till.app, till.standing):
        assert ledger([":du_"]) == [(OUT, "donation", 2000, "received"), (OUT, "donation", 3000, "received")]
    till.provider.do("dispute_won", id=dispute["id"])
    till.tell(times=3)
    with desk(till.app, till.standing):
        assert ledger([":du_"]) == [(OUT, "donation", 2000, "cancelled"), (OUT, "donation", 3000, "cancelled")]
        assert held_cents(the(ProviderAccount)) == 4900


def _gifts() -> list[tuple[int, str]]:
    return [(gift.amount_cents, gift.state) for gift in db.session.scalars(select(Gift).order_by(Gift.amount_cents))]
