"""From an applicant to a person of the register: who they are there, how they are reached, who answers for a minor."""

from dataclasses import replace

from sqlalchemy import select

from ama_net.features.members.ages import is_minor
from ama_net.features.members.application_facts import ApplicationFacts, GuardianFacts
from ama_net.features.members.models import Guardianship
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.access import Actor
from ama_net.kernel.people import (
    AddressFacts,
    AddressKind,
    ContactKind,
    Duplicate,
    Person,
    PersonFacts,
    add_contact,
    add_postal_address,
    change_person,
    possible_duplicates,
    register_person,
)
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_tax_code


def known_as(facts: ApplicationFacts) -> list[Duplicate]:
    """People of the register who may be the applicant: the secretary says whether one is."""
    return possible_duplicates(
        facts.given_name,
        facts.family_name,
        good_tax_code(facts),
        [facts.email] if facts.email else [],
        [facts.phone] if facts.phone else [],
        facts.birth_date,
    )


def good_tax_code(facts: ApplicationFacts) -> str | None:
    """The tax code, when it can be one. An odd one stays in the application: the register of people takes good ones only."""
    try:
        return check_tax_code(facts.tax_code) if facts.tax_code else None
    except InvalidIdentifier:
        return None


def person_of(facts: ApplicationFacts, known: Person | None, *, by: Actor) -> Person:
    """The applicant in the register of people: a new row, or a known one with what was missing. Guardians come along.

    Raises:
        WrongFact: another person has the tax code.
    """
    person = _known(known, facts, by=by) if known is not None else _new(facts, by=by)
    _address(person, facts, by=by)
    if is_minor(person):  # what the register says of the birth, not what the form says
        _guardians(person, facts, by=by)
    return person


def _new(facts: ApplicationFacts, *, by: Actor) -> Person:
    said = PersonFacts(
        facts.given_name,
        facts.family_name,
        tax_code=good_tax_code(facts),
        birth_date=facts.birth_date,
        birth_place=facts.birth_place,
    )
    return register_person(said, email=facts.email, phone=facts.phone, by=by)


def _known(person: Person, facts: ApplicationFacts, *, by: Actor) -> Person:
    """What the register says stays; what it does not say is filled."""
    said = PersonFacts(
        person.given_name,
        person.family_name,
        tax_code=person.tax_code or good_tax_code(facts),
        birth_date=person.birth_date or facts.birth_date,
        birth_place=person.birth_place or facts.birth_place,
        birth_cadastral_code=person.birth_cadastral_code,
        deceased_on=person.deceased_on,
        preferred_language=person.preferred_language,
    )
    change_person(person, said, by=by)
    for kind, value in ((ContactKind.EMAIL, facts.email), (ContactKind.PHONE, facts.phone)):
        if value:
            add_contact(person, kind, value, by=by)
    return person


def _address(person: Person, facts: ApplicationFacts, *, by: Actor) -> None:
    if not (facts.street or facts.municipality):
        return
    said = AddressFacts(
        kind=AddressKind.RESIDENCE,
        street=facts.street,
        postcode=facts.postcode,
        municipality=facts.municipality,
        province=facts.province,
    )
    same = [one for one in person.addresses if (fold(one.street), one.postcode) == (fold(said.street), said.postcode)]
    if not same:
        add_postal_address(person, said, by=by)


def _guardians(minor: Person, facts: ApplicationFacts, *, by: Actor) -> None:
    """The first one votes; who is there already stays."""
    there = set(db.session.scalars(select(Guardianship.guardian_id).where(Guardianship.person_id == minor.id)))
    for said in facts.guardians:
        guardian = _guardian(said, by=by)
        _address(guardian, replace(facts, guardians=()), by=by)
        if guardian.id in there or guardian.id == minor.id:
            continue
        row = Guardianship(person_id=minor.id, guardian_id=guardian.id, kind=said.kind, votes=not there)
        db.session.add(row)
        there.add(guardian.id)
    db.session.flush()


def _guardian(said: GuardianFacts, *, by: Actor) -> Person:
    """The same name with the same address or number is the same human; anything less is somebody else."""
    emails, phones = ([said.email] if said.email else []), ([said.phone] if said.phone else [])
    for found in possible_duplicates(said.given_name, said.family_name, None, emails, phones):
        reached = any(contact.value in (*emails, *phones) for contact in found.person.contacts)
        if reached and fold(found.person.name) == fold(said.name):
            return found.person
    return register_person(PersonFacts(said.given_name, said.family_name), email=said.email, phone=said.phone, by=by)
