"""The screen where a bank's lines are given to what they pay: the certain ones together, the others one by one."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.foundation.text import fold, known_id
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.office import progress_url, start_progress
from ama_net.kernel.payments.line_pages import back_to_lines, pages_for
from ama_net.kernel.payments.matching_tasks import record_certain_lines
from ama_net.kernel.payments.matching_words import CERTAINTIES
from ama_net.kernel.payments.models import Payment
from ama_net.kernel.payments.models_statements import LineState, StatementImport, StatementLine
from ama_net.kernel.payments.operations.recording_lines import (
    all_payables,
    certain_of,
    free_line,
    lines_to_do,
    link_written,
    part_of,
    propose,
    record_certain,
    record_parts,
)
from ama_net.kernel.payments.purposes import Payable, described
from ama_net.kernel.payments.queries_statements import paid_before
from ama_net.kernel.people import WrongFact

bp = Blueprint("matching_manage", __name__)

DONE, REFUSED = 303, 422
PER_PAGE = 25
AT_ONCE = 40
"""Above so many, recording goes on by itself and its progress is shown."""
MOST_FOUND = 20


@bp.get("/incassi/estratti/<uuid:import_id>/abbinamenti")
@requires(Permission.PAYMENTS_EDIT)
def index(import_id: UUID) -> str:
    """What is certain, to record with one press; what somebody must look at, with what it may be."""
    statement = _statement(import_id)
    lines = lines_to_do(statement.id)
    proposals = propose(lines)
    certain = certain_of(lines, proposals)
    sure = {line.id for line, _proposal in certain}
    to_look = [line for line in lines if line.id not in sure]
    to_look.sort(key=lambda line: not proposals[line.id])  # those with an idea first
    page = max(1, request.args.get("page", 1, type=int))
    return render_template(
        "payments/manage/matching.html",
        statement=statement,
        certain=certain,
        certain_cents=sum(line.amount_cents for line, _proposal in certain),
        to_look=to_look[(page - 1) * PER_PAGE : page * PER_PAGE],
        how_many=len(to_look),
        page=page,
        pages=-(-len(to_look) // PER_PAGE),
        proposals=proposals,
        CERTAINTIES=CERTAINTIES,
    )


@bp.post("/incassi/estratti/<uuid:import_id>/abbinamenti")
@requires(Permission.PAYMENTS_EDIT)
def confirm(import_id: UUID) -> ResponseReturnValue:
    """Record what is certain."""
    statement, actor = _statement(import_id), signed_in_actor()
    back = url_for(".index", import_id=statement.id)
    try:
        done, left = record_certain(statement, by=actor, most=AT_ONCE)
    except WrongFact:
        db.session.rollback()
        flash(
            _("Nel frattempo qualcosa è stato pagato in un altro modo: riguarda l'elenco e premi di nuovo."), "warning"
        )
        return redirect(back, DONE)
    if left:
        progress = start_progress(_("Registrazione dell'estratto conto"), left, kind="record_certain", by=actor)
        db.session.flush()
        enqueue(record_certain_lines, str(statement.id), str(progress.id), back, str(actor.account_id or ""))
        return redirect(progress_url(progress.id), DONE)
    flash(ngettext("%(num)s riga registrata.", "%(num)s righe registrate.", done), "success")
    return redirect(back, DONE)


@bp.get("/incassi/righe/<uuid:line_id>")
@requires(Permission.PAYMENTS_EDIT)
def line(line_id: UUID) -> str:
    """One line: what it may be, a search among what can be paid, where else it may be written."""
    return _line_page(_line(line_id))


@bp.post("/incassi/righe/<uuid:line_id>")
@requires(Permission.PAYMENTS_EDIT)
def choose(line_id: UUID) -> ResponseReturnValue:
    """Record what was chosen: something to be paid, some of them together, or a movement written before."""
    row, actor = _line(line_id), signed_in_actor()
    try:
        written = known_id(request.form.get("written", ""))
        if written is not None:
            link_written(row, db.session.get(Payment, written) or abort(404), by=actor)
        else:
            record_parts(row, [part_of(*pair) for pair in _chosen(row)], by=actor)
    except WrongFact as error:
        db.session.rollback()
        return _line_page(_line(line_id), fault=str(error.message)), REFUSED
    return redirect(back_to_lines(row), DONE)


@bp.post("/incassi/righe/<uuid:line_id>/liberazione")
@requires(Permission.PAYMENTS_EDIT)
def free(line_id: UUID) -> ResponseReturnValue:
    """Take back what was decided of a line."""
    row = _line(line_id)
    try:
        free_line(row, by=signed_in_actor())
    except WrongFact as error:
        db.session.rollback()
        return _line_page(_line(line_id), fault=str(error.message)), REFUSED
    flash(_("La riga è di nuovo da abbinare."), "success")
    return redirect(url_for(".line", line_id=row.id), DONE)


def _line_page(row: StatementLine, fault: str = "") -> str:
    waits = row.state == LineState.TO_DO
    payments = list(row.payments)
    came = paid_before(row) if waits else []
    sought = request.args.get("cerca", "").strip()[:80]
    return render_template(
        "payments/manage/matching_line.html",
        line=row,
        waits=waits,
        fault=fault,
        proposals=propose([row])[row.id] if waits else [],
        payments=payments,
        came=came,
        about=described([*payments, *came]),
        pages=pages_for(row) if waits else [],
        sought=sought,
        found=_found(row, sought) if waits and sought else [],
        CERTAINTIES=CERTAINTIES,
    )


def _found(row: StatementLine, sought: str) -> list[Payable]:
    """What can be paid whose name or reference has every word that was typed."""
    words = fold(sought).split()
    fit = [one for one in all_payables() if one.goes_out == (row.amount_cents < 0)]
    texts = {one.id: fold(f"{one.words} {one.reference} {' '.join(one.names)}") for one in fit}
    return [one for one in fit if all(word in texts[one.id] for word in words)][:MOST_FOUND]


def _chosen(row: StatementLine) -> Sequence[tuple[Payable, int]]:
    """What was ticked: only what is open, each with what is left, the last one with the rest."""
    wanted = [known_id(text) for text in request.form.getlist("payable")]
    fit = {one.id: one for one in all_payables() if one.goes_out == (row.amount_cents < 0)}
    chosen = [fit[one] for one in dict.fromkeys(wanted) if one in fit]
    left, parts = abs(row.amount_cents), []
    for position, payable in enumerate(chosen, 1):
        cents = left if position == len(chosen) else min(left, payable.left_cents)
        parts.append((payable, cents))
        left -= cents
    if not parts:
        raise WrongFact("parts", _("Scegliere che cosa paga questa riga."))
    return parts


def _line(line_id: UUID) -> StatementLine:
    return db.session.get(StatementLine, line_id) or abort(404)


def _statement(import_id: UUID) -> StatementImport:
    statement = db.session.get(StatementImport, import_id) or abort(404)
    return statement if statement.undone_at is None else abort(404)
