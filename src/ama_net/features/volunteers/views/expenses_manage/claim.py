"""One claim in the office: looked at, decided one expense at a time, paid."""

from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.volunteers.expense_paper import claim_file_name, claim_pdf
from ama_net.features.volunteers.forms_expenses import PaidForm, refused_in
from ama_net.features.volunteers.models import ClaimState, ExpenseClaim
from ama_net.features.volunteers.operations.expense_claims import decide_claim, not_to_decide, seen_of
from ama_net.features.volunteers.operations.expense_payments import Paid, leave_list, pay_claim
from ama_net.features.volunteers.queries_expenses import ABOUT
from ama_net.features.volunteers.views.expense_desk import DONE, REFUSED
from ama_net.features.volunteers.views.expenses_manage.door import bp, claim_or_404
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.documents.downloads import file_answer
from ama_net.kernel.documents.queries import version_of
from ama_net.kernel.payments import Payment, PaymentWay
from ama_net.kernel.payments.queries import open_accounts
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame


@bp.get("/spese/<uuid:claim_id>")
@requires(Permission.EXPENSES_READ)
def show(claim_id: UUID) -> str:
    """A claim with its receipts."""
    return _page(claim_or_404(claim_id))


@bp.get("/spese/<uuid:claim_id>.pdf")
@requires(Permission.EXPENSES_READ)
def paper(claim_id: UUID) -> Response:
    """The claim on paper."""
    claim = claim_or_404(claim_id)
    return pdf_answer(claim_pdf(claim), claim_file_name(claim))


@bp.get("/spese/<uuid:claim_id>/ricevute/<uuid:item_id>")
@requires(Permission.EXPENSES_READ)
def receipt(claim_id: UUID, item_id: UUID) -> Response:
    """The receipt of an expense, for who decides: reading it is written in the audit."""
    item = next((one for one in claim_or_404(claim_id).items if one.id == item_id), None) or abort(404)
    document = item.document or abort(404)
    return file_answer(document, version_of(document, 0) or abort(404), by=signed_in_actor())


@bp.post("/spese/<uuid:claim_id>/decisione")
@requires(Permission.EXPENSES_EDIT)
def decide(claim_id: UUID) -> ResponseReturnValue:
    """Approve it, but for the expenses that were marked."""
    claim = claim_or_404(claim_id)
    refused = {one.id: why for one in claim.items if (why := refused_in(request.form).get(one.id)) is not None}
    try:
        decide_claim(claim, refused, by=signed_in_actor(), seen=request.form.get("seen", ""))
    except WrongFact as error:
        db.session.rollback()
        claim = claim_or_404(claim_id)
        if claim.state == ClaimState.SUBMITTED:
            return _page(claim, refused=refused, error=str(error)), REFUSED
        flash(str(error), "info")  # the button pressed twice, or two who decide: what was decided is there to read
        return redirect(url_for(".show", claim_id=claim_id), DONE)
    accepted = claim.state == ClaimState.APPROVED
    flash(_("Approvata: ora è da pagare.") if accepted else _("Non accolta: chi l'ha chiesta è avvisato."), "success")
    return redirect(url_for(".show", claim_id=claim_id), DONE)


@bp.post("/spese/<uuid:claim_id>/pagamento")
@requires(Permission.EXPENSES_EDIT)
def pay(claim_id: UUID) -> ResponseReturnValue:
    """Say that it was paid, alone."""
    claim = claim_or_404(claim_id)
    form = PaidForm().suit(open_accounts())
    if form.validate_on_submit():
        try:
            pay_claim(claim, paid_in(form), by=signed_in_actor())
        except WrongFact as error:
            db.session.rollback()
            claim = claim_or_404(claim_id)
            blame(form, error)
        else:
            flash(_("Rimborso segnato come pagato."), "success")
            return redirect(url_for(".show", claim_id=claim_id), DONE)
    return _page(claim, form=form), REFUSED


@bp.post("/spese/<uuid:claim_id>/distinta/uscita")
@requires(Permission.EXPENSES_EDIT)
def out_of_list(claim_id: UUID) -> ResponseReturnValue:
    """Take it out of a list that is not paid yet."""
    try:
        leave_list(claim_or_404(claim_id), by=signed_in_actor())
    except WrongFact as error:
        flash(str(error), "warning")
    else:
        flash(_("Tolta dalla distinta: aspetta la prossima."), "success")
    return redirect(url_for(".show", claim_id=claim_id), DONE)


def paid_in(form: PaidForm) -> Paid:
    """What was typed of a payment; call it on a form that is valid."""
    assert form.on.data is not None
    way = PaymentWay(form.way.data)
    return Paid(form.on.data, way, form.account_id.data, form.reference.data or "")


def _page(
    claim: ExpenseClaim, *, refused: dict[UUID, str] | None = None, error: str = "", form: PaidForm | None = None
) -> str:
    payments = select(Payment).where(Payment.about_kind == ABOUT, Payment.about_id == claim.id)
    return render_template(
        "volunteers/manage/expense_claim.html",
        claim=claim,
        seen=seen_of(claim),
        refused=refused or {},
        error=error,
        form=form or _fresh(),
        payments=list(db.session.scalars(payments.order_by(Payment.created_at))),
        kept_out=not_to_decide(claim, signed_in_actor()),
    )


def _fresh() -> PaidForm:
    accounts = open_accounts()
    form = PaidForm(formdata=None).suit(accounts)
    form.account_id.data = accounts[0].id if accounts else None
    return form
