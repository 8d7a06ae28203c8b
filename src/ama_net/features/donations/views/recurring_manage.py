"""The office's pages of the gifts that come back: the list, one of them, what may be done when who gives asks for it."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import func, select

from ama_net.features.donations import recurring_words
from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.donor_words import INTERVALS
from ama_net.features.donations.forms_donor import AmountForm
from ama_net.features.donations.models import Gift, RecurringGift
from ama_net.features.donations.operations import recurring
from ama_net.features.donations.operations.receiving import donor_name
from ama_net.features.donations.queries_recurring import SERIES, income, series_with_donors
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import export_list
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("recurring_manage", __name__)

DONE, REFUSED = 303, 422


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": recurring_words, "INTERVALS": INTERVALS, "donor_name": donor_name}


@bp.get("/donazioni/ricorrenti")
@requires(Permission.DONATIONS_READ)
def index() -> str:
    """The gifts that come back, and what they bring in."""
    going, late, yearly = income()
    page = SERIES.page(series_with_donors(), request.args)
    return render_template("donations/manage/recurring.html", page=page, going=going, late=late, yearly=yearly)


@bp.get("/donazioni/ricorrenti/elenco.<any(csv, xlsx):ending>")
@requires(Permission.DONATIONS_EDIT)
def export(ending: str) -> Response:
    """The same as a file, written in the audit."""
    actor, rows, name = signed_in_actor(), series_with_donors(), "donazioni-ricorrenti"
    if ending == "xlsx":
        return export_list(SERIES, rows, request.args, name=name, by=actor, file_type="xlsx")
    return export_list(SERIES, rows, request.args, name=name, by=actor)


@bp.get("/donazioni/ricorrenti/<uuid:recurring_id>")
@requires(Permission.DONATIONS_READ)
def show(recurring_id: UUID) -> str:
    """One of them."""
    row = _series_or_404(recurring_id)
    return _page(row, AmountForm(formdata=None, data={"amount": row.amount_cents}))


@bp.post("/donazioni/ricorrenti/<uuid:recurring_id>/importo")
@requires(Permission.DONATIONS_EDIT)
def amount(recurring_id: UUID) -> ResponseReturnValue:
    """Change its amount, because who gives asked for it."""
    row, form = _series_or_404(recurring_id), AmountForm()
    if form.validate_on_submit() and form.amount.data:
        try:
            recurring.change_amount(row, form.amount.data, by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Importo cambiato dalla prossima volta: chi dona ha un'e-mail che lo dice."), "success")
            return redirect(url_for(".show", recurring_id=recurring_id), DONE)
    return _page(row, form), REFUSED


@bp.post("/donazioni/ricorrenti/<uuid:recurring_id>/pausa")
@requires(Permission.DONATIONS_EDIT)
def pause(recurring_id: UUID) -> ResponseReturnValue:
    """Let nothing be taken for a while."""
    return _do(recurring_id, lambda row: recurring.pause(row, by=signed_in_actor()), _("È in pausa."))


@bp.post("/donazioni/ricorrenti/<uuid:recurring_id>/ripresa")
@requires(Permission.DONATIONS_EDIT)
def resume(recurring_id: UUID) -> ResponseReturnValue:
    """Go on after a pause."""
    return _do(
        recurring_id, lambda row: recurring.resume(row, by=signed_in_actor()), _("Riprende dalla prossima volta.")
    )


@bp.post("/donazioni/ricorrenti/<uuid:recurring_id>/fine")
@requires(Permission.DONATIONS_EDIT)
def stop(recurring_id: UUID) -> ResponseReturnValue:
    """End it for good."""
    actor = signed_in_actor()
    return _do(
        recurring_id,
        lambda row: recurring.stop(row, by=actor, why=recurring.Why.OFFICE),
        _("È finita: non si prende più niente, e chi dona ha un'e-mail che lo dice."),
    )


def _do(recurring_id: UUID, act: Callable[[RecurringGift], None], words: str) -> ResponseReturnValue:
    try:
        act(_series_or_404(recurring_id))
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(words, "success")
    return redirect(url_for(".show", recurring_id=recurring_id), DONE)


def _page(row: RecurringGift, form: AmountForm) -> str:
    came = select(func.count(), func.coalesce(func.sum(Gift.paid_cents), 0)).where(
        Gift.recurring_id == row.id, Gift.paid_cents > 0
    )
    number, cents = db.session.execute(came).one()
    return render_template(
        "donations/manage/recurring_series.html",
        row=row,
        form=form,
        facts=DonorFacts.of(row.asked_facts),
        number=number,
        cents=cents,
    )


def _series_or_404(recurring_id: UUID) -> RecurringGift:
    return db.session.get(RecurringGift, recurring_id) or abort(404)
