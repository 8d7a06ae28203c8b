"""The 5×1000: comes once a year, is accounted for to the cent, no outgoing is told twice."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.bookkeeping.five import terms_of
from ama_net.features.bookkeeping.five_paper import five_pdf
from ama_net.features.bookkeeping.models import FivePerThousand, SpendingKind
from ama_net.features.bookkeeping.operations.five_per_thousand import (
    Arrival,
    Spending,
    add_spending,
    change_five,
    receive_five,
    remove_spending,
)
from ama_net.features.bookkeeping.queries_five import (
    Doubts,
    arrivals,
    doubts_of,
    is_accounted,
    lines_of,
    said_of,
    spendings_for,
)
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.pdf import is_accessible
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.payments import Payment, PaymentWay, cancel_payment, refund_payment
from ama_net.kernel.people import WrongFact
from tests.factories.bookkeeping import make_movement
from tests.support.clients import Browser
from tests.support.days import last_year
from tests.support.hands import at_once, desk
from tests.support.standing import Standing

At = Callable[[Role], Browser]


def _received(cents: int = 100_000, **values: Any) -> FivePerThousand:
    on = today() - timedelta(days=40)
    return receive_five(Arrival(**{"year": last_year() - 1, "amount_cents": cents, "on": on, **values}), by=SYSTEM)


def _spent(five: FivePerThousand, cents: int, **values: Any) -> None:
    facts = {"kind": SpendingKind.RUNNING, "words": "Affitto della sala", **values}
    add_spending(five, Spending(amount_cents=cents, **facts), by=SYSTEM)


def test_what_came_is_on_its_line_in_its_fund(in_alba: None) -> None:
    five = _received()
    payment = db.session.scalars(select(Payment).where(Payment.fund_id == five.fund_id)).one()
    assert (payment.item, payment.amount_cents, payment.direction) == ("A.E5", 100_000, "in")


def test_a_movement_of_the_bank_may_be_the_one(in_alba: None) -> None:
    arrived = make_movement(80_000, "A.E5")
    five = _received(payment=arrived)
    assert (five.amount_cents, five.received_on, arrived.fund_id) == (80_000, arrived.on_day, five.fund_id)
    assert arrivals() == []


def test_another_movement_is_not_a_five_per_thousand(in_alba: None) -> None:
    with pytest.raises(WrongFact) as refused:
        _received(payment=make_movement(80_000, "A.E8"))
    assert refused.value.field == "payment"


@pytest.mark.parametrize("year", [lambda: 2005, lambda: today().year + 1])
def test_a_year_that_cannot_be_is_refused(in_alba: None, year: Callable[[], int]) -> None:
    with pytest.raises(WrongFact) as refused:
        _received(year=year())
    assert refused.value.field == "year"


def test_each_year_comes_once(in_alba: None) -> None:
    _received()
    with pytest.raises(WrongFact) as refused:
        _received()
    assert refused.value.field == "year"


def test_every_cent_is_said_and_no_more(in_alba: None) -> None:
    five = _received()
    _spent(five, 70_000)
    _spent(five, 30_000, kind=SpendingKind.KEPT, words="Per la formazione")
    said = said_of([five.id])[five.id]
    assert (said.used, said.kept) == (70_000, 30_000)
    with pytest.raises(WrongFact) as refused:
        _spent(five, 1)
    assert refused.value.field == "amount"


def test_it_is_accounted_for_with_its_report(in_alba: None) -> None:
    five = _received()
    _spent(five, 100_000)
    assert is_accounted(five, said_of([five.id])[five.id]) is False
    change_five(five, report="Le sale dei gruppi.", sent_on=None, published_on=None, by=SYSTEM)
    assert is_accounted(five, said_of([five.id])[five.id]) is True


def test_an_outgoing_is_not_told_twice(in_alba: None) -> None:
    five, older = _received(), _received(year=last_year() - 2)
    rent = make_movement(10_000, "A.U3")
    _spent(five, 6_000, payment_id=rent.id)
    assert rent.fund_id == five.fund_id
    with pytest.raises(WrongFact) as refused:
        _spent(five, 4_001, payment_id=rent.id)
    assert refused.value.field == "amount"
    with pytest.raises(WrongFact) as refused:
        _spent(older, 1_000, payment_id=rent.id)
    assert refused.value.field == "payment"


def test_income_proves_no_spending(in_alba: None) -> None:
    with pytest.raises(WrongFact) as refused:
        _spent(_received(), 1_000, payment_id=make_movement(10_000, "A.E4").id)
    assert refused.value.field == "payment"


def test_only_what_is_left_of_an_outgoing_is_offered(in_alba: None) -> None:
    five = _received()
    rent = make_movement(10_000, "A.U3")
    _spent(five, 6_000, payment_id=rent.id)
    assert spendings_for(five) == [(rent, 4_000)]


def test_a_line_is_taken_away(in_alba: None) -> None:
    five = _received()
    _spent(five, 6_000)
    remove_spending(five, lines_of(five)[0], by=SYSTEM)
    assert lines_of(five) == []


@pytest.mark.parametrize(
    ("cents", "received", "report_by", "send_by"),
    [
        (19_999_99, date(2025, 7, 1), date(2026, 7, 1), None),
        (20_000_00, date(2025, 7, 1), date(2026, 7, 1), date(2026, 7, 31)),
        (20_000_00, date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 30)),
    ],
)
def test_its_terms(cents: int, received: date, report_by: date, send_by: date | None) -> None:
    terms = terms_of(FivePerThousand(amount_cents=cents, received_on=received))
    assert (terms.report_by, terms.send_by) == (report_by, send_by)


def test_it_is_not_published_before_it_came(in_alba: None) -> None:
    five = _received()
    with pytest.raises(WrongFact) as refused:
        change_five(five, report="", sent_on=None, published_on=date(2000, 1, 1), by=SYSTEM)
    assert refused.value.field == "published_on"


def test_the_paper_can_be_read_aloud(in_alba: None) -> None:
    five = _received()
    _spent(five, 6_000, kind=SpendingKind.KEPT)
    change_five(five, report="Le sale.\n\nLa formazione.", sent_on=None, published_on=None, by=SYSTEM)
    assert is_accessible(five_pdf(five))


def _doubts(five: FivePerThousand) -> Doubts:
    return doubts_of([five])[five.id]


def _published(five: FivePerThousand) -> str:
    try:
        change_five(five, report="Le sale.", sent_on=None, published_on=today(), by=SYSTEM)
    except WrongFact as refused:
        return refused.field
    return ""


def test_what_is_all_in_the_first_note_is_published(in_alba: None) -> None:
    five = _received()
    _spent(five, 10_000, payment_id=make_movement(10_000, "A.U3").id)
    _spent(five, 90_000)
    assert (bool(_doubts(five)), _published(five)) == (False, "")


def test_a_cancelled_outgoing_keeps_it_from_the_site(in_alba: None) -> None:
    five, rent = _received(), make_movement(10_000, "A.U3")
    _spent(five, 10_000, payment_id=rent.id)
    cancel_payment(rent, why="sbaglio", by=SYSTEM)
    line = lines_of(five)[0]
    assert (_doubts(five), _published(five)) == (Doubts(frozenset({line.id})), "published_on")
    remove_spending(five, line, by=SYSTEM)
    assert _published(five) == ""


def test_money_that_is_no_more_there_keeps_it_from_the_site(in_alba: None) -> None:
    arrived = make_movement(80_000, "A.E5")
    five = _received(payment=arrived)
    refund_payment(arrived, on=today(), way=PaymentWay.TRANSFER, amount_cents=30_000, by=SYSTEM)
    assert (_doubts(five), _published(five)) == (Doubts(received_cents=50_000), "published_on")


def test_the_page_says_what_to_put_right(app: Flask, alba: Standing, at: At) -> None:
    with desk(app, alba):
        five, rent = _received(), make_movement(10_000, "A.U3")
        _spent(five, 10_000, payment_id=rent.id)
        where = f"/manage/cinque-per-mille/{five.id}"
        cancel_payment(rent, why="sbaglio", by=SYSTEM)
    treasurer = at(Role.TREASURER)
    assert "Da togliere" in treasurer.get(where).text
    assert "Da correggere" in treasurer.get("/manage/cinque-per-mille").text
    form = {"report": "Le sale.", "sent_on": today().isoformat()}
    assert treasurer.submit(f"{where}/relazione", form).status_code == 422


def test_two_lines_at_once_never_say_more_than_came(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        five_id = _received(10_000).id

    def spend(_hand: int) -> str:
        _spent(db.session.get_one(FivePerThousand, five_id), 5_000)
        return "said"

    assert sorted(at_once(app, alba, spend, hands=4)) == ["amount", "amount", "said", "said"]


def _typed(**values: str) -> dict[str, str]:
    facts = {"form_key": str(uuid4()), "year": str(last_year() - 1), "payment": "", "amount": "1.000", "account_id": ""}
    return {**facts, "on": (today() - timedelta(days=40)).isoformat(), **values}


def test_from_the_money_to_the_paper(app: Flask, alba: Standing, at: At) -> None:
    treasurer, form = at(Role.TREASURER), _typed()
    where = treasurer.submit("/manage/cinque-per-mille/nuovo", form).location
    assert treasurer.submit("/manage/cinque-per-mille/nuovo", form).location == where
    line = {"kind": "2", "amount": "1.000", "words": "Affitto della sala", "payment": ""}
    assert treasurer.submit(f"{where}/spese", line).status_code == 303
    assert treasurer.submit(f"{where}/spese", line).status_code == 422
    assert treasurer.submit(f"{where}/relazione", {"report": "Le sale.", "sent_on": "2999-01-01"}).status_code == 422
    assert treasurer.submit(f"{where}/relazione", {"report": "Le sale."}).status_code == 303
    assert "Completo" in treasurer.get("/manage/cinque-per-mille").get_data(as_text=True)
    assert "Affitto della sala" in treasurer.get(where).get_data(as_text=True)
    assert treasurer.get(f"{where}.pdf").data[:4] == b"%PDF"


@pytest.mark.parametrize("wrong", [{"year": "x"}, {"amount": ""}, {"amount": "-1"}, {"payment": str(uuid4())}])
def test_what_is_typed_wrong_writes_nothing(app: Flask, alba: Standing, at: At, wrong: dict[str, str]) -> None:
    assert at(Role.TREASURER).submit("/manage/cinque-per-mille/nuovo", _typed(**wrong)).status_code == 422
    with desk(app, alba):
        assert db.session.scalar(select(func.count()).select_from(FivePerThousand)) == 0


def test_who_checks_reads_and_others_do_not(app: Flask, alba: Standing, brig: Standing, at: At) -> None:
    with desk(app, alba):
        ours = _received().id
    with desk(app, brig):
        theirs = _received().id
    assert at(Role.CONTROL_BODY).get(f"/manage/cinque-per-mille/{ours}").status_code == 200
    assert at(Role.CONTROL_BODY).submit(f"/manage/cinque-per-mille/{ours}/relazione").status_code in (403, 404)
    assert at(Role.VOLUNTEER).get(f"/manage/cinque-per-mille/{ours}").status_code in (403, 404)
    assert at(Role.TREASURER).get(f"/manage/cinque-per-mille/{theirs}").status_code == 404
