"""The person behind an invitation: the one who already has this address in the register, or a new one."""

from sqlalchemy import select

from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.access import Actor
from ama_net.kernel.people.models import Contact, ContactKind, Person
from ama_net.kernel.people.operations.people import PersonFacts, register_person


def person_to_invite(*, given_name: str, family_name: str, email: str, by: Actor) -> Person:
    """One human, one row: the person with this address and this name if the register has one, otherwise a new one.

    An address alone is not enough: families share them. Who may: as for the invitation.

    Raises:
        WrongFact: a name cannot be.
    """
    known = (
        select(Person)
        .join(Contact, Contact.person_id == Person.id)
        .where(Contact.kind == ContactKind.EMAIL, Contact.value == email)
    )
    for person in db.session.scalars(known):
        if fold(person.name) == fold(f"{given_name} {family_name}"):
            return person
    return register_person(PersonFacts(given_name, family_name), email=email, by=by)
