"""What the invoices offer to the office's first page."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.bookkeeping.queries_invoices import to_pay
from ama_net.foundation.web.pages import money
from ama_net.kernel.access import Figure, OfficeRoom, Permission


def invoice_figures() -> list[Figure]:
    """What is to pay, and what is late; each leads to its rows."""
    found = to_pay()
    states = ["overdue", "due", "partial"]
    figures = [Figure(_("Fatture da pagare"), money(found.cents), url_for("invoices_manage.index", state=states))]
    if found.late:
        late = url_for("invoices_manage.index", state="overdue")
        figures.append(Figure(_("Fatture scadute"), found.late, late, attention=True))
    return figures


ROOM = OfficeRoom(
    key="invoices",
    title=_l("Fatture"),
    icon="document",
    endpoint="invoices_manage.index",
    permission=Permission.BOOKKEEPING_READ,
    figures=invoice_figures,
    order=12,
)
