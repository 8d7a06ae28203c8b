"""One fee: what was paid, noting a payment, its receipts, forgiving it; the fees of a member and what they pay."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ama_net.features.members.forms_fees import PayForm, TermForm, WaiverForm
from ama_net.features.members.models import FeeKind, FeeTerm, Membership, MembershipFee
from ama_net.features.members.operations.fee_decisions import give_term, take_back_waiver, waive_fee
from ama_net.features.members.operations.fee_receipts import Collected, collect_fee, send_receipt
from ama_net.features.members.operations.fee_reminders import to_pay
from ama_net.features.members.operations.fees import NoRate, ask_fee
from ama_net.features.members.queries_fees import fees_of, payments_of, rate_years, reminders_of, terms_of, waiver_of
from ama_net.features.members.settings_fees import FeesSettings
from ama_net.features.members.views.fees_manage.door import (
    DONE,
    REFUSED,
    bp,
    fee_or_404,
    resolution,
    resolution_choices,
)
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.documents import Organ
from ama_net.kernel.payments import PaymentWay, Receipt, ways_to_pay
from ama_net.kernel.payments.queries import open_accounts
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.tenancy.settings import read_settings


@bp.get("/quote/<uuid:fee_id>")
@requires(Permission.FEES_READ)
def show(fee_id: UUID) -> str:
    """One fee with its payments."""
    return _page(fee_or_404(fee_id))


@bp.post("/quote/<uuid:fee_id>/pagamenti")
@requires(Permission.FEES_EDIT)
def pay(fee_id: UUID) -> ResponseReturnValue:
    """Note a payment; its receipt is given at once."""
    fee = fee_or_404(fee_id)
    form = _pay_form(fee)
    if form.validate_on_submit() and form.on.data and form.amount.data is not None:
        try:
            receipt = collect_fee(fee, _collected(form), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Pagamento annotato: ricevuta n. %(number)s.", number=receipt.number_words), "success")
            return redirect(url_for(".show", fee_id=fee_id), DONE)
    return _page(fee, pay_form=form), REFUSED


@bp.post("/quote/<uuid:fee_id>/condono")
@requires(Permission.FEES_EDIT)
def waive(fee_id: UUID) -> ResponseReturnValue:
    """Say that what is left need not be paid."""
    fee, form = fee_or_404(fee_id), _waiver_form()
    if form.validate_on_submit():
        try:
            waive_fee(
                fee,
                why=form.why.data or "",
                resolution=resolution(form.resolution_id.data),
                resolution_ref=form.resolution_ref.data or "",
                by=signed_in_actor(),
            )
        except WrongFact as error:
            form.resolution_ref.errors = [*form.resolution_ref.errors, str(error)]
        else:
            flash(_("Quota condonata."), "success")
            return redirect(url_for(".show", fee_id=fee_id), DONE)
    return _page(fee, waiver_form=form), REFUSED


@bp.post("/quote/<uuid:fee_id>/condono/fine")
@requires(Permission.FEES_EDIT)
def unwaive(fee_id: UUID) -> ResponseReturnValue:
    """Ask for it again: it was forgiven by mistake."""
    take_back_waiver(fee_or_404(fee_id), by=signed_in_actor())
    flash(_("La quota è di nuovo da pagare."), "success")
    return redirect(url_for(".show", fee_id=fee_id), DONE)


@bp.post("/quote/<uuid:fee_id>/ricevute/<uuid:receipt_id>/invio")
@requires(Permission.FEES_EDIT)
def send(fee_id: UUID, receipt_id: UUID) -> ResponseReturnValue:
    """Send a receipt, perhaps again."""
    fee = fee_or_404(fee_id)
    receipt = db.session.get(Receipt, receipt_id) or abort(404)
    if receipt.is_cancelled or receipt.payment.about_id != fee.id:
        abort(404)
    send_receipt(fee, receipt, by=signed_in_actor())
    flash(_("Ricevuta in partenza: per e-mail, o con una lettera da stampare."), "success")
    return redirect(url_for(".show", fee_id=fee_id), DONE)


@bp.route("/soci/<uuid:membership_id>/quote", methods=["GET", "POST"])
@requires(Permission.FEES_READ)
def of_member(membership_id: UUID) -> ResponseReturnValue:
    """The fees of a member, and how much they pay."""
    membership, actor = _membership(membership_id), signed_in_actor()
    term = terms_of([membership_id]).get(membership_id)
    form = _term_form(term)
    if request.method == "POST" and not actor.can(Permission.FEES_EDIT):
        abort(404)
    if form.validate_on_submit() and form.from_year.data:
        try:
            give_term(
                membership,
                FeeKind(form.kind.data),
                from_year=form.from_year.data,
                until_year=form.until_year.data,
                by=actor,
            )
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Salvato: vale per le quote che si chiederanno da ora in poi."), "success")
            return redirect(url_for(".of_member", membership_id=membership_id), DONE)
    fees = fees_of(membership_id)
    asked = {fee.year for fee in fees}
    page = render_template(
        "members/manage/member_fees.html",
        membership=membership,
        fees=fees,
        form=form,
        term=term,
        to_ask=[year for year in rate_years() if year not in asked] if membership.is_active else [],
    )
    return page, REFUSED if form.errors else 200


@bp.post("/soci/<uuid:membership_id>/quote/<int:year>")
@requires(Permission.FEES_EDIT)
def ask_one(membership_id: UUID, year: int) -> ResponseReturnValue:
    """Ask one member the fee of a year."""
    membership = _membership(membership_id)
    try:
        fee = ask_fee(membership, year, by=signed_in_actor())
    except NoRate as error:
        flash(str(error), "warning")
    else:
        flash(_("Quota chiesta.") if fee else _("Per quell'anno questo socio non paga la quota."), "success")
    return redirect(url_for(".of_member", membership_id=membership_id), DONE)


def _page(fee: MembershipFee, *, pay_form: PayForm | None = None, waiver_form: WaiverForm | None = None) -> str:
    return render_template(
        "members/manage/fee.html",
        fee=fee,
        form=pay_form or _pay_form(fee),
        waiver_form=waiver_form or _waiver_form(),
        payments=payments_of(fee),
        waiver=waiver_of(fee),
        reminders=reminders_of(fee),
        ways=[] if fee.is_paid else ways_to_pay(to_pay(fee)),
    )


def _pay_form(fee: MembershipFee) -> PayForm:
    send = read_settings(FeesSettings).send_receipts
    typed = request.endpoint == f"{bp.name}.pay"
    form = PayForm() if typed else PayForm(formdata=None, data={"amount": fee.left_cents, "send": send})
    return form.begin(open_accounts(), fresh=not typed)


def _collected(form: PayForm) -> Collected:
    assert form.amount.data is not None
    assert form.on.data is not None
    way = PaymentWay(form.way.data)
    return Collected(
        amount_cents=form.amount.data,
        on=form.on.data,
        way=way,
        reference=form.reference.data or "",
        account_id=None if way == PaymentWay.CASH else form.account_id.data,
        form_key=form.key,
        send=form.send.data,
    )


def _waiver_form() -> WaiverForm:
    form = WaiverForm() if request.endpoint == f"{bp.name}.waive" else WaiverForm(formdata=None)
    form.resolution_id.choices = resolution_choices(Organ.BOARD, Organ.ASSEMBLY)
    return form


def _term_form(term: FeeTerm | None) -> TermForm:
    if term is None:
        return TermForm(data={"kind": FeeKind.FULL.value, "from_year": today().year})
    return TermForm(obj=term)


def _membership(membership_id: UUID) -> Membership:
    found = select(Membership).where(Membership.id == membership_id)
    return db.session.scalar(
        found.options(joinedload(Membership.person), joinedload(Membership.organisation))
    ) or abort(404)
