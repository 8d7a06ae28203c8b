"""Contacts and addresses, on the page of a person or of an organisation (``room`` says which)."""

from typing import Any, TypeVar
from uuid import UUID

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, requires
from ama_net.kernel.office import offer_undo
from ama_net.kernel.people.forms import AddressForm, ContactForm
from ama_net.kernel.people.forms.fields import blame
from ama_net.kernel.people.models import Contact, ContactKind, Person, PostalAddress
from ama_net.kernel.people.operations.contacts import (
    REMOVAL,
    Owner,
    add_contact,
    add_postal_address,
    prefer_contact,
    remove_contact,
    remove_postal_address,
)
from ama_net.kernel.people.rules import WrongFact
from ama_net.kernel.people.views.manage.door import actor, bp, owner_or_404
from ama_net.kernel.people.views.manage.organisations import organisation_page
from ama_net.kernel.people.views.manage.people import person_page

OF_OWNER = "/<any(persone, organizzazioni):room>/<uuid:owner_id>"

Detail = TypeVar("Detail", Contact, PostalAddress)


@bp.post(f"{OF_OWNER}/recapiti")
@requires(Permission.PEOPLE_EDIT)
def add_contact_to(room: str, owner_id: UUID) -> ResponseReturnValue:
    """Add an e-mail address, a telephone number or a PEC."""
    owner, form = owner_or_404(room, owner_id), ContactForm(prefix="contact")
    if form.validate():
        try:
            add_contact(
                owner,
                ContactKind(form.kind.data),
                form.value.data,
                label=form.label.data or "",
                preferred=form.preferred.data,
                by=actor(),
            )
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Recapito aggiunto."), "success")
            return redirect(page_of(owner))
    return _refused(owner, contact_form=form)


@bp.post(f"{OF_OWNER}/recapiti/<uuid:contact_id>/preferenza")
@requires(Permission.PEOPLE_EDIT)
def prefer(room: str, owner_id: UUID, contact_id: UUID) -> ResponseReturnValue:
    """Use a contact before the others of its kind."""
    owner = owner_or_404(room, owner_id)
    prefer_contact(owner, _detail(Contact, owner, contact_id), by=actor())
    return redirect(page_of(owner))


@bp.post(f"{OF_OWNER}/recapiti/<uuid:contact_id>/rimozione")
@requires(Permission.PEOPLE_EDIT)
def remove(room: str, owner_id: UUID, contact_id: UUID) -> ResponseReturnValue:
    """Forget a contact."""
    owner = owner_or_404(room, owner_id)
    kept = remove_contact(owner, _detail(Contact, owner, contact_id), by=actor())
    return _removed(owner, kept, _("Recapito tolto."))


@bp.post(f"{OF_OWNER}/indirizzi")
@requires(Permission.PEOPLE_EDIT)
def add_address_to(room: str, owner_id: UUID) -> ResponseReturnValue:
    """Add a postal address."""
    owner, form = owner_or_404(room, owner_id), AddressForm(prefix="address")
    if form.validate():
        try:
            add_postal_address(owner, form.facts(), by=actor())
        except WrongFact as error:
            blame(form, error)
        else:
            flash(_("Indirizzo aggiunto."), "success")
            return redirect(page_of(owner))
    return _refused(owner, address_form=form)


@bp.post(f"{OF_OWNER}/indirizzi/<uuid:address_id>/rimozione")
@requires(Permission.PEOPLE_EDIT)
def remove_address(room: str, owner_id: UUID, address_id: UUID) -> ResponseReturnValue:
    """Forget a postal address."""
    owner = owner_or_404(room, owner_id)
    kept = remove_postal_address(owner, _detail(PostalAddress, owner, address_id), by=actor())
    return _removed(owner, kept, _("Indirizzo tolto."))


def _removed(owner: Owner, kept: dict[str, Any], text: str) -> ResponseReturnValue:
    """Say it, with the way back: what was removed is kept sealed for the hour of the undo."""
    payload = {"owner": owner.__tablename__, "owner_id": str(owner.id)}
    offer_undo(REMOVAL, payload, text, by=actor(), confided=kept)
    return redirect(page_of(owner))


def page_of(owner: Owner) -> str:
    """The address of the page of a person or organisation."""
    if isinstance(owner, Person):
        return url_for(".show", person_id=owner.id)
    return url_for(".organisation", organisation_id=owner.id)


def _detail(model: type[Detail], owner: Owner, detail_id: UUID) -> Detail:
    """A contact or address, found through its owner."""
    found = db.session.get(model, detail_id)
    if found is None or owner.id not in (found.person_id, found.organisation_id):
        abort(404)
    return found


def _refused(owner: Owner, **forms: Any) -> ResponseReturnValue:
    page = person_page(owner.id, **forms) if isinstance(owner, Person) else organisation_page(owner.id, **forms)
    return page, 422
