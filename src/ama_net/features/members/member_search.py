"""Finding members by what is typed: words of the name in any order, number, tax code, e-mail, telephone."""

from typing import Any

from sqlalchemy import Select, or_, select

from ama_net.features.members.models import Membership
from ama_net.foundation.text import fold
from ama_net.kernel.people import Organisation
from ama_net.kernel.people.searching import found_now, in_the_book


def members_called(statement: Select[Membership], typed: str) -> Select[Membership]:
    """Narrow a select of memberships to those a search means, people and bodies alike.

    Who is meant is looked for here and now, once: the list then counts and reads memberships by keys it has an index for.
    """
    found = in_the_book(typed, person=Membership.person_id, number=Membership.number)
    return statement.where(or_(*found, found_now(Membership.organisation_id, _bodies(typed))))


def _bodies(typed: str) -> Select[Any]:
    words = [fold(word) for word in typed.split()[:8]]
    named = [Organisation.sort_name.contains(word, autoescape=True) for word in words]
    return select(Organisation.id).where(*named)
