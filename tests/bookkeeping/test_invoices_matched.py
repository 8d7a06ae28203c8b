"""An outgoing of a bank's statement pays a supplier's invoice: proposed by amount and name, written once, taken back."""

from sqlalchemy import select

from ama_net.features.bookkeeping.models import SupplierInvoice
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import Payment
from ama_net.kernel.payments.operations.recording_lines import free_line, parts_of, propose, record_parts
from tests.factories.bookkeeping import make_invoice, make_line
from tests.factories.people import make_organisation
from tests.support.standing import Standing


def _invoice() -> SupplierInvoice:
    return make_invoice(12_000, make_organisation("Luce Inventata"), item="E.U2", memo="Luce di gennaio")


def test_an_outgoing_of_its_amount_and_supplier_is_proposed(in_alba: Standing) -> None:
    invoice = _invoice()
    line = make_line(-12_000, "ADDEBITO SDD LUCE INVENTATA")
    first = propose([line])[line.id][0]
    assert [(payable.id, cents) for payable, cents in first.parts] == [(invoice.id, 12_000)]
    assert first.is_certain is False


def test_money_that_came_pays_no_invoice(in_alba: Standing) -> None:
    _invoice()
    line = make_line(12_000, "BONIFICO DA LUCE INVENTATA")
    assert propose([line])[line.id] == []


def test_what_is_confirmed_stands_on_the_line_of_the_invoice(in_alba: Standing) -> None:
    invoice = _invoice()
    line = make_line(-12_000, "ADDEBITO SDD LUCE INVENTATA")
    record_parts(line, parts_of(propose([line])[line.id][0]), by=SYSTEM)
    payment = db.session.scalars(select(Payment).where(Payment.line_id == line.id)).one()
    db.session.refresh(payment)
    assert (payment.direction, payment.item, payment.memo) == ("out", "E.U2", "Luce di gennaio")
    assert (payment.organisation_id, payment.account_id) == (invoice.organisation_id, line.account_id)
    assert invoice.left_cents == 0


def test_taken_back_the_invoice_is_to_pay_again(in_alba: Standing) -> None:
    invoice = _invoice()
    line = make_line(-12_000, "ADDEBITO SDD LUCE INVENTATA")
    record_parts(line, parts_of(propose([line])[line.id][0]), by=SYSTEM)
    free_line(line, by=SYSTEM)
    assert invoice.left_cents == 12_000
