"""The office's pages of money: movements, receipts."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.pdf import pdf_answer
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.audit import export_list
from ama_net.kernel.payments import words
from ama_net.kernel.payments.forms import ReasonForm, RefundForm
from ama_net.kernel.payments.models import (
    MoneyDirection,
    Payment,
    PaymentState,
    PaymentWay,
    Receipt,
)
from ama_net.kernel.payments.operations.movements import cancel_payment, refund_payment
from ama_net.kernel.payments.purposes import described
from ama_net.kernel.payments.queries import (
    PAYMENTS,
    RECEIPTS,
    all_payments,
    all_receipts,
    came_and_went,
    payer_name,
    refunds_of,
)
from ama_net.kernel.payments.receipt_paper import receipt_file_name, receipt_pdf
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.identifiers import show_iban

bp = Blueprint("payments_manage", __name__)

DONE, REFUSED = 303, 422


@bp.context_processor
def _said() -> dict[str, object]:
    return {"said": words, "payer_name": payer_name, "show_iban": show_iban}


@bp.get("/incassi")
@requires(Permission.PAYMENTS_READ)
def index() -> str:
    """The movements."""
    page = PAYMENTS.page(all_payments(), request.args)
    came, went = came_and_went(PAYMENTS, all_payments(), request.args)
    about = described(page.rows)
    return render_template("payments/manage/payments.html", page=page, came=came, went=went, about=about)


@bp.get("/incassi/elenco.csv")
@requires(Permission.PAYMENTS_EDIT)
def export() -> Response:
    """The movements as a file, written in the audit: for who keeps the accounts, since everybody's names leave with it."""
    return export_list(PAYMENTS, all_payments(), request.args, name="incassi", by=signed_in_actor())


@bp.get("/incassi/<uuid:payment_id>")
@requires(Permission.PAYMENTS_READ)
def show(payment_id: UUID) -> str:
    """One movement, with what can be done about it."""
    return _page(_payment(payment_id), ReasonForm(formdata=None), None)


@bp.post("/incassi/<uuid:payment_id>/annullamento")
@requires(Permission.PAYMENTS_EDIT)
def cancel(payment_id: UUID) -> ResponseReturnValue:
    """Say that it never took place."""
    payment, form = _payment(payment_id), ReasonForm()
    if form.validate_on_submit():
        try:
            cancel_payment(payment, why=form.why.data or "", by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Movimento annullato: resta nell'elenco con il suo perché."), "success")
            return redirect(url_for(".show", payment_id=payment_id), DONE)
    return _page(payment, form, None), REFUSED


@bp.post("/incassi/<uuid:payment_id>/rimborso")
@requires(Permission.PAYMENTS_EDIT)
def refund(payment_id: UUID) -> ResponseReturnValue:
    """Give back the money, whole or in part."""
    payment, form = _payment(payment_id), RefundForm()
    if form.validate_on_submit() and form.on.data:
        try:
            refund_payment(
                payment,
                on=form.on.data,
                way=PaymentWay(form.way.data),
                amount_cents=form.amount.data,
                why=form.why.data or "",
                by=signed_in_actor(),
            )
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Rimborso annotato."), "success")
            return redirect(url_for(".show", payment_id=payment_id), DONE)
    return _page(payment, ReasonForm(formdata=None), form), REFUSED


@bp.get("/ricevute")
@requires(Permission.PAYMENTS_READ)
def receipts() -> str:
    """The receipts, with their numbers."""
    return render_template("payments/manage/receipts.html", page=RECEIPTS.page(all_receipts(), request.args))


@bp.get("/ricevute/elenco.csv")
@requires(Permission.PAYMENTS_EDIT)
def export_receipts() -> Response:
    """The receipts as a file, written in the audit; as the movements."""
    return export_list(RECEIPTS, all_receipts(), request.args, name="ricevute", by=signed_in_actor())


@bp.get("/ricevute/<uuid:receipt_id>.pdf")
@requires(Permission.PAYMENTS_READ)
def receipt(receipt_id: UUID) -> Response:
    """A receipt to print; ``?copia=1`` marks it as printed again."""
    found = db.session.get(Receipt, receipt_id) or abort(404)
    return pdf_answer(receipt_pdf(found, copy=bool(request.args.get("copia"))), receipt_file_name(found))


def _page(payment: Payment, reason: ReasonForm, refund_form: RefundForm | None) -> str:
    back = RefundForm(formdata=None, data={"amount": payment.amount_cents, "on": today(), "way": payment.way})
    took_place = payment.direction == MoneyDirection.IN and payment.state == PaymentState.RECEIVED
    return render_template(
        "payments/manage/payment.html",
        payment=payment,
        about=described([payment]).get(payment.id),
        form=reason,
        refund_form=refund_form or back,
        refunds=refunds_of(payment),
        may_refund=took_place,
        may_cancel=payment.state == PaymentState.RECEIVED and not payment.is_online,
    )


def _payment(payment_id: UUID) -> Payment:
    return db.session.get(Payment, payment_id) or abort(404)
