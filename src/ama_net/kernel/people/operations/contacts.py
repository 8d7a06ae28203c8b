"""Contacts and postal addresses of people and organisations."""

import re
from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.office import CannotUndo, undoable
from ama_net.kernel.people.models import AddressKind, Contact, ContactKind, Organisation, Person, PostalAddress
from ama_net.kernel.people.rules import WrongFact, check_contact, tidy

LONGEST_LABEL = 60

Owner = Person | Organisation


@dataclass(frozen=True)
class AddressFacts:
    """A postal address as it was said; ``municipality_code`` only when it is known for certain."""

    kind: str = AddressKind.RESIDENCE
    street: str = ""
    postcode: str = ""
    municipality: str = ""
    municipality_code: str | None = None
    province: str = ""
    country: str = "IT"


def add_contact(
    owner: Owner, kind: ContactKind, value: str, *, by: Actor, label: str = "", preferred: bool = False
) -> Contact:
    """Add a way to reach someone. The same one twice is the same row; the first of a kind is the preferred one.

    Who may: the office with PEOPLE_EDIT, and the person about themselves.

    Raises:
        WrongFact: it is not an address or number, or the label is too long.
    """
    value, label = check_contact(kind, value), tidy(label)
    if len(label) > LONGEST_LABEL:
        raise WrongFact("label", _l("Al massimo 60 lettere."))
    _hold(owner)
    of_kind = list(db.session.scalars(select(Contact).where(*_of(owner, Contact), Contact.kind == kind)))
    contact = next((known for known in of_kind if known.value == value), None)
    if contact is None:
        contact = Contact(**_belongs(owner), kind=kind, value=value, label=label)
        db.session.add(contact)
        record(by=by, verb="contact.added", subject=owner, changes={"contact": str(contact.id), "kind": kind.value})
    if preferred or not of_kind:
        _prefer(owner, contact)
    db.session.flush()
    db.session.expire(owner, ["contacts"])
    return contact


def prefer_contact(owner: Owner, contact: Contact, *, by: Actor) -> None:
    """Say which of several contacts of a kind is used first. Who may: as for ``add_contact``."""
    _hold(owner)
    _prefer(owner, contact)
    record(by=by, verb="contact.preferred", subject=owner, changes={"contact": str(contact.id), "kind": contact.kind})
    db.session.flush()
    db.session.expire(owner, ["contacts"])


REMOVAL = "people.detail_removal"


def remove_contact(owner: Owner, contact: Contact, *, by: Actor) -> dict[str, Any]:
    """Forget a contact; gives back what is needed to bring it back. Who may: as for ``add_contact``."""
    kept = {"kind": contact.kind, "value": contact.value, "label": contact.label, "preferred": contact.preferred}
    record(by=by, verb="contact.removed", subject=owner, changes={"contact": str(contact.id), "kind": contact.kind})
    db.session.delete(contact)
    db.session.flush()
    db.session.expire(owner, ["contacts"])
    return kept


def add_postal_address(owner: Owner, facts: AddressFacts, *, by: Actor) -> PostalAddress:
    """Add a postal address. Who may: as for ``add_contact``.

    Raises:
        WrongFact: a part cannot be, or nothing was said.
    """
    facts = _checked(facts)
    address = PostalAddress(**_belongs(owner), **asdict(facts))
    db.session.add(address)
    db.session.flush()
    db.session.expire(owner, ["addresses"])
    record(by=by, verb="address.added", subject=owner, changes={"address": str(address.id), "kind": facts.kind})
    return address


def remove_postal_address(owner: Owner, address: PostalAddress, *, by: Actor) -> dict[str, Any]:
    """Forget a postal address; gives back what is needed to bring it back. Who may: as for ``add_contact``."""
    kept = {field.name: getattr(address, field.name) for field in fields(AddressFacts)}
    record(by=by, verb="address.removed", subject=owner, changes={"address": str(address.id), "kind": address.kind})
    db.session.delete(address)
    db.session.flush()
    db.session.expire(owner, ["addresses"])
    return kept


@undoable(REMOVAL, Permission.PEOPLE_EDIT)
def bring_back_detail(payload: dict[str, Any], *, by: Actor) -> None:
    """Bring back a contact or an address removed by mistake.

    Raises:
        CannotUndo: the person or organisation is not there any more.
    """
    owner_id = UUID(payload["owner_id"])
    is_person = payload["owner"] == Person.__tablename__
    owner: Owner | None = db.session.get(Person, owner_id) if is_person else db.session.get(Organisation, owner_id)
    if owner is None:
        raise CannotUndo
    if "value" in payload:
        kind = ContactKind(payload["kind"])
        preferred = bool(payload["preferred"])
        add_contact(owner, kind, payload["value"], by=by, label=payload["label"], preferred=preferred)
    else:
        known = {field.name: payload[field.name] for field in fields(AddressFacts)}
        add_postal_address(owner, AddressFacts(**known), by=by)


def _hold(owner: Owner) -> None:
    """Whoever changes the contacts of someone waits for who is doing it already."""
    model = type(owner)
    db.session.execute(select(model.id).where(model.id == owner.id).with_for_update())


def _prefer(owner: Owner, contact: Contact) -> None:
    db.session.flush()
    others = update(Contact).where(*_of(owner, Contact), Contact.kind == contact.kind, Contact.id != contact.id)
    db.session.execute(others.values(preferred=False))
    contact.preferred = True


def _belongs(owner: Owner) -> dict[str, UUID]:
    return {"person_id" if isinstance(owner, Person) else "organisation_id": owner.id}


def _of(owner: Owner, model: type[Contact]) -> list[Any]:
    return [getattr(model, name) == value for name, value in _belongs(owner).items()]


def _checked(facts: AddressFacts) -> AddressFacts:
    facts = replace(
        facts,
        kind=AddressKind(facts.kind),
        street=tidy(facts.street),
        postcode=tidy(facts.postcode),
        municipality=tidy(facts.municipality),
        province=tidy(facts.province).upper(),
        country=tidy(facts.country).upper(),
    )
    if not (facts.street or facts.municipality):
        raise WrongFact("street", _l("Serve almeno la via o il comune."))
    if len(facts.street) > 200 or len(facts.municipality) > 100:
        raise WrongFact("street", _l("Questo indirizzo è troppo lungo."))
    if not re.fullmatch(r"[A-Z]{2}", facts.country):
        raise WrongFact("country", _l("La sigla dello Stato ha due lettere: IT, SM, FR…"))
    if not re.fullmatch(r"([A-Z]{2})?", facts.province):
        raise WrongFact("province", _l("La sigla della provincia ha due lettere: BO, FE, NA…"))
    if facts.country == "IT" and not re.fullmatch(r"([0-9]{5})?", facts.postcode):
        raise WrongFact("postcode", _l("Il CAP ha cinque cifre."))
    return facts
