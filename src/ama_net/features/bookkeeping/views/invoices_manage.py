"""The office's pages of suppliers' invoices: the list, one with its payments and papers, writing and correcting them."""

from typing import Literal, cast
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.bookkeeping import queries_invoices as said
from ama_net.features.bookkeeping.forms_invoices import InvoiceForm, PayInvoiceForm
from ama_net.features.bookkeeping.models import SupplierInvoice
from ama_net.features.bookkeeping.operations.invoices import (
    cancel_invoice,
    change_invoice,
    pay_invoice,
    supplier_called,
    write_invoice,
)
from ama_net.features.bookkeeping.operations.movements import PAPER
from ama_net.features.bookkeeping.queries_invoices import INVOICES, all_invoices, movements_of, to_pay
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import export_list
from ama_net.kernel.documents import File, documents_about, keep_document
from ama_net.kernel.documents.downloads import file_answer
from ama_net.kernel.documents.forms import FileForm
from ama_net.kernel.payments import words
from ama_net.kernel.payments.queries import open_accounts
from ama_net.kernel.people import Organisation, WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("invoices_manage", __name__)

DONE, REFUSED = 303, 422

FileType = Literal["csv", "xlsx"]


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": said, "money_words": words}


@bp.get("/fatture")
@requires(Permission.BOOKKEEPING_READ)
def index() -> str:
    """The invoices, and what is to pay."""
    page = INVOICES.page(all_invoices(), request.args)
    return render_template("bookkeeping/manage/invoices.html", page=page, to_pay=to_pay())


@bp.get("/fatture/elenco.<any(csv, xlsx):file_type>")
@requires(Permission.BOOKKEEPING_EDIT)
def export(file_type: str) -> Response:
    """The invoices as a file, written in the audit."""
    kind = cast(FileType, file_type)
    return export_list(INVOICES, all_invoices(), request.args, name="fatture", by=signed_in_actor(), file_type=kind)


@bp.route("/fatture/nuova", methods=["GET", "POST"])
@requires(Permission.BOOKKEEPING_EDIT)
def new() -> ResponseReturnValue:
    """Write an invoice down, with its supplier and its paper."""
    form, file_form = InvoiceForm(data={"issued_on": today()}).offer(), FileForm()
    good, file = file_form.read(needed=False) if request.method == "POST" else (True, None)
    if form.validate_on_submit() and good:
        try:
            invoice = write_invoice(_supplier(form), form.facts(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            if file is not None:
                _keep(invoice, file)
            flash(_("Fattura scritta."), "success")
            return redirect(url_for(".show", invoice_id=invoice.id), DONE)
    page = render_template("bookkeeping/manage/invoice_form.html", form=form, file_form=file_form, invoice=None)
    return page, REFUSED if request.method == "POST" else 200


@bp.get("/fatture/<uuid:invoice_id>")
@requires(Permission.BOOKKEEPING_READ)
def show(invoice_id: UUID) -> str:
    """One invoice with its payments and papers."""
    return _page(_invoice(invoice_id))


@bp.route("/fatture/<uuid:invoice_id>/dati", methods=["GET", "POST"])
@requires(Permission.BOOKKEEPING_EDIT)
def edit(invoice_id: UUID) -> ResponseReturnValue:
    """Correct an invoice."""
    invoice = _invoice(invoice_id)
    form = InvoiceForm.of(invoice).offer()
    if form.validate_on_submit():
        try:
            change_invoice(invoice, form.facts(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Fattura corretta."), "success")
            return redirect(url_for(".show", invoice_id=invoice_id), DONE)
    page = render_template("bookkeeping/manage/invoice_form.html", form=form, file_form=None, invoice=invoice)
    return page, REFUSED if request.method == "POST" else 200


@bp.post("/fatture/<uuid:invoice_id>/pagamenti")
@requires(Permission.BOOKKEEPING_EDIT)
def pay(invoice_id: UUID) -> ResponseReturnValue:
    """Note that it was paid, or a part of it."""
    invoice = _invoice(invoice_id)
    form = PayInvoiceForm().begin(open_accounts(), fresh=False)
    if form.validate_on_submit():
        try:
            pay_invoice(invoice, form.paid(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Pagamento annotato."), "success")
            return redirect(url_for(".show", invoice_id=invoice_id), DONE)
    return _page(invoice, form), REFUSED


@bp.post("/fatture/<uuid:invoice_id>/annullamento")
@requires(Permission.BOOKKEEPING_EDIT)
def cancel(invoice_id: UUID) -> ResponseReturnValue:
    """Say that it is not to be paid."""
    try:
        cancel_invoice(_invoice(invoice_id), by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(_("Fattura annullata: resta nell'elenco."), "success")
    return redirect(url_for(".show", invoice_id=invoice_id), DONE)


@bp.post("/fatture/<uuid:invoice_id>/documenti")
@requires(Permission.BOOKKEEPING_EDIT)
def keep_paper(invoice_id: UUID) -> ResponseReturnValue:
    """Keep the invoice itself, or another paper of it."""
    invoice, form = _invoice(invoice_id), FileForm()
    good, file = form.read() if form.validate() else (False, None)
    if not good or file is None:
        return _page(invoice, file_form=form), REFUSED
    _keep(invoice, file)
    flash(_("Documento conservato."), "success")
    return redirect(url_for(".show", invoice_id=invoice_id), DONE)


@bp.get("/fatture/<uuid:invoice_id>/documenti/<uuid:document_id>")
@requires(Permission.BOOKKEEPING_READ)
def paper(invoice_id: UUID, document_id: UUID) -> Response:
    """A paper of an invoice, as it was kept."""
    found = [one for one in documents_about(_invoice(invoice_id)) if one.id == document_id]
    return file_answer(found[0], found[0].versions[0], by=signed_in_actor()) if found else abort(404)


def _page(invoice: SupplierInvoice, form: PayInvoiceForm | None = None, file_form: FileForm | None = None) -> str:
    fresh = PayInvoiceForm(formdata=None, data={"amount": invoice.left_cents})
    return render_template(
        "bookkeeping/manage/invoice.html",
        invoice=invoice,
        payments=movements_of(invoice),
        papers=documents_about(invoice),
        form=form or fresh.begin(open_accounts(), fresh=True),
        file_form=file_form or FileForm(formdata=None),
    )


def _keep(invoice: SupplierInvoice, file: File) -> None:
    title = _("Fattura n. %(number)s", number=invoice.number)
    keep_document(file, title=title, kind=PAPER, dated_on=invoice.issued_on, about=invoice, by=signed_in_actor())


def _supplier(form: InvoiceForm) -> Organisation:
    if form.supplier.data:
        return db.session.get(Organisation, form.supplier.data) or abort(404)
    return supplier_called(form.name.data or "", form.tax_code.data or "", by=signed_in_actor())


def _invoice(invoice_id: UUID) -> SupplierInvoice:
    return db.session.scalar(all_invoices().where(SupplierInvoice.id == invoice_id)) or abort(404)
