"""The office's pages on lists of groups: sending one, what it would change, applying it, the report to take away."""

from collections.abc import Iterator
from pathlib import PurePath
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, select

from ama_net.features.groups.forms_import import UploadForm
from ama_net.features.groups.import_tasks import apply_file, import_file
from ama_net.features.groups.importing.csv_reader import COLUMN_WORDS, COLUMNS
from ama_net.features.groups.importing.missing import missing_groups
from ama_net.features.groups.models import Group, GroupImport, GroupImportRow, Outcome
from ama_net.features.groups.operations.imports import NotToApprove, discard_import, keep_file
from ama_net.features.groups.operations.states import UNDO_KIND, change_states
from ama_net.features.groups.queries import OUTCOME_KINDS, OUTCOME_WORDS, ROWS
from ama_net.features.groups.queries_imports import (
    DIFFERENCE_WORDS,
    FIELD_WORDS,
    FORMAT_WORDS,
    MISSING_WORDS,
    PLURAL_WORDS,
    STATE_KINDS,
    STATE_WORDS,
    all_sources,
    latest_imports,
)
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.foundation.spreadsheets import MAX_BYTES, UnreadableFileError
from ama_net.foundation.web.listing import csv_answer, csv_lines
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import record
from ama_net.kernel.office import offer_undo, progress_url, start_progress
from ama_net.kernel.tenancy import current_tenant_id, tenant_scope

bp = Blueprint("groups_imports", __name__)

ROOM_FOR_THE_FORM = 1024 * 1024
"""What a form adds around its file."""


@bp.url_value_preprocessor
def _take_larger_files(endpoint: str | None, _values: object) -> None:
    """A list may be larger than other uploads; said before anything reads the form."""
    if endpoint == f"{bp.name}.index" and request.method == "POST":
        request.max_content_length = MAX_BYTES + ROOM_FOR_THE_FORM


@bp.route("/gruppi/importazioni", methods=["GET", "POST"])
@requires(Permission.GROUPS_IMPORT)
def index() -> ResponseReturnValue:
    """Send a list; the lists sent and read before."""
    form = UploadForm()
    if form.validate_on_submit():
        try:
            return redirect(_send(form))
        except UnreadableFileError as error:
            form.file.errors = [str(error)]
    page = render_template(
        "groups/manage/imports.html",
        form=form,
        imports=latest_imports(),
        sources=all_sources(),
        columns=COLUMNS,
        STATE_WORDS=STATE_WORDS,
        STATE_KINDS=STATE_KINDS,
    )
    return page, 422 if form.errors else 200


@bp.get("/gruppi/importazioni/modello.csv")
@requires(Permission.GROUPS_IMPORT)
def model() -> Response:
    """An empty file with the heading."""
    return csv_answer(csv_lines(list(COLUMN_WORDS.values()), []), "gruppi-modello")


@bp.get("/gruppi/importazioni/<uuid:import_id>")
@requires(Permission.GROUPS_IMPORT)
def report(import_id: UUID) -> str:
    """What became, or would become, of every row of a list."""
    kept = _import(import_id)
    return render_template(
        "groups/manage/import.html",
        kept=kept,
        page=ROWS.page(_rows(kept), request.args),
        missing=list(db.session.scalars(missing_groups(kept.source_id))) if kept.source_id else [],
        OUTCOME_WORDS=OUTCOME_WORDS,
        OUTCOME_KINDS=OUTCOME_KINDS,
        STATE_WORDS=STATE_WORDS,
        STATE_KINDS=STATE_KINDS,
        FORMAT_WORDS=FORMAT_WORDS,
        FIELD_WORDS=FIELD_WORDS,
        DIFFERENCE_WORDS=DIFFERENCE_WORDS,
        PLURAL_WORDS=PLURAL_WORDS,
        **MISSING_WORDS,
    )


@bp.get("/gruppi/importazioni/<uuid:import_id>/resoconto.csv")
@requires(Permission.GROUPS_IMPORT)
def download(import_id: UUID) -> Response:
    """The report: a line for each row, and one more for each cell that was not plain."""
    kept = _import(import_id)
    record(by=signed_in_actor(), verb="groups.import_report_downloaded", subject=kept)
    titles = (_("Riga"), _("Nome"), _("Esito"), _("Colonna"), _("Valore"), _("Che cosa ne è stato fatto"))
    return csv_answer(
        csv_lines(titles, _report_lines(current_tenant_id(), kept.notes, _rows(kept))), "resoconto-importazione"
    )


