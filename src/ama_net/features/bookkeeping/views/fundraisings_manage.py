"""The office's pages of occasional fundraisings: each with its movements, its figures, its report, its PDF."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ama_net.features.bookkeeping import fundraising_words
from ama_net.features.bookkeeping.forms_fundraisings import FundraisingForm
from ama_net.features.bookkeeping.fundraising_paper import fundraising_file_name, fundraising_pdf
from ama_net.features.bookkeeping.models import FundraisingStatement
from ama_net.features.bookkeeping.operations.fundraisings import (
    begin_fundraising,
    change_fundraising,
    close_fundraising,
    empty_fundraising,
    fill_fundraising,
    reopen_fundraising,
)
from ama_net.features.bookkeeping.plain_words import full_words
from ama_net.features.bookkeeping.queries_fundraisings import (
    all_fundraisings,
    figures_now,
    fundraisings,
    movements_nearby,
)
from ama_net.features.bookkeeping.queries_funds import money_of_funds, movements_in
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.foundation.web.forms import chosen_id
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.payments import words
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("fundraisings_manage", __name__)

DONE, REFUSED = 303, 422
ONE = "/raccolte-fondi/<uuid:statement_id>"


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": fundraising_words, "money_words": words, "full_words": full_words, "today": today()}


@bp.get("/raccolte-fondi")
@requires(Permission.BOOKKEEPING_READ)
def index() -> str:
    """The fundraisings, with what each brought and cost."""
    found = fundraisings()
    money = money_of_funds([one.fund_id for one in found])
    return render_template("bookkeeping/manage/fundraisings.html", fundraisings=found, money=money)


@bp.route("/raccolte-fondi/nuova", methods=["GET", "POST"])
@requires(Permission.BOOKKEEPING_EDIT)
def new() -> ResponseReturnValue:
    """Write a fundraising down."""
    form = FundraisingForm()
    if form.validate_on_submit():
        try:
            statement = begin_fundraising(form.facts(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Raccolta scritta: ora si dice quali movimenti ne fanno parte."), "success")
            return redirect(url_for(".show", statement_id=statement.id), DONE)
    page = render_template("bookkeeping/manage/fundraising_form.html", form=form, statement=None)
    return page, REFUSED if request.method == "POST" else 200


@bp.get(ONE)
@requires(Permission.BOOKKEEPING_READ)
def show(statement_id: UUID) -> str:
    """One fundraising: its figures, what is missing, its movements and those that could be of it."""
    statement = _statement(statement_id)
    return render_template(
        "bookkeeping/manage/fundraising.html",
        statement=statement,
        figures=figures_now(statement),
        movements=movements_in(statement.fund_id),
        nearby=[] if statement.closed_on else movements_nearby(statement),
    )


@bp.route(f"{ONE}/dati", methods=["GET", "POST"])
@requires(Permission.BOOKKEEPING_EDIT)
def edit(statement_id: UUID) -> ResponseReturnValue:
    """Correct what is said of it."""
    statement = _statement(statement_id)
    form = FundraisingForm.of(statement)
    if form.validate_on_submit():
        try:
            change_fundraising(statement, form.facts(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Raccolta salvata."), "success")
            return redirect(url_for(".show", statement_id=statement_id), DONE)
    page = render_template("bookkeeping/manage/fundraising_form.html", form=form, statement=statement)
    return page, REFUSED if request.method == "POST" else 200


@bp.post(f"{ONE}/movimenti")
@requires(Permission.BOOKKEEPING_EDIT)
def move(statement_id: UUID) -> ResponseReturnValue:
    """Put the chosen movements in it, or take them out."""
    statement = _statement(statement_id)
    ids = [one for text in request.form.getlist("selected") if (one := chosen_id(text)) is not None]
    act = empty_fundraising if request.form.get("action") == "out" else fill_fundraising
    try:
        moved = act(statement, ids, by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(
            ngettext("Un movimento spostato.", "%(num)s movimenti spostati.", moved), "success" if moved else "warning"
        )
    return redirect(url_for(".show", statement_id=statement_id), DONE)


@bp.post(f"{ONE}/chiusura")
@requires(Permission.BOOKKEEPING_EDIT)
def close(statement_id: UUID) -> ResponseReturnValue:
    """Close its statement, or open it again."""
    statement = _statement(statement_id)
    try:
        if statement.closed_on is None:
            close_fundraising(statement, by=signed_in_actor())
        else:
            reopen_fundraising(statement, by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(_("Rendiconto chiuso.") if statement.closed_on else _("Rendiconto riaperto."), "success")
    return redirect(url_for(".show", statement_id=statement_id), DONE)


@bp.get(f"{ONE}.pdf")
@requires(Permission.BOOKKEEPING_READ)
def paper(statement_id: UUID) -> Response:
    """The statement with its report, to deposit with the accounts."""
    statement = _statement(statement_id)
    return pdf_answer(fundraising_pdf(statement), fundraising_file_name(statement))


def _statement(statement_id: UUID) -> FundraisingStatement:
    return db.session.scalar(all_fundraisings().where(FundraisingStatement.id == statement_id)) or abort(404)
