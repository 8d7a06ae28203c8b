"""The invented people and organisations of an association's demo.toml."""

from datetime import datetime, time
from pathlib import Path

from sqlalchemy import exists, select

from ama_net.foundation.clock import ROME
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people.consent_texts import PURPOSES
from ama_net.kernel.people.models import AddressKind, ConsentSource, Contact, ContactKind, Organisation, Person
from ama_net.kernel.people.operations.consents import ConsentProof, ShownText, give_consent
from ama_net.kernel.people.operations.contacts import AddressFacts, Owner, add_contact, add_postal_address
from ama_net.kernel.people.operations.organisations import OrganisationFacts, register_organisation
from ama_net.kernel.people.operations.people import PersonFacts, register_person
from ama_net.kernel.tenancy.tenant_demo import DemoConsent, DemoOrganisation, DemoPerson
from ama_net.kernel.tenancy.tenant_file import load_demo


def seed_demo_people(folder: Path) -> None:
    """Write down the cast of ``folder``/demo.toml in the association in scope. Harmless to repeat.

    The people who sign in are here too, as people: their accounts are made by ``kernel/accounts``.
    """
    cast = load_demo(folder)
    for person in (*cast.accounts, *cast.people):
        register_demo_person(person)
    for organisation in cast.organisations:
        _register_organisation(organisation)


def register_demo_person(facts: DemoPerson) -> Person:
    """The invented person, made now or already there (known by address, else by name and birth date)."""
    known = _known(facts)
    if known is not None:
        return known
    wanted = PersonFacts(facts.given_name, facts.family_name, birth_date=facts.birth_date)
    person = register_person(wanted, email=facts.email or "", by=SYSTEM)
    _reach(person, facts.phone, _address(facts, AddressKind.RESIDENCE))
    for consent in facts.consents:
        _consent(person, consent)
    return person


def _known(facts: DemoPerson) -> Person | None:
    wanted = select(Person).where(Person.given_name == facts.given_name, Person.family_name == facts.family_name)
    if facts.email:
        has = exists().where(Contact.person_id == Person.id, Contact.value == facts.email.lower())
        return db.session.scalars(wanted.where(has)).first()
    return db.session.scalars(wanted.where(Person.birth_date == facts.birth_date)).first()


def _register_organisation(facts: DemoOrganisation) -> None:
    if db.session.scalar(select(exists().where(Organisation.name == facts.name))):
        return
    wanted = OrganisationFacts(facts.name, facts.kind)
    organisation = register_organisation(wanted, contacts={ContactKind.EMAIL: facts.email or ""}, by=SYSTEM)
    _reach(organisation, facts.phone, _address(facts, AddressKind.SEAT))


def _reach(owner: Owner, phone: str | None, address: AddressFacts) -> None:
    if phone:
        add_contact(owner, ContactKind.PHONE, phone, by=SYSTEM)
    if address.municipality:
        add_postal_address(owner, address, by=SYSTEM)


def _address(facts: DemoPerson | DemoOrganisation, kind: AddressKind) -> AddressFacts:
    street, postcode = (facts.street, facts.postcode) if isinstance(facts, DemoPerson) else (None, None)
    return AddressFacts(kind, street or "", postcode or "", facts.municipality or "", province=facts.province or "")


def _consent(person: Person, said: DemoConsent) -> None:
    purpose = PURPOSES.get(said.purpose)
    text = purpose.text() if purpose else ShownText("demo", said.proof)
    given_at = datetime.combine(said.given_on, time(12), tzinfo=ROME)
    proof = ConsentProof(source=ConsentSource(said.source), given_at=given_at, facts={"note": said.proof})
    give_consent(person, said.purpose, text=text, proof=proof, by=SYSTEM)
