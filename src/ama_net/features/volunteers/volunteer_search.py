"""Finding volunteers by what is typed: words of the name in any order, number, tax code, e-mail, telephone."""

from sqlalchemy import Select, or_

from ama_net.features.volunteers.models import Volunteer
from ama_net.kernel.people.searching import in_the_book


def volunteers_called(statement: Select[Volunteer], typed: str) -> Select[Volunteer]:
    """Narrow a select of volunteers to those a search means.

    Who is meant is looked for here and now, once: the list then counts and reads by keys it has an index for.
    """
    return statement.where(or_(*in_the_book(typed, person=Volunteer.person_id, number=Volunteer.number)))
