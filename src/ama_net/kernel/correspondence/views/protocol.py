"""The protocol: what came and went, numbered by year."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import export_list, record
from ama_net.kernel.correspondence import words
from ama_net.kernel.correspondence.forms import ArrivalForm, ScanForm
from ama_net.kernel.correspondence.lists import PROTOCOL
from ama_net.kernel.correspondence.models import ProtocolEntry
from ama_net.kernel.correspondence.operations_writing import attach_scan, note_arrival
from ama_net.kernel.correspondence.papers import channel_words, correspondent_of, register_pdf
from ama_net.kernel.correspondence.queries import (
    delivery_of,
    letter_figures,
    listed_entries,
    year_of_protocol,
    years_of_protocol,
)

bp = Blueprint("protocol_manage", __name__)

DONE, REFUSED = 303, 422


@bp.context_processor
def _said() -> dict[str, object]:
    return {
        "said": words,
        "correspondent_of": correspondent_of,
        "channel_words": channel_words,
        "letter_figures": letter_figures,
    }


@bp.get("/lettere/protocollo")
@requires(Permission.LETTERS_READ)
def index() -> str:
    """The protocol, the newest line first."""
    page = PROTOCOL.page(listed_entries(), request.args)
    return render_template("correspondence/manage/protocol.html", page=page, years=years_of_protocol())


@bp.get("/lettere/protocollo/elenco.csv")
@requires(Permission.LETTERS_EDIT)
def export() -> Response:
    """The protocol as a file, written in the audit: for who keeps it, since the names of all leave with it."""
    return export_list(PROTOCOL, listed_entries(), request.args, name="protocollo", by=signed_in_actor())


@bp.get("/lettere/protocollo/<int:year>.pdf")
@requires(Permission.LETTERS_EDIT)
def register(year: int) -> Response:
    """The protocol of a year, to print; written in the audit."""
    entries = year_of_protocol(year) or abort(404)
    record(by=signed_in_actor(), verb="list.exported", subject=("list", "protocollo"), changes={"year": year})
    return pdf_answer(register_pdf(year, entries), f"protocollo-{year}")


@bp.route("/lettere/protocollo/nuova", methods=["GET", "POST"])
@requires(Permission.LETTERS_EDIT)
def new() -> ResponseReturnValue:
    """Write down a letter that came."""
    form = ArrivalForm()
    if form.validate_on_submit():
        good, scan = form.read()
        if good:
            entry = note_arrival(form.arrived(), by=signed_in_actor(), scan=scan)
            flash(_("Scritta nel protocollo con il numero %(number)s.", number=entry.number_words), "success")
            return redirect(url_for(".show", entry_id=entry.id), DONE)
    return render_template("correspondence/manage/arrival.html", form=form), REFUSED if form.errors else 200


@bp.get("/lettere/protocollo/<uuid:entry_id>")
@requires(Permission.LETTERS_READ)
def show(entry_id: UUID) -> str:
    """One line, its scan, and how its letters fared."""
    return _page(_entry(entry_id), ScanForm(formdata=None))


@bp.post("/lettere/protocollo/<uuid:entry_id>/scansione")
@requires(Permission.LETTERS_EDIT)
def scan(entry_id: UUID) -> ResponseReturnValue:
    """Keep the scan of a letter."""
    entry, form = _entry(entry_id), ScanForm()
    good, file = form.read() if form.validate() else (False, None)
    if good and file is None:
        form.scan.errors = [_("Scegliere il file.")]
    if not good or file is None:
        return _page(entry, form), REFUSED
    attach_scan(entry, file, by=signed_in_actor())
    flash(_("Scansione aggiunta."), "success")
    return redirect(url_for(".show", entry_id=entry_id), DONE)


def _entry(entry_id: UUID) -> ProtocolEntry:
    return db.session.get(ProtocolEntry, entry_id) or abort(404)


def _page(entry: ProtocolEntry, form: ScanForm) -> str:
    return render_template("correspondence/manage/entry.html", entry=entry, form=form, delivery=delivery_of(entry.id))
