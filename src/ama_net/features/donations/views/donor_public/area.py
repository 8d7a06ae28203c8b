"""What the area shows: gifts, receipts, yearly statements; asking for a gift back."""

from uuid import UUID

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.donations.donor_access import donor_here
from ama_net.features.donations.donor_words import GIFT_STATES, GIFT_TONES, INTERVALS, SERIES_STATES, SERIES_TONES
from ama_net.features.donations.forms_donor import RefundAskForm
from ama_net.features.donations.gift_secrets import secret_of
from ama_net.features.donations.models import RecurringGift
from ama_net.features.donations.operations.refund_requests import ask_refund
from ama_net.features.donations.queries_donor import choices_of, donors_of, own_series, writes_from, years_of
from ama_net.features.donations.tax import benefit_percent
from ama_net.features.donations.views.donor_public.door import bp, mine, own_donor, own_gift
from ama_net.features.donations.yearly_statement import statement_name, statement_of, statement_pdf
from ama_net.foundation.pdf import pdf_answer
from ama_net.foundation.web.asking import DONE, REFUSED
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.payments import Receipt
from ama_net.kernel.payments.receipt_paper import receipt_file_name, receipt_pdf
from ama_net.kernel.payments.words import WAYS
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.people.consent_texts import NEWSLETTER
from ama_net.kernel.people.forms.fields import blame


@bp.context_processor
def _said() -> dict[str, object]:
    words = {"GIFT_STATES": GIFT_STATES, "GIFT_TONES": GIFT_TONES, "WAYS": WAYS, "INTERVALS": INTERVALS}
    return {**words, "SERIES_STATES": SERIES_STATES, "SERIES_TONES": SERIES_TONES, "in_area": donor_here() is not None}


@bp.get("/sostieni/area")
def index() -> str:
    """Everything of one mailbox: gifts, those that come back, papers, choices."""
    link, gifts = mine()
    donors, series = donors_of(gifts), own_series(RecurringGift.email_digest == link.email_digest)
    trusted = [donor for donor in donors if writes_from(donor, link.email)]
    people = [donor for donor in trusted if isinstance(donor, Person)]
    return render_template(
        "donations/donor/index.html",
        email=link.email,
        gifts=gifts,
        series=series,
        public_names=sorted({*(one.public_name for one in series), *(one.gift.public_name for one in gifts)} - {""}),
        newsletter={person.id for person in people if _reads_newsletter(person)},
        donors=trusted,
        trusted={donor.id for donor in trusted},
        some_unknown=len(trusted) < len(donors),
        years={donor.id: years_of(gifts, donor) for donor in trusted},
        choices=choices_of([person.id for person in people]),
        people={person.id for person in people},
        secret_of=secret_of,
        with_tax=benefit_percent() is not None,
    )


@bp.get("/sostieni/area/ricevute/<uuid:receipt_id>.pdf")
def receipt(receipt_id: UUID) -> Response:
    """A receipt of mine, when this is the mailbox it was sent to."""
    found = _own_receipt(receipt_id)
    return pdf_answer(receipt_pdf(found), receipt_file_name(found))


@bp.get("/sostieni/area/riepiloghi/<uuid:donor_id>/<int:year>.pdf")
@limiter.limit("60 per hour")
def statement(donor_id: UUID, year: int) -> Response:
    """What a donor gave in a year, for the tax return."""
    donor, gifts = own_donor(donor_id)
    if year not in years_of(gifts, donor):
        abort(404)
    ids = {one.gift.id for one in gifts}
    return pdf_answer(statement_pdf(statement_of(donor, year, gift_ids=ids)), statement_name(year))


@bp.get("/sostieni/area/donazioni/<uuid:gift_id>/rimborso")
def refund_form(gift_id: UUID) -> ResponseReturnValue:
    """Where a gift is asked back."""
    one = own_gift(gift_id)
    if not one.may_ask_back:
        return redirect(url_for(".index"), DONE)
    return render_template("donations/donor/refund.html", one=one, form=RefundAskForm(formdata=None))


@bp.post("/sostieni/area/donazioni/<uuid:gift_id>/rimborso")
@limiter.limit("20 per hour")
def refund(gift_id: UUID) -> ResponseReturnValue:
    """Ask for it."""
    one, form = own_gift(gift_id), RefundAskForm()
    if form.validate_on_submit():
        try:
            ask_refund(one.gift, reason=form.reason.data or "", by=PUBLIC)
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Richiesta ricevuta: ti rispondiamo per e-mail."), "success")
            return redirect(url_for(".index"), DONE)
    return render_template("donations/donor/refund.html", one=one, form=form), REFUSED


def _reads_newsletter(person: Person) -> bool:
    return any(one.purpose == NEWSLETTER.key and one.in_force for one in person.consents)


def _own_receipt(receipt_id: UUID) -> Receipt:
    link, gifts = mine()
    known = [one for one in gifts if one.gift.donor is not None and writes_from(one.gift.donor, link.email)]
    found = (receipt for one in known for receipt in one.receipts if receipt.id == receipt_id)
    return next(found, None) or abort(404)
