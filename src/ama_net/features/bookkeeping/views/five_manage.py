"""The office's pages of the 5×1000: what came each year, what it was used for, the paper."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.bookkeeping import five as said
from ama_net.features.bookkeeping.five_paper import five_file_name, five_pdf, sums_by_kind
from ama_net.features.bookkeeping.forms_five import ArrivalForm, ReportForm, SpendingForm
from ama_net.features.bookkeeping.models import FivePerThousand, FivePerThousandLine
from ama_net.features.bookkeeping.operations.five_per_thousand import (
    add_spending,
    change_five,
    receive_five,
    remove_spending,
)
from ama_net.features.bookkeeping.queries_five import (
    arrivals,
    days_of,
    doubts_of,
    fives,
    is_accounted,
    lines_of,
    said_of,
    spendings_for,
)
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.payments.queries import open_accounts
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("five_manage", __name__)

DONE, REFUSED = 303, 422
ONE = "/cinque-per-mille/<uuid:five_id>"


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": said, "today": today(), "is_accounted": is_accounted}


@bp.get("/cinque-per-mille")
@requires(Permission.BOOKKEEPING_READ)
def index() -> str:
    """What came each year, and how much of it is accounted for."""
    found = fives()
    sums = said_of([one.id for one in found])
    return render_template("bookkeeping/manage/fives.html", fives=found, sums=sums, doubts=doubts_of(found))


@bp.route("/cinque-per-mille/nuovo", methods=["GET", "POST"])
@requires(Permission.BOOKKEEPING_EDIT)
def new() -> ResponseReturnValue:
    """Write down that a year's 5×1000 came."""
    form = ArrivalForm().begin(arrivals(), open_accounts())
    if form.validate_on_submit():
        try:
            five = receive_five(form.arrival(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("5 per mille scritto: ora si dice per che cosa è stato usato."), "success")
            return redirect(url_for(".show", five_id=five.id), DONE)
    page = render_template("bookkeeping/manage/five_form.html", form=form)
    return page, REFUSED if request.method == "POST" else 200


@bp.get(ONE)
@requires(Permission.BOOKKEEPING_READ)
def show(five_id: UUID) -> str:
    """A year's: what it was used for, what is left to say, its terms."""
    return _page(_five(five_id))


@bp.post(f"{ONE}/relazione")
@requires(Permission.BOOKKEEPING_EDIT)
def report(five_id: UUID) -> ResponseReturnValue:
    """Write the report, and when it was sent and published."""
    five, form = _five(five_id), ReportForm()
    if form.validate_on_submit():
        try:
            change_five(
                five,
                report=form.report.data or "",
                sent_on=form.sent_on.data,
                published_on=form.published_on.data,
                by=signed_in_actor(),
            )
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Salvato."), "success")
            return redirect(url_for(".show", five_id=five_id), DONE)
    return _page(five, report_form=form), REFUSED


@bp.post(f"{ONE}/spese")
@requires(Permission.BOOKKEEPING_EDIT)
def spend(five_id: UUID) -> ResponseReturnValue:
    """Say what a part of it was used for."""
    five = _five(five_id)
    form = SpendingForm().offer(spendings_for(five))
    if form.validate_on_submit():
        try:
            add_spending(five, form.spending(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Spesa aggiunta al rendiconto."), "success")
            return redirect(url_for(".show", five_id=five_id), DONE)
    return _page(five, spending_form=form), REFUSED


@bp.post(f"{ONE}/spese/<uuid:line_id>/eliminazione")
@requires(Permission.BOOKKEEPING_EDIT)
def unspend(five_id: UUID, line_id: UUID) -> ResponseReturnValue:
    """Take a line away."""
    line = db.session.get(FivePerThousandLine, line_id)
    if line is None or line.statement_id != five_id:
        abort(404)
    remove_spending(_five(five_id), line, by=signed_in_actor())
    flash(_("Spesa tolta dal rendiconto."), "success")
    return redirect(url_for(".show", five_id=five_id), DONE)


@bp.get(f"{ONE}.pdf")
@requires(Permission.BOOKKEEPING_READ)
def paper(five_id: UUID) -> Response:
    """The statement with its report and the list of proofs."""
    five = _five(five_id)
    return pdf_answer(five_pdf(five), five_file_name(five))


def _page(
    five: FivePerThousand, *, report_form: ReportForm | None = None, spending_form: SpendingForm | None = None
) -> str:
    lines = lines_of(five)
    sums = said_of([five.id]).get(five.id)
    left = five.amount_cents - (sums.total if sums else 0)
    return render_template(
        "bookkeeping/manage/five.html",
        five=five,
        lines=lines,
        days=days_of(lines),
        kinds=[one for one in sums_by_kind(lines) if one[2]],
        sums=sums,
        left=left,
        doubts=doubts_of([five])[five.id],
        terms=said.terms_of(five),
        report_form=report_form or ReportForm(formdata=None, obj=five),
        spending_form=spending_form
        or SpendingForm(formdata=None, data={"amount": left or None}).offer(spendings_for(five)),
    )


def _five(five_id: UUID) -> FivePerThousand:
    return db.session.get(FivePerThousand, five_id) or abort(404)
