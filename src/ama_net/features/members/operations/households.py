"""Households: who lives together, and to whom of them one letter goes for all."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select

from ama_net.features.members.models import Household, HouseholdPerson
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import Person, WrongFact


def make_household(name: str, person: Person, *, by: Actor) -> Household:
    """Begin a household with its first person, who receives the letters until somebody else is chosen.

    Raises:
        WrongFact: they are in one already.
    """
    household = Household(name=name.strip() or person.family_name, addressee_id=person.id)
    db.session.add(household)
    db.session.flush()
    join_household(household, person, by=by)
    return household


def join_household(household: Household, person: Person, *, by: Actor) -> None:
    """Add a person.

    Raises:
        WrongFact: they are in a household already.
    """
    if db.session.scalar(select(exists().where(HouseholdPerson.person_id == person.id))):
        raise WrongFact("person", _l("Questa persona è già in una famiglia."))
    db.session.add(HouseholdPerson(household_id=household.id, person_id=person.id))
    db.session.flush()
    record(by=by, verb="household.joined", subject=household)


def leave_household(member: HouseholdPerson, *, by: Actor) -> None:
    """Take a person out; the household goes with its last one, and letters need another addressee when it was theirs."""
    household = db.session.get_one(Household, member.household_id)
    if household.addressee_id == member.person_id:
        household.addressee_id = None
    db.session.delete(member)
    db.session.flush()
    record(by=by, verb="household.left", subject=household)
    if not db.session.scalar(select(exists().where(HouseholdPerson.household_id == household.id))):
        db.session.delete(household)
        db.session.flush()


def address_letters(household: Household, person: Person | None, *, by: Actor) -> None:
    """Choose who receives the paper letters of all; nobody: each receives their own.

    Raises:
        WrongFact: the person is not of the household.
    """
    inside = [one.person_id for one in household.people]
    if person is not None and person.id not in inside:
        raise WrongFact("person", _l("Questa persona non è della famiglia."))
    household.addressee_id = person.id if person else None
    record(by=by, verb="household.addressee_chosen", subject=household)
