"""What who gives says of themselves in the area: the facts a receipt lacks, and whether the tax agency is told."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.features.donations.donor_words import Through
from ama_net.features.donations.forms_donor import FactsForm
from ama_net.features.donations.models import RecurringGift
from ama_net.features.donations.operations.donor_choices import (
    complete_facts,
    forget_typed,
    oppose,
    take_back_opposition,
    take_name_off,
)
from ama_net.features.donations.queries_donor import Donor, own_series
from ama_net.features.donations.views.donor_public.door import bp, mine, own_donor
from ama_net.foundation.clock import today
from ama_net.foundation.web.asking import DONE, REFUSED
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.people import Person, WrongFact, withdraw_consent
from ama_net.kernel.people.consent_texts import NEWSLETTER
from ama_net.kernel.people.forms.fields import blame


@bp.get("/sostieni/area/dati/<uuid:donor_id>")
def facts(donor_id: UUID) -> str:
    """The facts on the receipts, and a form for those that lack."""
    donor, gifts = own_donor(donor_id)
    typed = next((one.gift.asked_facts for one in gifts if one.gift.asked), {})
    return _page(donor, FactsForm(formdata=None, data=typed))


@bp.post("/sostieni/area/dati/<uuid:donor_id>")
@limiter.limit("20 per hour")
def complete(donor_id: UUID) -> ResponseReturnValue:
    """Add what lacks."""
    (donor, gifts), form = own_donor(donor_id), FactsForm()
    if form.validate_on_submit():
        try:
            added = complete_facts(donor, tax_code=form.tax_code.data or "", address=form.address(), by=PUBLIC)
        except WrongFact as error:
            blame(form, error)
        else:
            forget_typed(one.gift for one in gifts)
            if added:
                flash(_("Dati salvati: valgono per le prossime ricevute."), "success")
            return redirect(url_for(".facts", donor_id=donor_id), DONE)
    return _page(donor, form), REFUSED


@bp.post("/sostieni/area/opposizione/<uuid:donor_id>")
@limiter.limit("20 per hour")
def opposition(donor_id: UUID) -> ResponseReturnValue:
    """Keep my gifts from the tax agency."""
    oppose(_person(donor_id), on=today(), through=Through.AREA, by=PUBLIC)
    flash(_("Fatto: non comunichiamo le tue donazioni all'Agenzia delle Entrate."), "success")
    return redirect(url_for(".index"), DONE)


@bp.post("/sostieni/area/opposizione/<uuid:donor_id>/ritiro")
@limiter.limit("20 per hour")
def opposition_back(donor_id: UUID) -> ResponseReturnValue:
    """Let them be told again."""
    take_back_opposition(_person(donor_id), by=PUBLIC)
    flash(_("Fatto: le tue donazioni si possono comunicare all'Agenzia delle Entrate."), "success")
    return redirect(url_for(".index"), DONE)


@bp.post("/sostieni/area/nome")
@limiter.limit("20 per hour")
def unname() -> ResponseReturnValue:
    """Name me nowhere in public any more."""
    link, gifts = mine()
    series = own_series(RecurringGift.email_digest == link.email_digest)
    take_name_off([one.gift for one in gifts], series, by=PUBLIC)
    flash(_("Fatto: il tuo nome non compare più nelle pagine delle campagne."), "success")
    return redirect(url_for(".index"), DONE)


@bp.post("/sostieni/area/newsletter/<uuid:donor_id>")
@limiter.limit("20 per hour")
def no_newsletter(donor_id: UUID) -> ResponseReturnValue:
    """Take back the consent to the newsletter, as easily as it was given."""
    withdraw_consent(_person(donor_id), NEWSLETTER.key, by=PUBLIC)
    flash(_("Fatto: non ti mandiamo più la newsletter."), "success")
    return redirect(url_for(".index"), DONE)


def _person(donor_id: UUID) -> Person:
    donor, _gifts = own_donor(donor_id)
    return donor if isinstance(donor, Person) else abort(404)


def _page(donor: Donor, form: FactsForm) -> str:
    return render_template("donations/donor/facts.html", donor=donor, form=form)
