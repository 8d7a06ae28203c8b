"""Consents on the page of a person: written down by the office, withdrawn when the person asks."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.kernel.access import Permission, requires
from ama_net.kernel.people.consent_texts import purpose_label
from ama_net.kernel.people.forms import ConsentForm
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.operations.consents import give_consent, withdraw_consent
from ama_net.kernel.people.rules import WrongFact
from ama_net.kernel.people.views.manage.door import actor, bp, person_or_404
from ama_net.kernel.people.views.manage.people import person_page


@bp.post("/persone/<uuid:person_id>/consensi")
@requires(Permission.PEOPLE_EDIT)
def give(person_id: UUID) -> ResponseReturnValue:
    """Write down a consent given on paper, by telephone or in person."""
    person, form = person_or_404(person_id), ConsentForm(prefix="consent")
    if form.validate():
        try:
            give_consent(person, form.purpose.data, text=form.text(), proof=form.proof(), by=actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Consenso registrato."), "success")
            return redirect(url_for(".show", person_id=person.id))
    return person_page(person.id, consent_form=form), 422


@bp.post("/persone/<uuid:person_id>/consensi/<purpose>/revoca")
@requires(Permission.PEOPLE_EDIT)
def withdraw(person_id: UUID, purpose: str) -> ResponseReturnValue:
    """Withdraw what the person consented to for a purpose."""
    person = person_or_404(person_id)
    if withdraw_consent(person, purpose, by=actor()):
        flash(_("Consenso revocato: %(purpose)s.", purpose=purpose_label(purpose)), "success")
    return redirect(url_for(".show", person_id=person.id))
