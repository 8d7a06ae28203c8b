"""Writing down a gift that came by itself: cash, a cheque, a post office form, a transfer, things or services."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.forms_office import GiftForm
from ama_net.features.donations.models import CampaignState, Gift
from ama_net.features.donations.operations.office_gifts import WhoGave, write_gift
from ama_net.features.donations.operations.receiving import Arrived
from ama_net.features.donations.queries_campaigns import all_campaigns
from ama_net.features.donations.queries_gifts import money_of
from ama_net.features.donations.views.gifts_manage.door import DONE, REFUSED, bp
from ama_net.features.donations.views.gifts_manage.who import chosen_row, found_by_name, offered, who_of
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires, signed_in_actor
from ama_net.kernel.payments import MoneyDirection, PaymentWay, StatementLine
from ama_net.kernel.payments.line_pages import LinePage, back_to_lines, line_of_address, register_line_page
from ama_net.kernel.payments.operations.recording_lines import recorded_elsewhere
from ama_net.kernel.payments.queries import open_accounts
from ama_net.kernel.people import Organisation, Person, WrongFact
from ama_net.kernel.people.forms.fields import blame

register_line_page(LinePage(_l("Una donazione"), "gifts_manage.new", MoneyDirection.IN))


@bp.route("/donazioni/nuova", methods=["GET", "POST"])
@requires(Permission.DONATIONS_EDIT)
def new() -> ResponseReturnValue:
    """A gift whose money (or thing) is here already; who gives is found in the register, or entered."""
    payer, line = chosen_row(request.args.get("di")), line_of_address()
    campaigns = db.session.scalars(all_campaigns())
    form = GiftForm(open_accounts(), [one for one in campaigns if _takes(one.state)], has_payer=payer is not None)
    if line is not None and not form.is_submitted():
        form.read_line(line)
    if form.validate_on_submit() and _has_chosen(form, payer):
        try:
            gift = _written(form, payer)
            if line is not None:
                _belongs_to(line, gift)
        except WrongFact as error:
            db.session.rollback()
            blame(form, error)
        else:
            if line is not None:
                return redirect(back_to_lines(line), DONE)
            flash(_written_words(gift), "success")
            return redirect(url_for(".show", gift_id=gift.id), DONE)
    return _page(form, payer, line)


def _written_words(gift: Gift) -> str:
    if gift.in_kind or gift.donor is None or not gift.wants_receipt:
        return str(_("Donazione scritta."))
    return str(_("Donazione scritta: la ricevuta si prepara da sola, in un momento."))


def _belongs_to(line: StatementLine, gift: Gift) -> None:
    """Say that the gift's movement is a bank's line; things given are none."""
    for payment in money_of([gift.id])[gift.id]:
        recorded_elsewhere(line, payment, by=signed_in_actor())


def _takes(state: str) -> bool:
    """Gifts arrive for a campaign that was closed too: only drafts get none."""
    return state != CampaignState.DRAFT


def _has_chosen(form: GiftForm, payer: Person | Organisation | None) -> bool:
    """Whether who gives is plain: the one chosen, nobody known, somebody unlike all, or one of those alike."""
    if payer is not None or form.is_anonymous.data:
        return True
    form.who.choices = offered(form.donor())
    if form.who.choices and form.who.data not in {str(choice.value) for choice in form.who.choices}:
        form.who.errors = [_("Qualcuno le somiglia: scegliere se è lo stesso.")]
        return False
    return True


def _written(form: GiftForm, payer: Person | Organisation | None) -> Gift:
    typed = DonorFacts() if form.is_anonymous.data or payer is not None else form.donor()
    who = WhoGave(payer) if payer is not None else who_of(typed, form.who.data if form.who.choices else None)
    if form.is_in_kind:
        assert form.amount.data is not None
        assert form.on.data is not None
        arrived = Arrived(form.amount.data, form.on.data, PaymentWay.OTHER, form_key=form.key)
    else:
        arrived = form.arrived()
    return write_gift(
        form.giving(typed), arrived, who, by=signed_in_actor(), thing=(form.thing.data or "") if form.is_in_kind else ""
    )


def _page(
    form: GiftForm, payer: Person | Organisation | None, line: StatementLine | None = None
) -> ResponseReturnValue:
    typed = request.args.get("q", (line.counterparty or "") if line is not None else "").strip()[:100]
    page = render_template(
        "donations/manage/gift_new.html",
        form=form,
        payer=payer,
        line=line,
        typed=typed,
        found=found_by_name(typed) if typed else [],
    )
    return page, REFUSED if form.errors else 200
