"""The office's pages on bank statements: a file sent, its columns said, its lines, taken back whole."""

from collections.abc import Iterable
from pathlib import PurePath
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.foundation.text import known_id
from ama_net.foundation.web.forms import WebForm
from ama_net.kernel.access import Actor, Permission, requires, signed_in_actor
from ama_net.kernel.office import progress_url, start_progress
from ama_net.kernel.payments import statement_words, words
from ama_net.kernel.payments.forms_statements import COLUMN, columns_form, columns_said, statement_form
from ama_net.kernel.payments.matching_tasks import undo_statement
from ama_net.kernel.payments.models import BankAccount
from ama_net.kernel.payments.models_statements import (
    LineState,
    StatementFile,
    StatementImport,
    StatementLine,
)
from ama_net.kernel.payments.operations.recording_lines import free_line
from ama_net.kernel.payments.operations.statement_lines import lines_to_undo, set_aside, undo_import
from ama_net.kernel.payments.operations.statements import (
    ColumnsUnknown,
    columns_of,
    content_of,
    import_statement,
    keep_file,
)
from ama_net.kernel.payments.queries import open_accounts
from ama_net.kernel.payments.queries_statements import LINES, STATEMENTS, all_statements, line_counts, lines_of
from ama_net.kernel.payments.statements import WHOLE, Statement, UnreadableFileError, read_statement
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.identifiers import show_iban

bp = Blueprint("statements_manage", __name__)

DONE, REFUSED = 303, 422
ONE = "/incassi/estratti/<uuid:import_id>"
TAKE_UP = "take_up"
AT_ONCE = 40
"""Above so many lines that became movements, taking a file back goes on by itself and its progress is shown."""
TWICE = _l("Due colonne dicono la stessa cosa: lasciarne una.")
NO_DAY = _l("Servono almeno il giorno contabile e un importo (o le entrate e le uscite).")


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": words, "told": statement_words, "show_iban": show_iban}


@bp.get("/incassi/estratti")
@requires(Permission.PAYMENTS_READ)
def index() -> str:
    """The files that were read."""
    page = STATEMENTS.page(all_statements(), request.args)
    counts = line_counts(one.id for one in page.rows)
    has_account = any(one.iban for one in open_accounts())
    return render_template("payments/manage/statements.html", page=page, counts=counts, has_account=has_account)


@bp.route("/incassi/estratti/nuovo", methods=["GET", "POST"])
@requires(Permission.PAYMENTS_EDIT)
def new() -> ResponseReturnValue:
    """Send a bank's file."""
    accounts = open_accounts()
    form = statement_form(accounts)
    if form.validate_on_submit():
        account = next(one for one in accounts if str(one.id) == form.account_id.data)
        sent, by = form.file.data, signed_in_actor()
        name = PurePath((sent.filename or "").replace("\\", "/")).name or _("movimenti")
        data = sent.stream.read()
        try:
            if form.by_hand.data and read_statement(data, name).headings:
                return _ask_columns(account, data, name)
            return _read(import_statement(account, data, name, by=by))
        except ColumnsUnknown:
            return _ask_columns(account, data, name)
        except UnreadableFileError as error:
            form.file.errors = [str(error)]
        except WrongFact as error:
            blame(form, error)
    page = render_template("payments/manage/statement_new.html", form=form)
    return page, REFUSED if form.errors else 200


@bp.route("/incassi/estratti/colonne/<uuid:file_id>", methods=["GET", "POST"])
@requires(Permission.PAYMENTS_EDIT)
def columns(file_id: UUID) -> ResponseReturnValue:
    """Say what the columns of a file are, beside its first rows; kept for the account's next files."""
    kept = db.session.get(StatementFile, file_id) or abort(404)
    data = content_of(kept)
    statement = read_statement(data, kept.file_name, columns_of(kept.account_id))
    form = columns_form(statement.headings, statement.columns)
    refusal = ""
    if form.validate_on_submit():
        said = columns_said(form, statement.headings)
        refusal = str(TWICE) if len(dict(said)) < len(said) else ""
        try:
            if not refusal:
                mapping = dict(said)
                imported = import_statement(kept.account, data, kept.file_name, by=signed_in_actor(), mapping=mapping)
                db.session.delete(kept)
                return _read(imported)
        except ColumnsUnknown:
            refusal = str(NO_DAY)
        except WrongFact as error:
            refusal = str(error)
    page = render_template(
        "payments/manage/statement_columns.html",
        kept=kept,
        form=form,
        fields=list(_with_examples(form, statement)),
        refusal=refusal,
    )
    return page, REFUSED if form.errors or refusal else 200


