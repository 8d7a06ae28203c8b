"""Finding members by what is typed: words of the name in any order, number, tax code, e-mail, telephone."""

from typing import Any

from sqlalchemy import Select, select, union_all

from ama_net.features.members.models import Membership
from ama_net.foundation.text import fold
from ama_net.kernel.people import Organisation, Person
from ama_net.kernel.people.queries import find_people

LARGEST_NUMBER = 7
"""So many digits may be a member's number; more are a telephone or a code."""


def members_called(statement: Select[Membership], typed: str) -> Select[Membership]:
    """Narrow a select of memberships to those a search means, people and bodies alike.

    The people are found by the people's own search, which has an index for it; bodies are few.
    """
    people = find_people(select(Person.id), typed).subquery()
    found: list[Select[Any]] = [
        select(Membership.id).where(Membership.person_id.in_(select(people.c.id))),
        select(Membership.id).where(Membership.organisation_id.in_(_bodies(typed))),
    ]
    digits = typed.strip().removeprefix("n.").strip()
    if digits.isascii() and digits.isdigit() and len(digits) <= LARGEST_NUMBER:
        found.append(select(Membership.id).where(Membership.number == int(digits)))
    return statement.where(Membership.id.in_(union_all(*found)))


def _bodies(typed: str) -> Select[Any]:
    words = [fold(word) for word in typed.split()[:8]]
    named = [Organisation.sort_name.contains(word, autoescape=True) for word in words]
    return select(Organisation.id).where(*named)
