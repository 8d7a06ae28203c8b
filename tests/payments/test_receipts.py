"""Receipts: what they say, to whom, in which series; cancelled and never removed."""

import io
from datetime import date, timedelta

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import delete, select
from sqlalchemy.exc import ProgrammingError

from ama_net.across.office.settings.operations import change_identity
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.pdf import is_accessible
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.documents import OfficeKind, OfficeTerm, Organ
from ama_net.kernel.payments import (
    MoneyDirection,
    NewPayment,
    Payment,
    PaymentKind,
    PaymentState,
    PaymentWay,
    Receipt,
    cancel_payment,
    cancel_receipt,
    issue_receipt,
    record_payment,
    refund_payment,
)
from ama_net.kernel.payments.operations.receipts import receipt_in_force
from ama_net.kernel.payments.receipt_paper import receipt_pdf
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.models import PostalAddress
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.registry import forget_cached_tenants
from tests.factories.people import make_person
from tests.support.hands import desk
from tests.support.standing import Standing

WORDING = "Quota associativa anno 2026: non detraibile né deducibile."


def _payment(cents: int = 2550, payer: Person | None = None) -> Payment:
    new = NewPayment(cents, PaymentWay.TRANSFER, date(2026, 5, 2), PaymentKind.FEE, payer=payer or _payer())
    return record_payment(new, by=SYSTEM)


def _payer() -> Person:
    known = db.session.scalar(select(Person).where(Person.tax_code == "RSSMRA80A01H501U"))
    if known is not None:
        return known
    person = make_person("Nòra", "D'Àlba", tax_code="RSSMRA80A01H501U")
    db.session.add(
        PostalAddress(person_id=person.id, street="via delle Prove 3", postcode="40100", municipality="Bologna")
    )
    db.session.flush()
    return person


def _receipt(payment: Payment, series: str = "fees") -> Receipt:
    return issue_receipt(payment, series=series, by=SYSTEM, wording=WORDING)


def _text(receipt: Receipt, *, copy: bool = False) -> str:
    body = receipt_pdf(receipt, copy=copy)
    assert is_accessible(body)
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)


def _give_back(payment: Payment, cents: int) -> Payment:
    return refund_payment(payment, on=today(), way=PaymentWay.CASH, amount_cents=cents, by=SYSTEM)


def _standing(payment: Payment) -> Receipt:
    receipt = receipt_in_force(payment)
    assert receipt is not None
    return receipt


def test_receipt_says_who_paid_how_much_when_and_how(in_alba: Standing) -> None:
    text = _text(_receipt(_payment()))
    for said in (
        f"Ricevuta n. 1/{today().year}",
        "Nòra D'Àlba",
        "RSSMRA80A01H501U",
        "via delle Prove 3",
        "25,50\N{NO-BREAK SPACE}€",
        "venticinque/50 euro",
        "2 maggio 2026",
        "Bonifico",
        "non detraibile né deducibile",
    ):
        assert said in text


def test_receipt_stays_as_it_was_written(in_alba: Standing) -> None:
    payer = _payer()
    receipt = _receipt(_payment(payer=payer))
    payer.family_name = "Cambiata"
    db.session.flush()
    assert receipt.payer_facts["name"] == "Nòra D'Àlba"
    assert b"Nora" not in (receipt.payer_sealed or b"")


def test_copy_says_that_it_is_one(in_alba: Standing) -> None:
    receipt = _receipt(_payment())
    assert ("COPIA" in _text(receipt, copy=True), "COPIA" in _text(receipt)) == (True, False)


def test_cancelled_receipt_says_so_and_the_next_takes_the_next_number(in_alba: Standing) -> None:
    payment = _payment()
    first = _receipt(payment)
    cancel_receipt(first, why="nome sbagliato", by=SYSTEM)
    assert "ANNULLATA" in _text(first)
    assert (_receipt(payment).number, first.number, first.cancelled_why) == (2, 1, "nome sbagliato")


def test_payment_has_one_receipt_in_force(in_alba: Standing) -> None:
    payment = _payment()
    assert _receipt(payment) is _receipt(payment)


def test_each_series_has_its_own_numbers(in_alba: Standing) -> None:
    numbers = [_receipt(_payment(), series).number for series in ("fees", "donations", "fees")]
    assert numbers == [1, 1, 2]


@pytest.mark.parametrize(("number", "owes"), [(None, "due"), ("12345", "exempt")])
def test_stamp_is_owed_until_the_number_of_the_register_is_there(
    app: Flask, alba: Standing, number: str | None, owes: str
) -> None:
    registration = {"tax_code": "93096710384", "runts_section": "A", "runts_number": number}
    with app.test_request_context(), tenant_scope(alba.id), unit_of_work():
        change_identity({"registration": registration}, by=SYSTEM)
    forget_cached_tenants()
    with desk(app, alba):
        assert _receipt(_payment(7748)).stamp == owes


