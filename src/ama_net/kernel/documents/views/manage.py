"""Documents in the office: the list, one document with its versions, its file."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.documents import words
from ama_net.kernel.documents.downloads import file_answer
from ama_net.kernel.documents.forms import DescriptionForm, DocumentForm, FileForm, FilingForm, organ_or_none
from ama_net.kernel.documents.kinds import is_proof
from ama_net.kernel.documents.lists import DOCUMENTS
from ama_net.kernel.documents.models import Document, Organ
from ama_net.kernel.documents.operations import (
    FiledForEver,
    KeptAsItIs,
    add_version,
    describe_document,
    file_in_book,
    keep_document,
    put_back_document,
    withdraw_document,
)
from ama_net.kernel.documents.queries import all_documents, document_by_id, version_of
from ama_net.kernel.documents.rules import may_read, readable_by

bp = Blueprint("documents_manage", __name__)

DONE, REFUSED = 303, 422


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": words}


@bp.get("/documenti")
@requires(Permission.DOCUMENTS_READ)
def index() -> str:
    """The documents the actor may read, the newest first."""
    page = DOCUMENTS.page(all_documents().where(readable_by(signed_in_actor())).order_by(None), request.args)
    return render_template("documents/manage/index.html", page=page)


@bp.route("/documenti/nuovo", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_EDIT)
def new() -> ResponseReturnValue:
    """Keep a file, and perhaps file it in a book."""
    form = DocumentForm()
    if form.validate_on_submit():
        good, file = form.read()
        if good and file is not None:
            document = keep_document(file, **form.facts(), by=signed_in_actor())
            organ = organ_or_none(form.organ.data)
            if organ is not None:
                file_in_book(document, organ, by=signed_in_actor())
            flash(_("Documento conservato."), "success")
            return redirect(url_for(".show", document_id=document.id), DONE)
    return render_template("documents/manage/new.html", form=form), REFUSED if form.errors else 200


@bp.get("/documenti/<uuid:document_id>")
@requires(Permission.DOCUMENTS_READ)
def show(document_id: UUID) -> str:
    """One document: what is said of it, its versions."""
    return _page(_found(document_id))


@bp.get("/documenti/<uuid:document_id>/<int:number>")
@requires(Permission.DOCUMENTS_READ)
def file(document_id: UUID, number: int) -> Response:
    """The file of a version (0: the newest)."""
    document = _found(document_id)
    version = version_of(document, number) or abort(404)
    return file_answer(document, version, by=signed_in_actor())


@bp.post("/documenti/<uuid:document_id>/dati")
@requires(Permission.DOCUMENTS_EDIT)
def describe(document_id: UUID) -> ResponseReturnValue:
    """Correct what is said of a document."""
    document, form = _found(document_id), DescriptionForm(prefix="said")
    form.suit(document)
    if not form.validate():
        return _page(document, said_form=form), REFUSED
    try:
        describe_document(document, **form.facts(), by=signed_in_actor())
    except FiledForEver:
        flash(
            _("È in un libro sociale: resta com'è. Una correzione è un altro documento, nello stesso libro."), "warning"
        )
    except KeptAsItIs:
        _say_kept()
    else:
        flash(_("Dati del documento aggiornati."), "success")
    return redirect(url_for(".show", document_id=document_id), DONE)


@bp.post("/documenti/<uuid:document_id>/versioni")
@requires(Permission.DOCUMENTS_EDIT)
def another(document_id: UUID) -> ResponseReturnValue:
    """Add a version."""
    document, form = _found(document_id), FileForm(prefix="version")
    good, sent = form.read() if form.validate() else (False, None)
    if not good or sent is None:
        return _page(document, version_form=form), REFUSED
    try:
        version = add_version(document, sent, by=signed_in_actor())
    except FiledForEver:
        flash(
            _("È in un libro sociale: resta com'è. Una correzione è un altro documento, nello stesso libro."), "warning"
        )
    except KeptAsItIs:
        _say_kept()
    else:
        flash(_("Versione %(number)s aggiunta: la precedente resta.", number=version.number), "success")
    return redirect(url_for(".show", document_id=document_id), DONE)


@bp.post("/documenti/<uuid:document_id>/libro")
@requires(Permission.DOCUMENTS_EDIT)
def filing(document_id: UUID) -> ResponseReturnValue:
    """Put a document in a social book, for ever."""
    document, form = _found(document_id), FilingForm(prefix="book")
    if not form.validate() or document.withdrawn_at is not None:
        return _page(document, filing_form=form), REFUSED
    number = file_in_book(document, Organ(form.organ.data), by=signed_in_actor())
    flash(_("Il documento è nel libro con il numero %(number)s.", number=number), "success")
    return redirect(url_for(".show", document_id=document_id), DONE)


@bp.post("/documenti/<uuid:document_id>/ritiro")
@requires(Permission.DOCUMENTS_EDIT)
def withdrawal(document_id: UUID) -> ResponseReturnValue:
    """Take a document out of use."""
    try:
        withdraw_document(_found(document_id), by=signed_in_actor())
    except FiledForEver:
        flash(_("È in un libro sociale: da lì non si toglie nulla."), "warning")
    except KeptAsItIs:
        _say_kept()
    else:
        flash(_("Documento ritirato: lo vede solo la segreteria, e si può rimettere."), "success")
    return redirect(url_for(".show", document_id=document_id), DONE)


@bp.post("/documenti/<uuid:document_id>/ritorno")
@requires(Permission.DOCUMENTS_EDIT)
def putting_back(document_id: UUID) -> ResponseReturnValue:
    """Put a withdrawn document back in use."""
    put_back_document(_found(document_id), by=signed_in_actor())
    flash(_("Documento rimesso al suo posto."), "success")
    return redirect(url_for(".show", document_id=document_id), DONE)


def _say_kept() -> None:
    flash(_("È la prova di ciò che è stato scritto, accettato o rilasciato: resta com'è."), "warning")


def _found(document_id: UUID) -> Document:
    document = document_by_id(document_id)
    return document if document is not None and may_read(signed_in_actor(), document) else abort(404)


def _page(document: Document, **forms: Any) -> str:
    return render_template(
        "documents/manage/document.html",
        document=document,
        said_form=forms.get("said_form") or DescriptionForm.of(document),
        proof=is_proof(document),
        version_form=forms.get("version_form") or FileForm(formdata=None, prefix="version"),
        filing_form=forms.get("filing_form") or FilingForm(formdata=None, prefix="book"),
    )
