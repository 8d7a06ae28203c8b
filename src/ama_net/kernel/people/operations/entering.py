"""Who applied for something becomes a person of the register: a new row, or a known one with what was missing."""

from dataclasses import asdict

from ama_net.foundation.text import fold
from ama_net.kernel.access import Actor
from ama_net.kernel.people.models import ContactKind, Person
from ama_net.kernel.people.operations.contacts import AddressFacts, add_contact, add_postal_address
from ama_net.kernel.people.operations.people import PersonFacts, change_person, register_person

FILLED = ("tax_code", "birth_date", "birth_place", "birth_cadastral_code")
"""What is taken over where the register says nothing; names and language stay as they are."""


def enter_person(facts: PersonFacts, known: Person | None, *, by: Actor, email: str = "", phone: str = "") -> Person:
    """The person of these facts: a new row, or the known one, whose facts stay and are completed.

    Who may: as for ``register_person``. Whether somebody is known already, a human says.

    Raises:
        WrongFact: a fact cannot be, or another person has the tax code.
    """
    if known is None:
        return register_person(facts, email=email, phone=phone, by=by)
    said = {name: getattr(known, name) for name in asdict(facts)}
    change_person(known, PersonFacts(**{**said, **{n: said[n] or getattr(facts, n) for n in FILLED}}), by=by)
    for kind, value in ((ContactKind.EMAIL, email), (ContactKind.PHONE, phone)):
        if value:
            add_contact(known, kind, value, by=by)
    return known


def enter_residence(person: Person, home: AddressFacts, *, by: Actor) -> None:
    """Add the residence that was said, unless nothing was, or it is there already.

    Raises:
        WrongFact: a part of it cannot be.
    """
    if not (home.street or home.municipality):
        return
    same = [one for one in person.addresses if (fold(one.street), one.postcode) == (fold(home.street), home.postcode)]
    if not same:
        add_postal_address(person, home, by=by)