def test_stamp_is_owed_above_the_threshold_by_who_is_not_in_the_register(in_alba: Standing) -> None:
    small, large = _receipt(_payment(7747)), _receipt(_payment(7748))
    assert (small.stamp, large.stamp) == ("none", "due")
    assert "Imposta di bollo di 2,00 €" in _text(large)


def test_president_is_named_under_it(in_alba: Standing) -> None:
    person = make_person("Pia", "Presidente")
    db.session.add(
        OfficeTerm(person_id=person.id, organ=Organ.BOARD, kind=OfficeKind.PRESIDENT, started_on=date(2024, 1, 1))
    )
    db.session.flush()
    assert "Pia Presidente" in _text(_receipt(_payment()))


def test_who_it_was_paid_for_is_named(in_alba: Standing) -> None:
    receipt = issue_receipt(_payment(), series="fees", by=SYSTEM, wording=WORDING, on_behalf="Lia Minore")
    assert "Lia Minore" in _text(receipt)


def test_money_going_out_or_cancelled_has_no_receipt(in_alba: Standing) -> None:
    out = record_payment(
        NewPayment(100, PaymentWay.CASH, today(), PaymentKind.OTHER, MoneyDirection.OUT, payer=_payer()), by=SYSTEM
    )
    gone = _payment(payer=make_person())
    cancel_payment(gone, why="sbaglio", by=SYSTEM)
    for payment in (out, gone):
        with pytest.raises(WrongFact):
            _receipt(payment)


def test_what_is_given_back_in_part_leaves_a_receipt_for_the_rest(in_alba: Standing) -> None:
    payment = _payment()
    first = issue_receipt(payment, series="fees", by=SYSTEM, wording=WORDING, on_behalf="Lia Minore")
    _give_back(payment, 2450)
    second = _standing(payment)
    assert (first.is_cancelled, first.cancelled_why, first.amount_cents) == (True, "rimborso", 2550)
    assert (second.amount_cents, second.number, second.wording) == (100, 2, WORDING)
    assert second.payer_facts == first.payer_facts


def test_receipt_given_after_a_refund_is_for_the_rest(in_alba: Standing) -> None:
    payment = _payment()
    _give_back(payment, 550)
    assert (_receipt(payment).amount_cents, len(payment.receipts)) == (2000, 1)


def test_all_given_back_leaves_no_receipt(in_alba: Standing) -> None:
    payment = _payment()
    first = _receipt(payment)
    _give_back(payment, 550)
    _give_back(payment, 2000)
    assert (first.is_cancelled, receipt_in_force(payment), payment.state) == (True, None, PaymentState.REFUNDED)


@pytest.mark.parametrize("cents", [2550, 550])
def test_refund_that_was_a_slip_gives_the_whole_receipt_back(in_alba: Standing, cents: int) -> None:
    payment = _payment()
    _receipt(payment)
    cancel_payment(_give_back(payment, cents), why="sbaglio", by=SYSTEM)
    again = _standing(payment)
    assert (payment.state, again.amount_cents) == (PaymentState.RECEIVED, 2550)
    assert again.number == (2 if cents == 2550 else 3)


def test_refund_that_was_a_slip_makes_no_receipt_there_was_not(in_alba: Standing) -> None:
    payment, other = _payment(), _payment()
    cancel_receipt(_receipt(other), why="nome sbagliato", by=SYSTEM)
    for one in (payment, other):
        cancel_payment(_give_back(one, 2550), why="sbaglio", by=SYSTEM)
    assert [receipt_in_force(one) for one in (payment, other)] == [None, None]


def test_nothing_is_given_back_before_it_was_paid(in_alba: Standing) -> None:
    payment = _payment()
    with pytest.raises(WrongFact) as refused:
        refund_payment(payment, on=payment.on_day - timedelta(days=1), way=PaymentWay.CASH, by=SYSTEM)
    assert refused.value.field == "on"


def test_name_in_letters_we_do_not_have_still_gets_its_receipt(in_alba: Standing) -> None:
    payment = _payment(payer=make_person("小明", "王"))
    assert receipt_pdf(_receipt(payment))[:4] == b"%PDF"


@pytest.mark.parametrize("table", [Payment, Receipt])
def test_database_refuses_to_delete(in_alba: Standing, table: type[Payment] | type[Receipt]) -> None:
    _receipt(_payment())
    with pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(delete(table))
    db.session.rollback()
