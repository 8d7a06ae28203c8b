"""Who gives becomes a person or a body of the register, once money has arrived: never before, never over somebody else."""

from typing import TypeVar

from sqlalchemy import select

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.queries_donor import writes_from
from ama_net.foundation.database import db, hold
from ama_net.foundation.text import fold
from ama_net.kernel.access import Actor
from ama_net.kernel.people import Organisation, Person, WrongFact
from ama_net.kernel.people.models import AddressKind, Contact, ContactKind
from ama_net.kernel.people.operations.contacts import AddressFacts, add_postal_address
from ama_net.kernel.people.operations.entering import enter_residence
from ama_net.kernel.people.operations.organisations import OrganisationFacts, register_organisation
from ama_net.kernel.people.operations.people import PersonFacts, register_person
from ama_net.kernel.tenancy import current_tenant_id

T = TypeVar("T", Person, Organisation)


def enter_donor(facts: DonorFacts, *, language: str, by: Actor) -> Person | Organisation | None:
    """The person or body of these facts: a known one only when its name and its mailbox are those that were typed.

    A form can be filled in with anybody's name and tax code: who is known by those alone might have another's papers sent
    elsewhere. Nothing that is in the register is overwritten, no contact is added to who is known. None when a human must
    look: the tax code is of somebody with another name or mailbox, or somebody of that name and mailbox has another tax
    code, or there is no name. What who is known typed beside (a tax code, an address) is not written in the register either:
    they say it from their area, which opens from their mailbox.

    Takes the names' lock: two gifts of the same donor make one row.
    """
    if not facts.name:
        return None
    hold(f"donations:donor:{current_tenant_id()}:{fold(facts.name)}:{facts.email.lower()}")
    try:
        return _enter_body(facts, by=by) if facts.is_body else _enter_person(facts, language=language, by=by)
    except (Unsure, WrongFact):
        return None


class Unsure(Exception):
    """Somebody is in the register who may be who gives, or another."""


def _enter_person(facts: DonorFacts, *, language: str, by: Actor) -> Person:
    known = _person_known(facts)
    if known is not None:
        return known
    said = PersonFacts(facts.given_name, facts.family_name, facts.tax_code or None, preferred_language=language)
    person = register_person(said, email=facts.email, phone=facts.phone, by=by)
    enter_residence(person, _address(facts, AddressKind.RESIDENCE), by=by)
    return person


def _person_known(facts: DonorFacts) -> Person | None:
    if facts.tax_code:
        holder = db.session.scalar(select(Person).where(Person.tax_code == facts.tax_code))
        if holder is not None:
            return _sure(holder, is_same=_same_name(holder, facts) and _same_mailbox(holder, facts))
    if not facts.email:
        return None
    by_mail = select(Person).join(Contact, Contact.person_id == Person.id)
    by_mail = by_mail.where(Contact.kind == ContactKind.EMAIL, Contact.value == facts.email.lower())
    same = [person for person in db.session.scalars(by_mail.order_by(Person.created_at)) if _same_name(person, facts)]
    if not same:
        return None
    fits = [person for person in same if not facts.tax_code or person.tax_code in (None, facts.tax_code)]
    return _sure((fits or same)[0], is_same=bool(fits))


def _sure(row: T, *, is_same: bool) -> T:
    if not is_same:
        raise Unsure
    return row


def _same_mailbox(known: Person | Organisation, facts: DonorFacts) -> bool:
    """Whether what follows goes where the register writes; the office may know somebody and no address of theirs."""
    return not facts.email or writes_from(known, facts.email)


def _same_name(person: Person, facts: DonorFacts) -> bool:
    return fold(person.name) == fold(facts.name) or fold(person.list_name) == fold(facts.name)


def _enter_body(facts: DonorFacts, *, by: Actor) -> Organisation:
    known = _body_known(facts)
    if known is not None:
        return known
    contacts = {ContactKind.EMAIL: facts.email, ContactKind.PHONE: facts.phone}
    said = OrganisationFacts(facts.organisation, tax_code=facts.tax_code or None)
    body = register_organisation(said, contacts=contacts, by=by)
    if facts.street:
        add_postal_address(body, _address(facts, AddressKind.SEAT), by=by)
    return body


def _body_known(facts: DonorFacts) -> Organisation | None:
    name = fold(facts.organisation)
    if facts.tax_code:
        holder = db.session.scalar(select(Organisation).where(Organisation.tax_code == facts.tax_code))
        if holder is not None:
            return _sure(holder, is_same=fold(holder.name) == name and _same_mailbox(holder, facts))
    if not facts.email:
        return None
    by_mail = select(Organisation).join(Contact, Contact.organisation_id == Organisation.id)
    by_mail = by_mail.where(Contact.kind == ContactKind.EMAIL, Contact.value == facts.email.lower())
    same = [one for one in db.session.scalars(by_mail) if fold(one.name) == name]
    if not same:
        return None
    return _sure(same[0], is_same=not facts.tax_code or same[0].tax_code in (None, facts.tax_code))


def _address(facts: DonorFacts, kind: AddressKind) -> AddressFacts:
    return AddressFacts(
        kind=kind,
        street=facts.street,
        postcode=facts.postcode,
        municipality=facts.municipality,
        province=facts.province,
    )
