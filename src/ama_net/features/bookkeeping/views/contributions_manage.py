"""The office's pages of public contributions: a year of them, what is said of each, showing them on the site."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.bookkeeping.contributions_paper import contributions_file_name, contributions_pdf
from ama_net.features.bookkeeping.forms_contributions import ContributionForm
from ama_net.features.bookkeeping.operations.contributions import (
    hide_contributions,
    note_contribution,
    publish_contributions,
)
from ama_net.features.bookkeeping.queries_contributions import (
    PUBLISHED_FROM,
    contributions_of,
    note_of,
    others_of,
    total_of,
    year_row,
    years_with_money,
)
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.payments import MoneyDirection, Payment
from ama_net.kernel.people import WrongFact

bp = Blueprint("contributions_manage", __name__)

DONE = 303
FIRST_YEAR, LAST_YEAR = 1950, 2200


@bp.get("/contributi")
@requires(Permission.BOOKKEEPING_READ)
def index() -> ResponseReturnValue:
    """The year to look at: the one before this until it has to be published, then this one."""
    day = today()
    return redirect(url_for(".show", year=day.year - 1 if day.month <= 6 else day.year))


@bp.get("/contributi/<int:year>")
@requires(Permission.BOOKKEEPING_READ)
def show(year: int) -> str:
    """A year's contributions, their total against the threshold, what could be one and is not."""
    _check(year)
    found = contributions_of(year)
    total = total_of(found)
    return render_template(
        "bookkeeping/manage/contributions.html",
        year=year,
        years=sorted({year, today().year, *years_with_money()}, reverse=True),
        contributions=found,
        others=others_of(year),
        total=total,
        due=total >= PUBLISHED_FROM,
        row=year_row(year),
    )


@bp.get("/contributi/<int:year>.pdf")
@requires(Permission.BOOKKEEPING_READ)
def paper(year: int) -> Response:
    """The same to print, or to publish elsewhere."""
    _check(year)
    return pdf_answer(contributions_pdf(year), contributions_file_name(year))


@bp.post("/contributi/<int:year>/pubblicazione")
@requires(Permission.BOOKKEEPING_EDIT)
def publish(year: int) -> ResponseReturnValue:
    """Show them on the site, or show them no more."""
    _check(year)
    actor = signed_in_actor()
    try:
        if request.form.get("action") == "hide":
            hide_contributions(year, by=actor)
            flash(_("I contributi di quell'anno non sono più sul sito."), "success")
        else:
            publish_contributions(year, by=actor)
            flash(_("I contributi di quell'anno sono sul sito, nella pagina della trasparenza."), "success")
    except WrongFact as error:
        flash(str(error), "warning")
    return redirect(url_for(".show", year=year), DONE)


@bp.route("/contributi/movimenti/<uuid:payment_id>", methods=["GET", "POST"])
@requires(Permission.BOOKKEEPING_EDIT)
def edit(payment_id: UUID) -> ResponseReturnValue:
    """Say whether a movement is a public contribution, who gave it and why."""
    payment = db.session.get(Payment, payment_id) or abort(404)
    if payment.direction != MoneyDirection.IN:
        abort(404)
    form = ContributionForm.of(payment, note_of(payment))
    if form.validate_on_submit():
        note_contribution(
            payment,
            counts=form.counts.data,
            payer=form.payer.data or "",
            reason=form.reason.data or "",
            by=signed_in_actor(),
        )
        flash(_("Salvato."), "success")
        return redirect(url_for(".show", year=payment.on_day.year), DONE)
    page = render_template("bookkeeping/manage/contribution.html", form=form, payment=payment)
    return page, 422 if request.method == "POST" else 200


def _check(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
