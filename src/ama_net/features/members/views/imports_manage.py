"""The office's pages on registers to import: sending one, its columns, every row with what it is, deciding, the reports."""

from pathlib import PurePath
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select

from ama_net.features.members import import_words as words
from ama_net.features.members.forms_imports import (
    COLUMN,
    RegisterForm,
    category_said,
    columns_form,
    columns_said,
)
from ama_net.features.members.import_model import model_pieces
from ama_net.features.members.importing.keeping import sample_of
from ama_net.features.members.imports_tasks import enter_register, read_register
from ama_net.features.members.models import (
    Decision,
    MemberCategory,
    MemberImport,
    MemberImportRow,
    RegisterState,
    RowOutcome,
)
from ama_net.features.members.operations.imports import NotNow, keep_register, say_columns
from ama_net.features.members.operations.imports_deciding import (
    begin_entering,
    count_results,
    decide_rows,
    discard_register,
)
from ama_net.features.members.queries_imports import (
    ROWS,
    draft_of,
    latest_registers,
    outcome_counts,
    reasons_of,
    refused_lines,
    report_lines,
    rows_of,
)
from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.foundation.spreadsheets import MAX_BYTES, UnreadableFileError
from ama_net.foundation.web.listing import csv_answer, csv_lines
from ama_net.foundation.web.listing.xlsx_file import xlsx_answer
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import record
from ama_net.kernel.office import progress_url, start_progress
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant_id

bp = Blueprint("member_imports_manage", __name__)

ROOM_FOR_THE_FORM = 1024 * 1024
ONE = "/soci/importazioni/<uuid:import_id>"
OVERTAKEN = _l("Intanto questa importazione è andata avanti: guarda a che punto è.")


@bp.url_value_preprocessor
def _take_larger_files(endpoint: str | None, _values: object) -> None:
    """A register may be larger than other uploads; said before anything reads the form."""
    if endpoint == f"{bp.name}.index" and request.method == "POST":
        request.max_content_length = MAX_BYTES + ROOM_FOR_THE_FORM


@bp.route("/soci/importazioni", methods=["GET", "POST"])
@requires(Permission.MEMBERS_IMPORT)
def index() -> ResponseReturnValue:
    """Send a register; the ones sent before."""
    form = RegisterForm()
    if form.validate_on_submit():
        sent = form.file.data
        name = PurePath((sent.filename or "").replace("\\", "/")).name or "registro"
        try:
            kept = keep_register(file_name=name, content=sent.stream, by=signed_in_actor())
        except UnreadableFileError as error:
            form.file.errors = [str(error)]
        else:
            return redirect(url_for(".columns", import_id=kept.id))
    page = render_template("members/manage/imports.html", form=form, registers=latest_registers(), words=words)
    return page, 422 if form.errors else 200


@bp.get("/soci/importazioni/modello.xlsx")
@requires(Permission.MEMBERS_IMPORT)
def model() -> Response:
    """An empty register with its columns, for who starts from nothing."""
    return xlsx_answer(model_pieces(), "modello-libro-soci")


@bp.route(f"{ONE}/colonne", methods=["GET", "POST"])
@requires(Permission.MEMBERS_IMPORT)
def columns(import_id: UUID) -> ResponseReturnValue:
    """Say which field each column is, beside the first rows of the file."""
    kept = _register(import_id)
    if kept.content_sealed is None or kept.state not in (RegisterState.TO_MAP, RegisterState.UNREADABLE):
        return redirect(url_for(".report", import_id=kept.id))
    categories = db.session.scalars(select(MemberCategory).order_by(MemberCategory.position)).all()
    form = columns_form(kept.heading, kept.mapping, [(str(one.id), one.label) for one in categories])
    refusal = ""
    if form.validate_on_submit():
        category, day, by = category_said(form), form.admitted_on.data, signed_in_actor()
        try:
            say_columns(kept, columns_said(form), category_id=category, admitted_on=day, by=by)
        except WrongFact as error:
            refusal = str(error)
        except NotNow:
            flash(str(OVERTAKEN), "info")
            return redirect(url_for(".report", import_id=kept.id))
        else:
            return redirect(_follow_reading(kept))
    sample = sample_of(kept)
    fields = [
        (form[f"{COLUMN}{place}"], " · ".join(row[place] for row in sample[:3] if place < len(row) and row[place]))
        for place, head in enumerate(kept.heading)
        if head
    ]
    page = render_template(
        "members/manage/import_columns.html",
        kept=kept,
        form=form,
        fields=fields,
        sample=sample_of(kept),
        refusal=refusal,
    )
    return page, 422 if form.errors or refusal else 200


@bp.get(ONE)
@requires(Permission.MEMBERS_IMPORT)
def report(import_id: UUID) -> ResponseReturnValue:
    """What every row is, what is to be done with it, how it ended."""
    kept = _register(import_id)
    if kept.state == RegisterState.TO_MAP:
        return redirect(url_for(".columns", import_id=kept.id))
    return render_template(
        "members/manage/import.html",
        kept=kept,
        page=ROWS.page(rows_of(kept), request.args),
        counts=outcome_counts(kept),
        results=count_results(kept),
        words=words,
        draft_of=draft_of,
        reasons_of=reasons_of,
    )


