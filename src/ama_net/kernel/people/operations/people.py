"""Registering and changing a person."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people.models import ContactKind, Organisation, Person
from ama_net.kernel.people.operations.contacts import add_contact
from ama_net.kernel.people.rules import (
    LANGUAGES,
    WrongFact,
    check_life,
    check_names,
    check_optional_tax_code,
    tidy,
)
from ama_net.kernel.tenancy import current_tenant_id


@dataclass(frozen=True)
class PersonFacts:
    """What is kept of a person. Everything but a name may be missing: what need not be known is not asked."""

    given_name: str
    family_name: str
    tax_code: str | None = None
    birth_date: date | None = None
    birth_place: str = ""
    birth_cadastral_code: str | None = None
    deceased_on: date | None = None
    preferred_language: str = "it"


def register_person(facts: PersonFacts, *, by: Actor, email: str = "", phone: str = "") -> Person:
    """Write down a human who has no row yet, with the first contacts if they are known.

    Who may: the office with PEOPLE_EDIT, and the operations of other rooms (an application, an invitation). Whether the
    same human is already there is asked before, with ``possible_duplicates``.

    Raises:
        WrongFact: a fact cannot be, or another person has the tax code.
    """
    facts = _checked(facts)
    claim_tax_code(Person, facts.tax_code)
    person = Person(**asdict(facts))
    db.session.add(person)
    db.session.flush()
    record(by=by, verb="person.registered", subject=person)
    for kind, value in ((ContactKind.EMAIL, email), (ContactKind.PHONE, phone)):
        if value.strip():
            _add_first(person, kind, value, by=by)
    return person


def change_person(person: Person, facts: PersonFacts, *, by: Actor) -> list[str]:
    """Correct a person; the names of the changed fields are returned and recorded, never their values.

    Who may: the office with PEOPLE_EDIT, and the person about themselves.

    Raises:
        WrongFact: a fact cannot be, or another person has the tax code.
    """
    facts = _checked(facts)
    if facts.tax_code != person.tax_code:
        claim_tax_code(Person, facts.tax_code, except_id=person.id)
    changed = [name for name, value in asdict(facts).items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, getattr(facts, name))
    if changed:
        db.session.flush()
        record(by=by, verb="person.changed", subject=person, changes={"fields": changed})
    return changed


def claim_tax_code(
    model: type[Person] | type[Organisation], tax_code: str | None, *, except_id: UUID | None = None
) -> None:
    """Make sure a tax code is free and stays so until the end of the transaction.

    Raises:
        WrongFact: another row of the kind has it.
    """
    if tax_code is None:
        return
    # The lock makes two hands typing the same code at once wait, instead of one of them meeting the unique key.
    hold(f"{model.__tablename__}.tax_code:{current_tenant_id()}:{tax_code}")
    holder = db.session.scalars(select(model.id).where(model.tax_code == tax_code)).one_or_none()
    if holder is not None and holder != except_id:
        raise WrongFact("tax_code", _l("Questo codice fiscale è già nell'anagrafe: cercalo prima di aggiungerlo."))


def _checked(facts: PersonFacts) -> PersonFacts:
    given_name, family_name = check_names(facts.given_name, facts.family_name)
    check_life(facts.birth_date, facts.deceased_on)
    birth_place = tidy(facts.birth_place)
    if len(birth_place) > 100:
        raise WrongFact("birth_place", _l("Al massimo 100 lettere."))
    if facts.preferred_language not in LANGUAGES:
        raise WrongFact("preferred_language", _l("Questa lingua non c'è."))
    return replace(
        facts,
        given_name=given_name,
        family_name=family_name,
        tax_code=check_optional_tax_code(facts.tax_code),
        birth_place=birth_place,
    )


def _add_first(person: Person, kind: ContactKind, value: str, *, by: Actor) -> None:
    try:
        add_contact(person, kind, value, by=by)
    except WrongFact as error:
        raise WrongFact(kind.value, error.message) from None
