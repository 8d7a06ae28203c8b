"""List, page and forms of people."""

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
from ama_net.kernel.people.consent_texts import PURPOSES, purpose_label
from ama_net.kernel.people.duplicates import Duplicate, duplicates_of, possible_duplicates
from ama_net.kernel.people.forms import AddressForm, ConsentForm, ContactForm, PersonForm
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.identifiers import show_phone, tax_code_mismatch
from ama_net.kernel.people.models import Consent, Person
from ama_net.kernel.people.operations.people import change_person, register_person
from ama_net.kernel.people.pairs import merged_into
from ama_net.kernel.people.queries import PEOPLE, all_people
from ama_net.kernel.people.rules import WrongFact
from ama_net.kernel.people.views.manage.door import actor, bp, person_or_404
from ama_net.kernel.people.words import ADDRESS_KINDS, CONSENT_SOURCES, CONTACT_KINDS, LANGUAGE_NAMES


@bp.get("/persone")
@requires(Permission.PEOPLE_READ)
def index() -> str:
    """The list of people."""
    page = PEOPLE.page(all_people(), request.args)
    return render_template("people/manage/index.html", page=page, show_phone=show_phone)


@bp.get("/persone/elenco.csv")
@requires(Permission.PEOPLE_EXPORT)
def export() -> Response:
    """The list as a file, written in the audit."""
    return export_list(PEOPLE, all_people(), request.args, name="persone", by=actor())


@bp.route("/persone/nuova", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT)
def new() -> ResponseReturnValue:
    """Write down a person; who looks like somebody already there is shown first."""
    form = PersonForm()
    found: list[Duplicate] = []
    if form.validate_on_submit():
        found = _alike(form)
        if not found or form.is_another.data:
            try:
                person = register_person(
                    form.facts(), email=form.email.data or "", phone=form.phone.data or "", by=actor()
                )
            except WrongFact as error:
                blame(form, error)
            else:
                flash(_("%(name)s è nell'anagrafe.", name=person.name), "success")
                return redirect(url_for(".show", person_id=person.id))
    page = render_template("people/manage/form.html", form=form, person=None, duplicates=found, show_phone=show_phone)
    return page, 422 if form.errors or found else 200


@bp.post("/persone/doppioni")
@requires(Permission.PEOPLE_EDIT)
def hints() -> str:
    """Who looks like the person being typed: the form asks while one writes (a POST, so that no name is in an address)."""
    form = PersonForm()
    form.validate()
    return render_template("people/manage/duplicates.html", form=form, duplicates=_alike(form), asking=True)


@bp.get("/persone/<uuid:person_id>")
@requires(Permission.PEOPLE_READ)
def show(person_id: UUID) -> ResponseReturnValue:
    """A person: contacts, addresses, consents with their proof, and who may be the same human."""
    if db.session.get(Person, person_id) is None and (kept_id := merged_into(person_id)):
        return redirect(url_for(".show", person_id=kept_id))
    return person_page(person_id)


@bp.route("/persone/<uuid:person_id>/dati", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT)
def edit(person_id: UUID) -> ResponseReturnValue:
    """Correct what is kept of a person."""
    person = person_or_404(person_id)
    form = PersonForm(obj=person)
    del form.email, form.phone, form.is_another
    if form.validate_on_submit():
        try:
            change_person(person, form.facts(birth_cadastral_code=person.birth_cadastral_code), by=actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Dati aggiornati."), "success")
            return redirect(url_for(".show", person_id=person.id))
    page = render_template("people/manage/form.html", form=form, person=person, duplicates=[], show_phone=show_phone)
    return page, 422 if form.errors else 200


def person_page(person_id: UUID, **forms: Any) -> str:
    """The page of a person, with the form that was refused when there is one."""
    person_or_404(person_id)
    whole = select(Person).options(
        selectinload(Person.contacts),
        selectinload(Person.addresses),
        selectinload(Person.consents).joinedload(Consent.text),
    )
    person = db.session.scalars(whole.where(Person.id == person_id).execution_options(populate_existing=True)).one()
    return render_template(
        "people/manage/person.html",
        person=person,
        duplicates=duplicates_of(person),
        warnings=_warnings(person),
        contact_form=forms.get("contact_form") or ContactForm(formdata=None, prefix="contact"),
        address_form=forms.get("address_form") or AddressForm(formdata=None, prefix="address"),
        consent_form=forms.get("consent_form") or ConsentForm(formdata=None, prefix="consent"),
        purposes=PURPOSES,
        purpose_label=purpose_label,
        **vocabulary(),
    )


def vocabulary() -> dict[str, Any]:
    """The words and formats that the pages of people and organisations use."""
    return {
        "contact_kinds": CONTACT_KINDS,
        "address_kinds": ADDRESS_KINDS,
        "consent_sources": CONSENT_SOURCES,
        "languages": LANGUAGE_NAMES,
        "show_phone": show_phone,
    }


def _alike(form: PersonForm) -> list[Duplicate]:
    """People like the one in the form, from those of its fields that could be read."""
    good = {field.name: field.data for field in form if field.data and not field.errors}
    return possible_duplicates(
        good.get("given_name", ""),
        good.get("family_name", ""),
        good.get("tax_code"),
        [good["email"]] if "email" in good else [],
        [good["phone"]] if "phone" in good else [],
        good.get("birth_date"),
    )


def _warnings(person: Person) -> list[str]:
    """What in the tax code does not go with the rest: doubts to look at, nothing more."""
    if person.tax_code is None:
        return []
    return tax_code_mismatch(person.tax_code, person.given_name, person.family_name, person.birth_date)
