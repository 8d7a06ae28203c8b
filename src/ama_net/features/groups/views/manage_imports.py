"""The office's pages on files of groups: sending one, what became of each row, the report to take away."""

from collections.abc import Iterator
from pathlib import PurePath
from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import Select, select

from ama_net.features.groups.forms import UploadForm
from ama_net.features.groups.import_tasks import import_file
from ama_net.features.groups.importing.csv_reader import COLUMN_WORDS, COLUMNS
from ama_net.features.groups.importing.letters import MAX_BYTES, UnreadableFileError
from ama_net.features.groups.models import GroupImport, GroupImportRow, Outcome
from ama_net.features.groups.operations.imports import keep_file
from ama_net.features.groups.queries import OUTCOME_KINDS, OUTCOME_WORDS, ROWS
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.foundation.web.listing import csv_answer, csv_lines
from ama_net.kernel.access import Actor, Permission, current_actor, requires
from ama_net.kernel.audit import record
from ama_net.kernel.office import progress_url, start_progress
from ama_net.kernel.tenancy import current_tenant_id, tenant_scope

bp = Blueprint("groups_imports", __name__)

SHOWN = 50


@bp.route("/gruppi/importazioni", methods=["GET", "POST"])
@requires(Permission.GROUPS_IMPORT)
def index() -> ResponseReturnValue:
    """Send a file; the files sent before."""
    form = UploadForm()
    if form.validate_on_submit():
        try:
            return redirect(_send(form))
        except UnreadableFileError as error:
            form.file.errors = [str(error)]
    imports = db.session.scalars(select(GroupImport).order_by(GroupImport.id.desc()).limit(SHOWN)).all()
    page = render_template("groups/manage/imports.html", form=form, imports=imports, columns=COLUMNS)
    return page, 422 if form.errors else 200


@bp.get("/gruppi/importazioni/modello.csv")
@requires(Permission.GROUPS_IMPORT)
def model() -> Response:
    """An empty file with the heading."""
    return csv_answer(csv_lines(list(COLUMN_WORDS.values()), []), "gruppi-modello")


@bp.get("/gruppi/importazioni/<uuid:import_id>")
@requires(Permission.GROUPS_IMPORT)
def report(import_id: UUID) -> str:
    """What became of every row of a file."""
    kept = _import(import_id)
    page = ROWS.page(_rows(kept), request.args)
    return render_template(
        "groups/manage/import.html",
        kept=kept,
        page=page,
        OUTCOME_WORDS=OUTCOME_WORDS,
        OUTCOME_KINDS=OUTCOME_KINDS,
        COLUMN_WORDS=COLUMN_WORDS,
    )


@bp.get("/gruppi/importazioni/<uuid:import_id>/resoconto.csv")
@requires(Permission.GROUPS_IMPORT)
def download(import_id: UUID) -> Response:
    """The report: a line for each row, and one more for each cell that was not plain."""
    kept = _import(import_id)
    record(by=_actor(), verb="groups.import_report_downloaded", subject=kept)
    titles = (_("Riga"), _("Nome"), _("Esito"), _("Colonna"), _("Valore"), _("Che cosa ne è stato fatto"))
    return csv_answer(
        csv_lines(titles, _report_lines(current_tenant_id(), kept.notes, _rows(kept))), "resoconto-importazione"
    )


@bp.post("/gruppi/importazioni/<uuid:import_id>/avvio")
@requires(Permission.GROUPS_IMPORT)
def start(import_id: UUID) -> ResponseReturnValue:
    """Begin again an import that was kept and never done (the queue was emptied in the meantime)."""
    kept = _import(import_id)
    if kept.content is None:
        return redirect(url_for(".report", import_id=import_id))
    return redirect(_follow(kept))


def _send(form: UploadForm) -> str:
    sent = form.file.data
    name = PurePath((sent.filename or "").replace("\\", "/")).name or "gruppi.csv"
    return _follow(keep_file(file_name=name, content=sent.read(MAX_BYTES + 1), by=_actor()))


def _follow(kept: GroupImport) -> str:
    """Have the worker do it; returns the page that shows how far it is."""
    title = _("Importazione di «%(name)s»", name=kept.file_name)
    progress = start_progress(title, 0, kind="groups.import", by=_actor())
    db.session.flush()
    enqueue(import_file, str(kept.id), str(progress.id), url_for(".report", import_id=kept.id))
    return progress_url(progress.id)


def _rows(kept: GroupImport) -> Select[GroupImportRow]:
    return select(GroupImportRow).where(GroupImportRow.import_id == kept.id)


def _report_lines(tenant_id: UUID, notes: list[str], rows: Select[GroupImportRow]) -> Iterator[tuple[object, ...]]:
    """The lines are read after the request has ended, and its scope with it: they open their own."""
    for note in notes:
        yield "", "", "", "", "", note
    with tenant_scope(tenant_id):
        for row in db.session.scalars(rows.order_by(GroupImportRow.row_number).execution_options(yield_per=500)):
            yield row.row_number, row.name, OUTCOME_WORDS[Outcome(row.outcome)], "", "", row.reason
            for remark in row.remarks:
                column = COLUMN_WORDS.get(remark["column"], "")
                yield row.row_number, row.name, "", column, remark["value"], remark["done"]


def _import(import_id: UUID) -> GroupImport:
    return db.session.get(GroupImport, import_id) or abort(404)


def _actor() -> Actor:
    actor = current_actor()
    assert actor is not None  # the door lets nobody else in
    return actor
