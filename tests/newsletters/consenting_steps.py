"""People of the register who consent to the newsletter, take it back, and are written to elsewhere."""

from datetime import timedelta
from typing import Any

from ama_net.foundation.clock import now
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import (
    Consent,
    ConsentProof,
    ConsentSource,
    ContactKind,
    Person,
    add_contact,
    give_consent,
    withdraw_consent,
)
from ama_net.kernel.people.consent_texts import NEWSLETTER
from tests.factories.people import make_person

JUST_NOW = timedelta(seconds=1)


def consenting(email: str = "anna@posta.example", *, ago: timedelta = JUST_NOW, **facts: Any) -> Person:
    """Somebody of the register who consented on paper."""
    person = make_person(email=email, **facts)
    consent(person, ago=ago)
    return person


def consent(person: Person, purpose: str = NEWSLETTER.key, *, ago: timedelta = JUST_NOW) -> Consent:
    """Their consent, on paper."""
    proof = ConsentProof(ConsentSource.PAPER, given_at=now() - ago)
    return give_consent(person, purpose, text=NEWSLETTER.text(), proof=proof, by=SYSTEM)


def take_back(person: Person, purpose: str = NEWSLETTER.key) -> None:
    """They take it back in the register."""
    withdraw_consent(person, purpose, by=SYSTEM)


def also_at(person: Person, email: str) -> None:
    """One more e-mail of theirs."""
    add_contact(person, ContactKind.EMAIL, email, by=SYSTEM)
