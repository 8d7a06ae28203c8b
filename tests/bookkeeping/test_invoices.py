"""Suppliers' invoices: written once, paid in parts, never above what they ask, cancelled and not removed."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from ama_net.features.bookkeeping.deadlines_money import money_due
from ama_net.features.bookkeeping.models import SupplierInvoice
from ama_net.features.bookkeeping.operations.invoices import (
    Paid,
    cancel_invoice,
    change_invoice,
    pay_invoice,
    supplier_called,
    write_invoice,
)
from ama_net.features.bookkeeping.queries_invoices import invoice_state, to_pay
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import NewPayment, PaymentKind, PaymentWay, Row, cancel_payment, record_payment
from ama_net.kernel.payments.models import MoneyDirection
from ama_net.kernel.payments.purposes import described, purpose_named
from ama_net.kernel.people import Organisation, WrongFact
from tests.factories.bookkeeping import invoice_facts, make_invoice
from tests.factories.people import make_organisation
from tests.support.days import dated
from tests.support.hands import at_once, desk
from tests.support.standing import Standing


def _paid(cents: int, **values: Any) -> Paid:
    return Paid(**{"amount_cents": cents, "on": today(), "way": PaymentWay.TRANSFER, **values})


def test_a_payment_stands_on_the_line_of_its_invoice(in_alba: None) -> None:
    invoice = make_invoice(item="E.U2", memo="Luce")
    payment = pay_invoice(invoice, _paid(12_000), by=SYSTEM)
    assert (payment.direction, payment.item, payment.memo) == ("out", "E.U2", "Luce")
    assert payment.organisation_id == invoice.organisation_id


def test_an_invoice_paid_in_parts_says_what_is_left(in_alba: None) -> None:
    invoice = make_invoice(12_000)
    pay_invoice(invoice, _paid(5_000), by=SYSTEM)
    assert (invoice.left_cents, invoice_state(invoice)) == (7_000, "partial")
    pay_invoice(invoice, _paid(7_000), by=SYSTEM)
    assert (invoice.left_cents, invoice_state(invoice)) == (0, "paid")


def test_more_than_is_left_is_refused(in_alba: None) -> None:
    invoice = make_invoice(12_000)
    with pytest.raises(WrongFact) as refused:
        pay_invoice(invoice, _paid(12_001), by=SYSTEM)
    assert refused.value.field == "amount"


def test_the_same_form_pays_once(in_alba: None) -> None:
    invoice, key = make_invoice(12_000), uuid4()
    first = pay_invoice(invoice, _paid(5_000, form_key=key), by=SYSTEM)
    assert pay_invoice(invoice, _paid(5_000, form_key=key), by=SYSTEM) is first
    assert invoice.paid_cents == 5_000


def test_a_cancelled_payment_is_to_pay_again(in_alba: None) -> None:
    invoice = make_invoice(12_000)
    payment = pay_invoice(invoice, _paid(12_000), by=SYSTEM)
    cancel_payment(payment, why="scritto due volte", by=SYSTEM)
    assert invoice.left_cents == 12_000


def test_a_movement_read_from_the_bank_takes_the_line_of_the_invoice(in_alba: None) -> None:
    invoice = make_invoice(12_000, item="A.U3")
    row = Row("supplier_invoices", invoice.id)
    new = NewPayment(12_000, PaymentWay.TRANSFER, today(), PaymentKind.OTHER, MoneyDirection.OUT, about=row)
    payment = record_payment(new, by=SYSTEM)
    db.session.refresh(payment)
    assert (payment.item, payment.organisation_id, invoice.left_cents) == ("A.U3", invoice.organisation_id, 0)


def test_what_is_open_may_be_matched_with_a_statement(in_alba: None) -> None:
    invoice = make_invoice(12_000, number="7/A")
    pay_invoice(make_invoice(100, number="8/A"), _paid(100), by=SYSTEM)
    payables = purpose_named("supplier_invoices").payables
    assert payables is not None
    assert [(one.id, one.left_cents, one.names, one.goes_out) for one in payables()] == [
        (invoice.id, 12_000, (invoice.supplier.name,), True)
    ]


def test_a_movement_says_which_invoice_it_paid(app: Flask, in_alba: None) -> None:
    invoice = make_invoice(12_000, number="7/A")
    payment = pay_invoice(invoice, _paid(12_000), by=SYSTEM)
    with app.test_request_context():
        said = described([payment])[payment.id]
    assert said.words == f"Fattura n. 7/A di {invoice.supplier.name}"


def test_the_same_invoice_is_not_written_twice(in_alba: None) -> None:
    invoice = make_invoice(number="7/A")
    with pytest.raises(WrongFact) as refused:
        write_invoice(invoice.supplier, invoice_facts(number="7/A"), by=SYSTEM)
    assert refused.value.field == "number"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount_cents": 0}, "amount"),
        ({"amount_cents": 100_000_000}, "amount"),
        ({"item": "A.E4"}, "item"),
        ({"item": "Z.U9"}, "item"),
        ({"issued_on": timedelta(days=1)}, "issued_on"),
        ({"due_on": -timedelta(days=400)}, "due_on"),
    ],
)
def test_an_invoice_that_cannot_be_is_refused(in_alba: None, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(WrongFact) as refused:
        write_invoice(make_organisation(), invoice_facts(**dated(wrong)), by=SYSTEM)
    assert refused.value.field == field


def test_an_invoice_is_never_less_than_what_was_paid(in_alba: None) -> None:
    invoice = make_invoice(12_000)
    pay_invoice(invoice, _paid(5_000), by=SYSTEM)
    with pytest.raises(WrongFact) as refused:
        change_invoice(invoice, invoice_facts(amount_cents=4_999), by=SYSTEM)
    assert refused.value.field == "amount"


def test_a_correction_says_what_changed(in_alba: None) -> None:
    invoice = make_invoice(12_000)
    facts = invoice_facts(amount_cents=12_000, number=invoice.number, memo="Acqua")
    assert change_invoice(invoice, facts, by=SYSTEM) == ["memo"]


def test_a_paid_invoice_is_not_cancelled(in_alba: None) -> None:
    invoice = make_invoice(12_000)
    pay_invoice(invoice, _paid(100), by=SYSTEM)
    with pytest.raises(WrongFact):
        cancel_invoice(invoice, by=SYSTEM)


def test_a_cancelled_invoice_is_not_paid(in_alba: None) -> None:
    invoice = make_invoice(12_000)
    cancel_invoice(invoice, by=SYSTEM)
    with pytest.raises(WrongFact):
        pay_invoice(invoice, _paid(100), by=SYSTEM)
    assert (invoice_state(invoice), to_pay().invoices) == ("cancelled", 0)


def test_a_known_tax_code_is_the_same_supplier(in_alba: None) -> None:
    known = make_organisation("Luce Inventata", tax_code="00743110157")
    assert supplier_called("Luce Inv.", "00743110157", by=SYSTEM) is known


def test_a_late_invoice_counts_as_late(in_alba: None) -> None:
    make_invoice(12_000, issued_on=today() - timedelta(days=60), due_on=today() - timedelta(days=1))
    make_invoice(3_000, number="2", due_on=today())
    found = to_pay()
    assert (found.invoices, found.cents, found.late, found.late_cents) == (2, 15_000, 1, 12_000)


def test_what_is_to_pay_is_a_deadline_until_it_is_paid(in_alba: None) -> None:
    invoice = make_invoice(12_000, due_on=today() + timedelta(days=3))
    until = today() + timedelta(days=30)
    assert [one.due_on for one in money_due(today(), until) if one.key == f"invoice.{invoice.id}"] == [invoice.due_on]
    pay_invoice(invoice, _paid(12_000), by=SYSTEM)
    assert [one for one in money_due(today(), until) if one.key == f"invoice.{invoice.id}"] == []


def test_two_who_pay_at_once_never_pay_more_than_is_asked(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        invoice_id = make_invoice(10_000).id

    def pay(_hand: int) -> str:
        pay_invoice(db.session.get_one(SupplierInvoice, invoice_id), _paid(5_000), by=SYSTEM)
        return "paid"

    done = at_once(app, alba, pay, hands=4)
    assert sorted(done) == ["amount", "amount", "paid", "paid"]
    with desk(app, alba):
        assert db.session.get_one(SupplierInvoice, invoice_id).paid_cents == 10_000


def test_two_who_write_the_same_invoice_at_once_write_one(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        supplier_id = make_organisation().id

    def write(_hand: int) -> str:
        supplier = db.session.get_one(Organisation, supplier_id)
        write_invoice(supplier, invoice_facts(), by=SYSTEM)
        return "written"

    assert sorted(at_once(app, alba, write, hands=3)) == ["number", "number", "written"]
