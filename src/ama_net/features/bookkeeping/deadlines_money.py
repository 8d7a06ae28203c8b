"""What bills and the papers of the money give to do by a day: invoices, fundraisings, the 5×1000, public contributions."""

from collections.abc import Iterator
from datetime import date

from flask_babel import lazy_gettext as _l

from ama_net.features.bookkeeping.models import SupplierInvoice
from ama_net.features.bookkeeping.queries_invoices import open_invoices
from ama_net.kernel.access import Permission
from ama_net.kernel.office.deadlines import Deadline, Place

INVOICES = Place("invoices_manage.index", _l("Apri le fatture"), Permission.BOOKKEEPING_READ)


def money_due(first: date, last: date) -> Iterator[Deadline]:
    """What is still to do."""
    for invoice in open_invoices():
        if invoice.due_on is not None and first <= invoice.due_on <= last:
            yield _invoice(invoice, invoice.due_on)


def _invoice(invoice: SupplierInvoice, due_on: date) -> Deadline:
    # Neither who it is of nor how much: the calendar is read by those who do not read the accounts too.
    what = _l("La n. %(number)s: va pagata entro questo giorno.", number=invoice.number)
    title = _l("Pagare la fattura di un fornitore")
    return Deadline(due_on, f"invoice.{invoice.id}", title, what, "fattura", met_at=INVOICES)