@bp.post("/incassi/estratti/colonne/<uuid:file_id>/rinuncia")
@requires(Permission.PAYMENTS_EDIT)
def discard(file_id: UUID) -> ResponseReturnValue:
    """Throw a kept file away."""
    kept = db.session.get(StatementFile, file_id) or abort(404)
    db.session.delete(kept)
    flash(_("File buttato via: non è stato cambiato niente."), "success")
    return redirect(url_for(".index"), DONE)


@bp.get(ONE)
@requires(Permission.PAYMENTS_READ)
def show(import_id: UUID) -> str:
    """What was read of a file: its lines, what could not be read, what became of them."""
    return _page(_statement(import_id))


@bp.post(f"{ONE}/righe")
@requires(Permission.PAYMENTS_EDIT)
def lines(import_id: UUID) -> ResponseReturnValue:
    """Set chosen lines aside, for a reason; or take them up again."""
    action, by = request.form.get("action", ""), signed_in_actor()
    if action != TAKE_UP and action not in statement_words.LINE_REASONS:
        abort(400)
    ids = [found for text in request.form.getlist("selected")[:1000] if (found := known_id(text))]
    done = 0
    for line in db.session.scalars(lines_of(import_id).where(StatementLine.id.in_(ids)).order_by(StatementLine.id)):
        if action == TAKE_UP and line.state == LineState.IGNORED:
            free_line(line, by=by)
            done += 1
        elif action != TAKE_UP and line.state == LineState.TO_DO:
            set_aside(line, why=action, by=by)
            done += 1
    told = ngettext("%(num)s riga cambiata.", "%(num)s righe cambiate.", done)
    flash(told if done else _("Nessuna riga è cambiata: si mettono da parte solo quelle da abbinare."), "success")
    return redirect(url_for(".show", import_id=import_id), DONE)


@bp.post(f"{ONE}/annullamento")
@requires(Permission.PAYMENTS_EDIT)
def undo(import_id: UUID) -> ResponseReturnValue:
    """Take the file back whole."""
    statement, actor = _statement(import_id), signed_in_actor()
    try:
        lines = lines_to_undo(statement)
        if lines > AT_ONCE:
            return _undo_by_itself(statement, lines, actor)
        cancelled = undo_import(statement, by=actor)
    except WrongFact as error:
        refusal = str(error)
        db.session.rollback()
        return _page(_statement(import_id), refusal), REFUSED
    told = ngettext("È stato annullato %(num)s movimento.", "Sono stati annullati %(num)s movimenti.", cancelled)
    flash(_("Caricamento annullato: le sue righe non ci sono più. %(told)s", told=told), "success")
    return redirect(url_for(".index"), DONE)


def _undo_by_itself(statement: StatementImport, lines: int, actor: Actor) -> ResponseReturnValue:
    """Leave the taking back to a job, and lead to where it is followed."""
    progress = start_progress(_("Annullamento di un estratto conto"), lines, kind="undo_import", by=actor)
    db.session.flush()
    back = url_for(".index")
    enqueue(undo_statement, str(statement.id), str(progress.id), back, str(actor.account_id or ""))
    return redirect(progress_url(progress.id), DONE)


def _page(statement: StatementImport, refusal: str = "") -> str:
    page = LINES.page(lines_of(statement.id), request.args)
    faults: list[tuple[int, str]] = [(int(number), str(why)) for number, why in statement.faults]
    return render_template(
        "payments/manage/statement.html",
        statement=statement,
        page=page,
        counts=line_counts([statement.id]).get(statement.id, {}),
        warnings=[why for number, why in faults if number == WHOLE],
        faults=[(number, why) for number, why in faults if number != WHOLE],
        refusal=refusal,
    )


def _ask_columns(account: BankAccount, data: bytes, name: str) -> ResponseReturnValue:
    """Keep the file and lead to where its columns are said."""
    kept = keep_file(account, data, name, by=signed_in_actor())
    return redirect(url_for(".columns", file_id=kept.id), DONE)


def _read(imported: StatementImport) -> ResponseReturnValue:
    """Lead to what was just read, with what there is to know of it at once."""
    new = imported.lines_read - imported.lines_known
    told = ngettext("%(num)s riga nuova.", "%(num)s righe nuove.", new)
    known = ngettext("%(num)s c'era già.", "%(num)s c'erano già.", imported.lines_known) if imported.lines_known else ""
    flash(" ".join(filter(None, (_("Estratto conto letto: %(told)s", told=told), known))), "success")
    return redirect(url_for(".show", import_id=imported.id), DONE)


def _with_examples(form: WebForm, statement: Statement) -> Iterable[tuple[object, str]]:
    for place in range(len(statement.headings)):
        cells = [row[place] for row in statement.sample[:3] if place < len(row) and row[place]]
        yield form[f"{COLUMN}{place}"], " · ".join(cell[:60] for cell in cells)


def _statement(import_id: UUID) -> StatementImport:
    return db.session.get(StatementImport, import_id) or abort(404)
