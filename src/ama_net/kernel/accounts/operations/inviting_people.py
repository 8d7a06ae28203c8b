"""The person behind an invitation: the one who already has this address in the register, or a new one."""

from sqlalchemy import select

from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people.models import Contact, ContactKind, Person


def person_to_invite(*, given_name: str, family_name: str, email: str, by: Actor) -> Person:
    """One human, one row: the person with this address and this name if the register has one, otherwise a new one.

    An address alone is not enough, families share them.
    """
    known = (
        select(Person)
        .join(Contact, Contact.person_id == Person.id)
        .where(Contact.kind == ContactKind.EMAIL, Contact.value == email)
    )
    for person in db.session.scalars(known):
        if fold(person.name) == fold(f"{given_name} {family_name}"):
            return person
    person = Person(given_name=given_name, family_name=family_name)
    db.session.add(person)
    db.session.flush()
    db.session.add(Contact(person_id=person.id, kind=ContactKind.EMAIL, value=email, preferred=True))
    record(by=by, verb="person.added", subject=person)
    return person
