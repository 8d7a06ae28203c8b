"""The requests to have a gift back, in the treasurer's hands: to give it back, or to say why not."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice

from ama_net.features.donations.forms_manage import GiveBackForm, RefuseForm
from ama_net.features.donations.models import RefundRequest
from ama_net.features.donations.operations.receiving import donor_name
from ama_net.features.donations.operations.refund_requests import (
    GivenBack,
    accept_refund,
    online_payments,
    payments_to_give_back,
    refuse_refund,
)
from ama_net.features.donations.queries_refunds import all_requests
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.payments import PaymentWay
from ama_net.kernel.payments.operations.receipts import given_back_cents
from ama_net.kernel.payments.queries import open_accounts
from ama_net.kernel.payments.words import WAYS
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame

bp = Blueprint("refunds_manage", __name__)

DONE, REFUSED = 303, 422


@bp.get("/donazioni/rimborsi")
@requires(Permission.DONATIONS_READ)
def index() -> str:
    """Those to decide, then those decided."""
    waiting, decided = all_requests()
    return render_template("donations/manage/refunds.html", waiting=waiting, decided=decided, donor_name=donor_name)


@bp.get("/donazioni/rimborsi/<uuid:request_id>")
@requires(Permission.DONATIONS_READ)
def show(request_id: UUID) -> str:
    """One request, with what can be done about it."""
    return _page(_request(request_id), _back_form(None), RefuseForm(formdata=None))


@bp.post("/donazioni/rimborsi/<uuid:request_id>/restituzione")
@requires(Permission.PAYMENTS_EDIT)
def accept(request_id: UUID) -> ResponseReturnValue:
    """Give the money back."""
    request, form = _request(request_id), _back_form(request_id)
    if form.validate_on_submit() and form.on.data:
        account_id = UUID(form.account.data) if form.account.data else None
        back = GivenBack(form.on.data, PaymentWay(form.way.data), account_id)
        try:
            accept_refund(request, back, answer=form.answer.data or "", by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Restituzione annotata. Chi ha donato riceve un'e-mail."), "success")
            return redirect(url_for(".index"), DONE)
    return _page(request, form, RefuseForm(formdata=None)), REFUSED


@bp.post("/donazioni/rimborsi/<uuid:request_id>/rifiuto")
@requires(Permission.DONATIONS_EDIT)
def refuse(request_id: UUID) -> ResponseReturnValue:
    """Say no, and why."""
    request, form = _request(request_id), RefuseForm()
    if form.validate_on_submit():
        try:
            refuse_refund(request, answer=form.answer.data or "", by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Risposta mandata a chi ha donato."), "success")
            return redirect(url_for(".index"), DONE)
    return _page(request, _back_form(None), form), REFUSED


def _back_form(request_id: UUID | None) -> GiveBackForm:
    form = GiveBackForm() if request_id else GiveBackForm(formdata=None)
    none = SelectChoice("", _l("Quello su cui era arrivata"))
    form.account.choices = [none, *(SelectChoice(str(one.id), one.label) for one in open_accounts())]
    return form


def _page(request: RefundRequest, back: GiveBackForm, no: RefuseForm) -> str:
    payments = payments_to_give_back(request.gift)
    online = online_payments(payments)
    return render_template(
        "donations/manage/refund.html",
        request_row=request,
        gift=request.gift,
        donor=donor_name(request.gift),
        payments=payments,
        online=online,
        left_cents=sum(one.amount_cents - given_back_cents(one) for one in online or payments),
        back=back,
        no=no,
        WAYS=WAYS,
    )


def _request(request_id: UUID) -> RefundRequest:
    return db.session.get(RefundRequest, request_id) or abort(404)
