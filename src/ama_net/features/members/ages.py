"""Who is of age (codice civile art. 2), and of whom one answers until then (art. 316): one rule for every page.

Who did not say when they were born is taken for an adult: nobody acts in the place of somebody by mistake.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from ama_net.features.members.models import Guardianship
from ama_net.foundation.clock import today
from ama_net.kernel.people import Person

FULL_AGE = 18


def came_of_age(birth_date: date, on: date, *, years: int = FULL_AGE) -> bool:
    """Whether who was born that day is of age on another. Born on 29 February: on 1 March of a year without it."""
    return birth_date <= _last_birth(on, years)


def is_minor(person: Person, on: date | None = None) -> bool:
    """Whether somebody is known to be under eighteen on a day (today)."""
    return person.birth_date is not None and not came_of_age(person.birth_date, on or today())


def is_of_age(on: date | None = None) -> ColumnElement[bool]:
    """The condition that a person is known to be of age on a day (today)."""
    return Person.birth_date <= _last_birth(on or today(), FULL_AGE)


def wards_of(guardian_id: UUID, *, voting: bool = False) -> Select[UUID]:
    """The people whom somebody answers for today: those under eighteen; with ``voting``, those whom they vote for."""
    minor = Person.birth_date > _last_birth(today(), FULL_AGE)
    found = select(Guardianship.person_id).join(Person, Person.id == Guardianship.person_id)
    found = found.where(Guardianship.guardian_id == guardian_id, minor)
    return found.where(Guardianship.votes) if voting else found


def _last_birth(on: date, years: int) -> date:
    """The last day of birth of who is so old on a day; of who is on 29 February, the 28th of a year without it."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 2, 28)
