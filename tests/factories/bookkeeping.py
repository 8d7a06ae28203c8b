"""Papers of the money for tests: plainly invented, of the association in scope."""

from datetime import timedelta
from typing import Any

from ama_net.features.bookkeeping.models import SupplierInvoice
from ama_net.features.bookkeeping.operations.invoices import InvoiceFacts, write_invoice
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import (
    NewPayment,
    Payment,
    PaymentKind,
    PaymentWay,
    StatementImport,
    StatementLine,
    record_payment,
)
from ama_net.kernel.payments.modello_d import ITEMS
from ama_net.kernel.payments.settings import PaymentsSettings
from ama_net.kernel.people import Organisation
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.donations import make_account
from tests.factories.people import make_organisation


def invoice_facts(**values: Any) -> InvoiceFacts:
    """What an invoice of today says."""
    issued_on = today() - timedelta(days=10)
    return InvoiceFacts(**{"number": "1", "issued_on": issued_on, "amount_cents": 12_000, "item": "E.U2", **values})


def make_invoice(cents: int = 12_000, supplier: Organisation | None = None, **values: Any) -> SupplierInvoice:
    """An invoice of 120,00 €, of an invented supplier."""
    return write_invoice(supplier or make_organisation(), invoice_facts(amount_cents=cents, **values), by=SYSTEM)


def make_line(cents: int = 12_000, words: str = "BONIFICO") -> StatementLine:
    """A line of a bank's statement of today, that nobody decided yet."""
    account = make_account()
    statement = StatementImport(account_id=account.id, kind="csv", file_name="conto.csv", digest=b"x" * 32)
    db.session.add(statement)
    db.session.flush()
    line = StatementLine(import_id=statement.id, account_id=account.id, position=1, amount_cents=cents)
    line.booked_on, line.digest, line.words = today(), b"y" * 32, words
    db.session.add(line)
    db.session.flush()
    return line


def make_movement(cents: int, item: str, **values: Any) -> Payment:
    """A movement of the first note: in or out as its line says, by transfer, yesterday."""
    facts = {
        "way": PaymentWay.TRANSFER,
        "on_day": today() - timedelta(days=1),
        "kind": PaymentKind.OTHER,
        "direction": ITEMS[item].direction,
        **values,
    }
    return record_payment(NewPayment(cents, item=item, **facts), by=SYSTEM)


def lock_through(year: int) -> None:
    """Close the accounts through a year."""
    save_settings(PaymentsSettings(locked_through_year=year), by=None)
