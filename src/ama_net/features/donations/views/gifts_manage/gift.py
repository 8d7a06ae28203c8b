"""One gift: who gives, its money, its receipts, its dedication, and what can be done about them."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.donor_mailbox import mailbox_of
from ama_net.features.donations.forms_office import SOMEBODY_NEW, ArrivedForm, CancelReceiptForm, WhoForm
from ama_net.features.donations.models import Gift, GiftState
from ama_net.features.donations.operations.finishing import give_receipts, thank
from ama_net.features.donations.operations.gifts import cancel_gift
from ama_net.features.donations.operations.office_gifts import cancel_gift_receipt, cancel_thing, recognise
from ama_net.features.donations.operations.receiving import ABOUT, hold_gift, receive_gift
from ama_net.features.donations.operations.tributes import send_card
from ama_net.features.donations.queries_gifts import money_of
from ama_net.features.donations.settings import DonationsSettings
from ama_net.features.donations.views.gifts_manage.door import DONE, REFUSED, bp, gift_or_404
from ama_net.features.donations.views.gifts_manage.who import offered, who_of
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.payments import Payment, PaymentState, Receipt
from ama_net.kernel.payments.queries import open_accounts
from ama_net.kernel.people import WrongFact
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.tenancy.settings import read_settings


@bp.get("/donazioni/<uuid:gift_id>")
@requires(Permission.DONATIONS_READ)
def show(gift_id: UUID) -> str:
    """One gift."""
    return _page(gift_or_404(gift_id))


@bp.post("/donazioni/<uuid:gift_id>/arrivo")
@requires(Permission.DONATIONS_EDIT)
def receive(gift_id: UUID) -> ResponseReturnValue:
    """Note that its money came."""
    gift, form = gift_or_404(gift_id), ArrivedForm(open_accounts())
    if form.validate_on_submit():
        try:
            receive_gift(gift, form.arrived(), by=signed_in_actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Denaro annotato: la ricevuta e il grazie partono da soli."), "success")
            return redirect(url_for(".show", gift_id=gift_id), DONE)
    return _page(gift, arrived_form=form), REFUSED


@bp.post("/donazioni/<uuid:gift_id>/annullamento")
@requires(Permission.DONATIONS_EDIT)
def cancel(gift_id: UUID) -> ResponseReturnValue:
    """Expect it no more."""
    try:
        gift = gift_or_404(gift_id)
        (cancel_thing if gift.in_kind else cancel_gift)(gift, by=signed_in_actor())
    except WrongFact:
        flash(
            _("Questa donazione è già arrivata, o sta arrivando: si annulla o si restituisce il suo movimento."),
            "warning",
        )
    else:
        flash(_("Donazione annullata.") if gift.in_kind else _("La donazione non si aspetta più."), "success")
    return redirect(url_for(".show", gift_id=gift_id), DONE)


@bp.post("/donazioni/<uuid:gift_id>/chi-dona")
@requires(Permission.DONATIONS_EDIT)
def say_who(gift_id: UUID) -> ResponseReturnValue:
    """Say who gave, when the register could not tell."""
    gift, form = gift_or_404(gift_id), WhoForm()
    facts = DonorFacts.of(gift.asked_facts)
    if gift.donor is not None or not facts.name:
        return redirect(url_for(".show", gift_id=gift_id), DONE)
    form.who.choices = _choices(facts)
    if form.validate_on_submit():
        try:
            recognise(gift, who_of(facts, form.who.data), by=signed_in_actor())
        except WrongFact as error:
            db.session.rollback()
            form.who.errors = [*form.who.errors, str(error)]
            return _page(gift_or_404(gift_id), who_form=form), REFUSED
        flash(_("Fatto: la ricevuta si prepara da sola, in un momento."), "success")
        return redirect(url_for(".show", gift_id=gift_id), DONE)
    return _page(gift, who_form=form), REFUSED


@bp.post("/donazioni/<uuid:gift_id>/ricevute")
@requires(Permission.DONATIONS_EDIT)
def give(gift_id: UUID) -> ResponseReturnValue:
    """Give the receipts that are missing."""
    gift = gift_or_404(gift_id)
    hold_gift(gift_id)
    given = give_receipts(gift, by=signed_in_actor())
    if given:
        flash(_("Ricevuta n. %(number)s pronta.", number=given[-1].number_words), "success")
    else:
        flash(_("Non c'è niente da fare: ogni versamento ha la sua ricevuta, o non si sa chi ha donato."), "message")
    return redirect(url_for(".show", gift_id=gift_id), DONE)


@bp.post("/donazioni/<uuid:gift_id>/ricevute/<uuid:receipt_id>/annullamento")
@requires(Permission.DONATIONS_EDIT)
def cancel_receipt(gift_id: UUID, receipt_id: UUID) -> ResponseReturnValue:
    """Cancel a receipt, and perhaps give another at once."""
    gift, receipt, form = gift_or_404(gift_id), _receipt_or_404(gift_id, receipt_id), CancelReceiptForm()
    if form.validate_on_submit():
        try:
            new = cancel_gift_receipt(
                gift, receipt, why=form.why.data or "", again=bool(form.again.data), by=signed_in_actor()
            )
        except WrongFact as error:
            db.session.rollback()
            blame(form, error)
        else:
            words = _("Ricevuta annullata. Al suo posto c'è la n. %(number)s.", number=new.number_words) if new else ""
            flash(words or _("Ricevuta annullata."), "success")
            return redirect(url_for(".show", gift_id=gift_id), DONE)
    return _page(gift_or_404(gift_id), receipt_form=form), REFUSED


@bp.post("/donazioni/<uuid:gift_id>/ringraziamento")
@requires(Permission.DONATIONS_EDIT)
def thank_again(gift_id: UUID) -> ResponseReturnValue:
    """Send the thanks with the receipts in force, perhaps again."""
    gift = gift_or_404(gift_id)
    if gift.state != GiftState.RECEIVED or not mailbox_of(gift):
        abort(404)
    receipts = [one for payment in money_of([gift_id])[gift_id] for one in payment.receipts if not one.is_cancelled]
    thank(gift, receipts, words=read_settings(DonationsSettings).thanks_words)
    flash(_("L'e-mail con il grazie e la ricevuta è in partenza."), "success")
    return redirect(url_for(".show", gift_id=gift_id), DONE)


@bp.post("/donazioni/<uuid:gift_id>/biglietto")
@requires(Permission.DONATIONS_EDIT)
def card(gift_id: UUID) -> ResponseReturnValue:
    """Send the card of a dedication, when it has not left."""
    sent = send_card(gift_or_404(gift_id), by=signed_in_actor())
    flash(
        _("Il biglietto è in partenza.") if sent else _("Il biglietto è già partito, o non c'è a chi mandarlo."),
        "message",
    )
    return redirect(url_for(".show", gift_id=gift_id), DONE)


def _receipt_or_404(gift_id: UUID, receipt_id: UUID) -> Receipt:
    receipt = db.session.get(Receipt, receipt_id) or abort(404)
    payment = receipt.payment
    if (payment.about_kind, payment.about_id) != (ABOUT, gift_id) or receipt.is_cancelled:
        abort(404)
    return receipt


def _choices(facts: DonorFacts) -> list[SelectChoice]:
    new = (
        _("Un ente nuovo: scriverlo nell'anagrafe")
        if facts.is_body
        else _("Una persona nuova: scriverla nell'anagrafe")
    )
    return offered(facts) or [SelectChoice(SOMEBODY_NEW, new)]


def _page(
    gift: Gift,
    *,
    arrived_form: ArrivedForm | None = None,
    who_form: WhoForm | None = None,
    receipt_form: CancelReceiptForm | None = None,
) -> str:
    facts = DonorFacts.of(gift.asked_facts)
    is_finished = gift.thanked_at is not None  # before, the register has not been asked yet
    unsure = is_finished and gift.donor is None and bool(facts.name) and gift.state == GiftState.RECEIVED
    if unsure and who_form is None:
        who_form = WhoForm(formdata=None)
        who_form.who.choices = _choices(facts)
    payments = money_of([gift.id])[gift.id]
    return render_template(
        "donations/manage/gift.html",
        gift=gift,
        facts=facts,
        payments=payments,
        mailbox=mailbox_of(gift),
        lacking=[one for one in payments if _lacks_receipt(one)],
        form=arrived_form or _arrived_form(gift),
        who_form=who_form if unsure else None,
        receipt_form=receipt_form or CancelReceiptForm(formdata=None),
    )


def _arrived_form(gift: Gift) -> ArrivedForm:
    return ArrivedForm(
        open_accounts(), formdata=None, data={"amount": gift.left_cents or gift.amount_cents, "way": gift.way}
    )


def _lacks_receipt(payment: Payment) -> bool:
    took_place = payment.direction == "in" and payment.state == PaymentState.RECEIVED
    return took_place and all(receipt.is_cancelled for receipt in payment.receipts)
