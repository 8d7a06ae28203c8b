"""Printing the register on pre-stamped loose sheets: which entries, on which pages, up to where it was printed."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.volunteers.closing_papers import Layout, blank_sheets_pdf
from ama_net.features.volunteers.forms_register import HIGHEST, BlankSheetsForm, SheetsForm
from ama_net.features.volunteers.models import SheetPrinting
from ama_net.features.volunteers.operations.closings import MOST_ON_SHEETS, lay_sheets, print_sheets
from ama_net.features.volunteers.queries_closings import all_printings, next_sheet
from ama_net.features.volunteers.register import REGISTER
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents.downloads import file_answer
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.tenancy import current_tenant

bp = Blueprint("volunteers_sheets", __name__)

DONE, REFUSED = 303, 422
MOST_BLANK = 500


@bp.get("/volontari/registro/fogli")
@requires(Permission.VOLUNTEERS_READ)
def index() -> str:
    """What was printed so far, and what would be printed next."""
    return _page(SheetsForm(data=_next()))


@bp.get("/volontari/registro/fogli/prova.pdf")
@requires(Permission.VOLUNTEERS_EXPORT)
def trial() -> Response:
    """The next sheets on plain paper, to look at: nothing is remembered. With nothing to print, the heading alone."""
    asked = _next()
    first, last, layout = asked["first_entry"], asked["last_entry"], Layout(asked["first_page"])
    body = lay_sheets(first, last, layout)[0] if asked["waiting"] else blank_sheets_pdf(1, 1)
    record(by=signed_in_actor(), verb="list.exported", subject=("list", "registro-volontari"))
    return pdf_answer(body, "prova-fogli")


@bp.get("/volontari/registro/fogli/da-vidimare.pdf")
@requires(Permission.VOLUNTEERS_EXPORT)
def blank() -> Response:
    """Blank sheets with heading and page numbers, to be stamped before use; what is too much is brought back."""
    first = min(max(request.args.get("dalla", 1, type=int), 1), HIGHEST)
    last = min(max(request.args.get("alla", first, type=int), first), first + MOST_BLANK - 1)
    return pdf_answer(blank_sheets_pdf(first, last), f"fogli-da-vidimare-{first}-{last}")


@bp.post("/volontari/registro/fogli")
@requires(Permission.VOLUNTEERS_EDIT)
def make() -> ResponseReturnValue:
    """Make the file to print, and remember up to where."""
    form = SheetsForm()
    if form.validate_on_submit():
        try:
            printing = _print(form)
        except WrongFact as error:
            db.session.rollback()
            blame(form, error)
        else:
            flash(
                _(
                    "Fogli pronti, pagine da %(first)s a %(last)s: si scaricano dall'elenco e si stampano.",
                    first=printing.first_page,
                    last=printing.last_page,
                ),
                "success",
            )
            return redirect(url_for(".index"), DONE)
    return _page(form), REFUSED


@bp.get("/volontari/registro/fogli/<uuid:printing_id>.pdf")
@requires(Permission.VOLUNTEERS_EXPORT)
def paper(printing_id: UUID) -> Response:
    """The file of a printing, as it was made."""
    printing = db.session.get(SheetPrinting, printing_id) or abort(404)
    return file_answer(printing.document, printing.document.versions[-1], by=signed_in_actor())


def _print(form: SheetsForm) -> SheetPrinting:
    first, last = form.first_entry.data or 1, form.last_entry.data or 1
    skipping = bool(form.skipping.data)
    return print_sheets(first, last, form.layout(), by=signed_in_actor(), skipping=skipping, form_key=form.key)


def _next() -> dict[str, Any]:
    entry, page = next_sheet()
    number, _mac = REGISTER.head()
    waiting = max(0, number - entry + 1)
    last = min(number, entry + MOST_ON_SHEETS - 1)
    return {"first_entry": min(entry, number), "last_entry": last, "first_page": page, "waiting": waiting}


def _page(form: SheetsForm) -> str:
    return render_template(
        "volunteers/manage/sheets.html",
        form=form,
        blank=BlankSheetsForm(formdata=None, data={"dalla": 1, "alla": 50}),
        printings=all_printings(),
        waiting=_next()["waiting"],
        failed=request.method == "POST",
        tax_code=current_tenant().identity.registration.tax_code,
    )
