"""Papers of the money for tests: plainly invented, of the association in scope."""

from datetime import timedelta
from typing import Any

from ama_net.features.bookkeeping.models import SupplierInvoice
from ama_net.features.bookkeeping.operations.invoices import InvoiceFacts, write_invoice
from ama_net.foundation.clock import today
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import Organisation
from tests.factories.people import make_organisation


def invoice_facts(**values: Any) -> InvoiceFacts:
    """What an invoice of today says."""
    issued_on = today() - timedelta(days=10)
    return InvoiceFacts(**{"number": "1", "issued_on": issued_on, "amount_cents": 12_000, "item": "E.U2", **values})


def make_invoice(cents: int = 12_000, supplier: Organisation | None = None, **values: Any) -> SupplierInvoice:
    """An invoice of 120,00 €, of an invented supplier."""
    return write_invoice(supplier or make_organisation(), invoice_facts(amount_cents=cents, **values), by=SYSTEM)
