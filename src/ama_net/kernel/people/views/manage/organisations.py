"""List, page and forms of organisations."""

from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires
from ama_net.kernel.audit import export_list
from ama_net.kernel.people.forms import AddressForm, ContactForm, OrganisationForm
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.identifiers import show_phone
from ama_net.kernel.people.models import AddressKind, Organisation
from ama_net.kernel.people.operations.organisations import change_organisation, register_organisation
from ama_net.kernel.people.queries import ORGANISATIONS, all_organisations
from ama_net.kernel.people.rules import WrongFact
from ama_net.kernel.people.views.manage.door import actor, bp, owner_or_404
from ama_net.kernel.people.views.manage.people import vocabulary
from ama_net.kernel.people.words import ORGANISATION_KINDS


@bp.get("/organizzazioni")
@requires(Permission.PEOPLE_READ)
def organisations() -> str:
    """The list of organisations."""
    page = ORGANISATIONS.page(all_organisations(), request.args)
    return render_template(
        "people/manage/organisations.html", page=page, kinds=ORGANISATION_KINDS, show_phone=show_phone
    )


@bp.get("/organizzazioni/elenco.csv")
@requires(Permission.PEOPLE_EXPORT)
def export_organisations() -> Response:
    """The list as a file, written in the audit."""
    return export_list(ORGANISATIONS, all_organisations(), request.args, name="organizzazioni", by=actor())


@bp.route("/organizzazioni/nuova", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT)
def new_organisation() -> ResponseReturnValue:
    """Write down an organisation."""
    form = OrganisationForm()
    if form.validate_on_submit():
        try:
            organisation = register_organisation(form.facts(), contacts=form.contacts(), by=actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("%(name)s è nell'anagrafe.", name=organisation.name), "success")
            return redirect(url_for(".organisation", organisation_id=organisation.id))
    page = render_template("people/manage/organisation_form.html", form=form, organisation=None)
    return page, 422 if form.errors else 200


@bp.get("/organizzazioni/<uuid:organisation_id>")
@requires(Permission.PEOPLE_READ)
def organisation(organisation_id: UUID) -> str:
    """An organisation with its contacts and addresses."""
    return organisation_page(organisation_id)


@bp.route("/organizzazioni/<uuid:organisation_id>/dati", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT)
def edit_organisation(organisation_id: UUID) -> ResponseReturnValue:
    """Correct what is kept of an organisation."""
    found = owner_or_404("organizzazioni", organisation_id)
    assert isinstance(found, Organisation)
    form = OrganisationForm(obj=found)
    del form.email, form.phone, form.pec
    if form.validate_on_submit():
        try:
            change_organisation(found, form.facts(), by=actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Dati aggiornati."), "success")
            return redirect(url_for(".organisation", organisation_id=found.id))
    page = render_template("people/manage/organisation_form.html", form=form, organisation=found)
    return page, 422 if form.errors else 200


def organisation_page(organisation_id: UUID, **forms: Any) -> str:
    """The page of an organisation, with the form that was refused when there is one."""
    owner_or_404("organizzazioni", organisation_id)
    whole = select(Organisation).options(selectinload(Organisation.contacts), selectinload(Organisation.addresses))
    found = db.session.scalars(
        whole.where(Organisation.id == organisation_id).execution_options(populate_existing=True)
    ).one()
    seat = {"kind": AddressKind.SEAT.value}
    return render_template(
        "people/manage/organisation.html",
        organisation=found,
        kinds=ORGANISATION_KINDS,
        contact_form=forms.get("contact_form") or ContactForm(formdata=None, prefix="contact"),
        address_form=forms.get("address_form") or AddressForm(formdata=None, prefix="address", data=seat),
        **vocabulary(),
    )
