"""People and organisations for tests: plainly invented."""

from typing import Any

from ama_net.foundation.database import db
from ama_net.kernel.people import Contact, ContactKind, Organisation, Person


def make_person(given_name: str = "Prova", family_name: str = "Inventata", **values: Any) -> Person:
    """A person of the association in scope; ``email`` and ``phone`` (E.164) become contacts. Flushed."""
    contacts = {kind: values.pop(kind.value, None) for kind in (ContactKind.EMAIL, ContactKind.PHONE)}
    person = Person(given_name=given_name, family_name=family_name, **values)
    db.session.add(person)
    db.session.flush()
    for kind, value in contacts.items():
        if value:
            db.session.add(Contact(person_id=person.id, kind=kind, value=value, preferred=True))
    db.session.flush()
    return person


def make_organisation(name: str = "Ente Inventato", **values: Any) -> Organisation:
    """An organisation of the association in scope; flushed."""
    organisation = Organisation(**{"name": name, "kind": "association", **values})
    db.session.add(organisation)
    db.session.flush()
    return organisation