@bp.post(f"{ONE}/decisioni")
@requires(Permission.MEMBERS_IMPORT)
def decide(import_id: UUID) -> ResponseReturnValue:
    """Say what to do with the rows that are ticked, or with all of an outcome."""
    kept = _register(import_id)
    action, outcome = request.form.get("action", ""), request.form.get("outcome", "")
    if action not in set(Decision) or (outcome and outcome not in set(RowOutcome)):
        abort(400)
    chosen = list(db.session.scalars(ROWS.chosen(rows_of(kept), request.form).with_only_columns(MemberImportRow.id)))
    try:
        done = decide_rows(
            kept,
            Decision(action),
            by=signed_in_actor(),
            ids=chosen,
            outcome=RowOutcome(outcome) if outcome else None,
        )
    except NotNow:
        flash(str(OVERTAKEN), "info")
    else:
        if done:
            flash(ngettext("Deciso per %(num)s riga.", "Deciso per %(num)s righe.", done), "success")
        else:
            flash(_("Nessuna riga da cambiare: spunta le righe, o scegline che somigliano a qualcuno."), "info")
    return redirect(url_for(".report", import_id=kept.id, outcome=outcome or None))


@bp.post(f"{ONE}/iscrizioni")
@requires(Permission.MEMBERS_IMPORT)
def enter(import_id: UUID) -> ResponseReturnValue:
    """Enter what was decided in the register of members."""
    kept = _register(import_id)
    try:
        begin_entering(kept, by=signed_in_actor())
    except NotNow:
        flash(str(OVERTAKEN), "info")
        return redirect(url_for(".report", import_id=kept.id))
    return redirect(_follow_entering(kept))


@bp.post(f"{ONE}/ripresa")
@requires(Permission.MEMBERS_IMPORT)
def resume(import_id: UUID) -> ResponseReturnValue:
    """Take up again what was begun (the queue was emptied in the meantime); nothing is done twice."""
    kept = _register(import_id)
    if kept.state == RegisterState.READING:
        return redirect(_follow_reading(kept))
    if kept.state == RegisterState.APPLYING:
        return redirect(_follow_entering(kept))
    return redirect(url_for(".report", import_id=kept.id))


@bp.post(f"{ONE}/scarto")
@requires(Permission.MEMBERS_IMPORT)
def discard(import_id: UUID) -> ResponseReturnValue:
    """Throw away what is not decided."""
    kept = _register(import_id)
    try:
        discard_register(kept, by=signed_in_actor())
    except NotNow:
        flash(str(OVERTAKEN), "info")
    else:
        flash(_("Chiusa. Le righe non decise sono rimaste fuori."), "success")
    return redirect(url_for(".index"))


@bp.get(f"{ONE}/resoconto.csv")
@requires(Permission.MEMBERS_IMPORT)
def download(import_id: UUID) -> Response:
    """The report: every row with how it ended, and every cell that was not plain."""
    kept = _register(import_id)
    record(by=signed_in_actor(), verb="members.import_report_downloaded", subject=kept)
    titles = (_("Riga"), _("Nome"), _("Che cos'è"), _("Com'è finita"), _("Colonna"), _("Valore"), _("Perché"))
    return csv_answer(
        csv_lines(titles, report_lines(current_tenant_id(), rows_of(kept))), "resoconto-importazione-soci"
    )


@bp.get(f"{ONE}/rifiutate.csv")
@requires(Permission.MEMBERS_IMPORT)
def refused(import_id: UUID) -> Response:
    """The refused rows as they stood in the file, each with its reason."""
    kept = _register(import_id)
    record(by=signed_in_actor(), verb="members.import_report_downloaded", subject=kept)
    titles = (*kept.heading, _("Riga del file"), _("Perché non è entrata"))
    lines = refused_lines(current_tenant_id(), rows_of(kept), len(kept.heading))
    return csv_answer(csv_lines(titles, lines), "righe-rifiutate")


def _follow_reading(kept: MemberImport) -> str:
    title = _("Lettura di «%(name)s»", name=kept.file_name)
    progress = start_progress(title, 0, kind="members.import", by=signed_in_actor())
    db.session.flush()
    enqueue(read_register, str(kept.id), str(progress.id), url_for(".report", import_id=kept.id))
    return progress_url(progress.id)


def _follow_entering(kept: MemberImport) -> str:
    by = signed_in_actor()
    title = _("Iscrizione dei soci di «%(name)s»", name=kept.file_name)
    progress = start_progress(title, kept.total, kind="members.import", by=by)
    db.session.flush()
    url = url_for(".report", import_id=kept.id)
    enqueue(enter_register, str(kept.id), str(progress.id), url, str(by.account_id or ""))
    return progress_url(progress.id)


def _register(import_id: UUID) -> MemberImport:
    return db.session.get(MemberImport, import_id) or abort(404)
