"""From an applicant to a person of the register: who they are there, how they are reached, who answers for a minor."""

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
    Duplicate,
    Person,
    PersonFacts,
    possible_duplicates,
    register_person,
)
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_tax_code
from ama_net.kernel.people.operations.entering import enter_person, enter_residence


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
    said = PersonFacts(
        facts.given_name,
        facts.family_name,
        tax_code=good_tax_code(facts),
        birth_date=facts.birth_date,
        birth_place=facts.birth_place,
    )
    person = enter_person(said, known, email=facts.email, phone=facts.phone, by=by)
    enter_residence(person, _home(facts), by=by)
    if is_minor(person):  # what the register says of the birth, not what the form says
        _guardians(person, facts, by=by)
    return person


def _home(facts: ApplicationFacts) -> AddressFacts:
    return AddressFacts(
        kind=AddressKind.RESIDENCE,
        street=facts.street,
        postcode=facts.postcode,
        municipality=facts.municipality,
        province=facts.province,
    )


def _guardians(minor: Person, facts: ApplicationFacts, *, by: Actor) -> None:
    """The first one votes; who is there already stays."""
    there = set(db.session.scalars(select(Guardianship.guardian_id).where(Guardianship.person_id == minor.id)))
    for said in facts.guardians:
        guardian = _guardian(said, by=by)
        enter_residence(guardian, _home(facts), by=by)
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