@bp.post("/gruppi/importazioni/<uuid:import_id>/avvio")
@requires(Permission.GROUPS_IMPORT)
def start(import_id: UUID) -> ResponseReturnValue:
    """Begin again the reading of a list that was kept and never read (the queue was emptied in the meantime)."""
    kept = _import(import_id)
    if kept.content is None:
        return redirect(url_for(".report", import_id=import_id))
    return redirect(_follow_reading(kept))


@bp.post("/gruppi/importazioni/<uuid:import_id>/applicazione")
@requires(Permission.GROUPS_IMPORT)
def apply(import_id: UUID) -> ResponseReturnValue:
    """Apply a list exactly as it was shown."""
    kept = _import(import_id)
    if not kept.is_to_approve:
        flash(_("Questo elenco è già stato applicato o buttato via."), "info")
        return redirect(url_for(".report", import_id=import_id))
    progress = start_progress(
        _("Applicazione di «%(name)s»", name=kept.file_name), 0, kind="groups.import", by=signed_in_actor()
    )
    db.session.flush()
    account = str(signed_in_actor().account_id or "")
    enqueue(apply_file, str(kept.id), str(progress.id), url_for(".report", import_id=kept.id), account)
    return redirect(progress_url(progress.id))


@bp.post("/gruppi/importazioni/<uuid:import_id>/scarto")
@requires(Permission.GROUPS_IMPORT)
def discard(import_id: UUID) -> ResponseReturnValue:
    """Throw a list away; the directory stays as it is."""
    try:
        discard_import(_import(import_id).id, by=signed_in_actor())
    except NotToApprove:
        flash(_("Questo elenco è già stato applicato o buttato via."), "info")
    else:
        flash(_("Elenco buttato via. I gruppi sono rimasti come erano."), "success")
    return redirect(url_for(".report", import_id=import_id))


@bp.post("/gruppi/importazioni/<uuid:import_id>/nascosti")
@requires(Permission.GROUPS_EDIT)
def hide_new(import_id: UUID) -> ResponseReturnValue:
    """Take off the site every group this list made, at once; can be taken back."""
    kept = _import(import_id)
    made = select(GroupImportRow.group_id).where(
        GroupImportRow.import_id == kept.id, GroupImportRow.outcome == Outcome.CREATED
    )
    groups = db.session.scalars(select(Group).where(Group.id.in_(made), Group.published)).all() if kept.is_done else []
    payload = change_states(groups, "hide", by=signed_in_actor())
    done = len(payload["groups"])
    if done:
        words = ngettext("%(num)s gruppo tolto dal sito.", "%(num)s gruppi tolti dal sito.", done)
        offer_undo(UNDO_KIND, payload, words, by=signed_in_actor())
    else:
        flash(_("Nessun gruppo da togliere: non ne ha creati, o sono già fuori dal sito."), "info")
    return redirect(url_for(".report", import_id=import_id))


def _send(form: UploadForm) -> str:
    sent = form.file.data
    name = PurePath((sent.filename or "").replace("\\", "/")).name or "gruppi.csv"
    return _follow_reading(keep_file(file_name=name, content=sent.stream, by=signed_in_actor()))


def _follow_reading(kept: GroupImport) -> str:
    """Have the worker read it; returns the page that shows how far it is."""
    progress = start_progress(
        _("Lettura di «%(name)s»", name=kept.file_name), 0, kind="groups.import", by=signed_in_actor()
    )
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
            for one in row.diff:
                change = f"{one['old']} → {one['new']}"
                yield row.row_number, row.name, "", DIFFERENCE_WORDS.get(one["field"], ""), "", change
            for remark in row.remarks:
                column = FIELD_WORDS.get(remark["column"], "")
                yield row.row_number, row.name, "", column, remark["value"], remark["done"]


def _import(import_id: UUID) -> GroupImport:
    return db.session.get(GroupImport, import_id) or abort(404)
