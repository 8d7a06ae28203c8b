"""Finding volunteers by what is typed: words of the name in any order, number, tax code, e-mail, telephone."""

from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, cast, or_

from ama_net.features.volunteers.models import Volunteer
from ama_net.foundation.database import db
from ama_net.kernel.people.queries import people_meant

LARGEST_NUMBER = 7
"""So many digits may be a volunteer's number; more are a telephone or a code."""


def volunteers_called(statement: Select[Volunteer], typed: str) -> Select[Volunteer]:
    """Narrow a select of volunteers to those a search means.

    Who is meant is looked for here and now, once: the list then counts and reads by keys it has an index for.
    """
    people = people_meant(typed)
    ids: list[UUID] = [] if people is None else list(db.session.scalars(people))
    found = [Volunteer.person_id == any_(cast(ids, ARRAY(Uuid)))]
    digits = typed.strip().removeprefix("n.").strip()
    if digits.isascii() and digits.isdigit() and len(digits) <= LARGEST_NUMBER:
        found.append(Volunteer.number == int(digits))
    return statement.where(or_(*found))
