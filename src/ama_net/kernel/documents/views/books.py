"""The social books: one for each organ, with its documents and what it decided (D.Lgs. 117/2017 art. 15)."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents import words
from ama_net.kernel.documents.forms import FileForm, ResolutionForm
from ama_net.kernel.documents.lists import RESOLUTIONS
from ama_net.kernel.documents.models import Organ, Resolution
from ama_net.kernel.documents.operations import (
    File,
    NumberTaken,
    adopt_resolution,
    attach_to_resolution,
    file_in_book,
    keep_document,
)
from ama_net.kernel.documents.papers import book_pdf
from ama_net.kernel.documents.queries import book_of, books_in_short, resolutions_select

bp = Blueprint("books_manage", __name__)

DONE, REFUSED = 303, 422
OF_ORGAN = "/libri/<any(assemblea, consiglio, controllo, presidente, altri):book>"
ORGANS = {
    "assemblea": Organ.ASSEMBLY,
    "consiglio": Organ.BOARD,
    "controllo": Organ.CONTROL_BODY,
    "presidente": Organ.PRESIDENT,
    "altri": Organ.OTHER,
}
ADDRESSES = {organ: address for address, organ in ORGANS.items()}


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": words, "addresses": ADDRESSES}


@bp.get("/libri")
@requires(Permission.DOCUMENTS_READ)
def index() -> str:
    """The books."""
    return render_template("documents/manage/books.html", books=books_in_short())


@bp.get(OF_ORGAN)
@requires(Permission.DOCUMENTS_READ)
def show(book: str) -> str:
    """One book: its documents in order, and what the organ decided."""
    organ = ORGANS[book]
    page = RESOLUTIONS.page(resolutions_select(organ), request.args)
    return render_template("documents/manage/book.html", organ=organ, book=book, documents=book_of(organ), page=page)


@bp.get(f"{OF_ORGAN}/indice.pdf")
@requires(Permission.DOCUMENTS_READ)
def printed(book: str) -> Response:
    """The index of a book, to print; written in the audit."""
    record(by=signed_in_actor(), verb="list.exported", subject=("list", "libri"), changes={"organ": ORGANS[book]})
    return pdf_answer(book_pdf(ORGANS[book]), f"libro-{book}")


@bp.route(f"{OF_ORGAN}/delibere/nuova", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_EDIT)
def new(book: str) -> ResponseReturnValue:
    """Write down a decision that is on paper."""
    form = ResolutionForm()
    if form.validate_on_submit():
        good, scan = form.read(needed=False)
        resolution = _adopted(ORGANS[book], form) if good else None
        if resolution is not None:
            if scan is not None:
                _attach(resolution, scan)
            flash(_("Delibera %(number)s scritta nel libro.", number=resolution.number_words), "success")
            return redirect(url_for(".resolution", resolution_id=resolution.id), DONE)
    page = render_template("documents/manage/resolution_new.html", form=form, organ=ORGANS[book], book=book)
    return page, REFUSED if form.errors else 200


@bp.get("/libri/delibere/<uuid:resolution_id>")
@requires(Permission.DOCUMENTS_READ)
def resolution(resolution_id: UUID) -> str:
    """One decision."""
    return _page(_found(resolution_id), FileForm(formdata=None))


@bp.post("/libri/delibere/<uuid:resolution_id>/scansione")
@requires(Permission.DOCUMENTS_EDIT)
def scan(resolution_id: UUID) -> ResponseReturnValue:
    """Keep the scan of a decision, in the book of its organ."""
    row, form = _found(resolution_id), FileForm()
    good, sent = form.read() if form.validate() else (False, None)
    if not good or sent is None:
        return _page(row, form), REFUSED
    _attach(row, sent)
    flash(_("Scansione aggiunta, e messa nel libro."), "success")
    return redirect(url_for(".resolution", resolution_id=resolution_id), DONE)


def _adopted(organ: Organ, form: ResolutionForm) -> Resolution | None:
    try:
        return adopt_resolution(
            organ,
            subject=form.subject.data or "",
            text=form.text.data or "",
            adopted_on=form.adopted_on.data,
            number=form.number.data,
            by=signed_in_actor(),
        )
    except NumberTaken:
        form.number.errors = [_("In quell'anno c'è già una delibera con questo numero.")]
        return None


def _attach(row: Resolution, scan: File) -> None:
    by, organ = signed_in_actor(), Organ(row.organ)
    title = _("Delibera %(number)s: %(subject)s", number=row.number_words, subject=row.subject)
    document = keep_document(scan, title=title[:150], kind="resolution", by=by, dated_on=row.adopted_on, about=row)
    file_in_book(document, organ, by=by)
    attach_to_resolution(row, document, by=by)


def _found(resolution_id: UUID) -> Resolution:
    return db.session.get(Resolution, resolution_id) or abort(404)


def _page(row: Resolution, form: FileForm) -> str:
    return render_template("documents/manage/resolution.html", row=row, form=form, book=ADDRESSES[Organ(row.organ)])
