"""Finding members by what is typed: words of the name in any order, number, tax code, e-mail, telephone."""

from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, cast, or_, select

from ama_net.features.members.models import Membership
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.people import Organisation
from ama_net.kernel.people.queries import people_meant

LARGEST_NUMBER = 7
"""So many digits may be a member's number; more are a telephone or a code."""


def members_called(statement: Select[Membership], typed: str) -> Select[Membership]:
    """Narrow a select of memberships to those a search means, people and bodies alike.

    Who is meant is looked for here and now, once: the list then counts and reads memberships by keys it has an index for.
    """
    people, bodies = people_meant(typed), _bodies(typed)
    found = [
        Membership.person_id == any_(cast(_ids(people), ARRAY(Uuid))),
        Membership.organisation_id == any_(cast(_ids(bodies), ARRAY(Uuid))),
    ]
    digits = typed.strip().removeprefix("n.").strip()
    if digits.isascii() and digits.isdigit() and len(digits) <= LARGEST_NUMBER:
        found.append(Membership.number == int(digits))
    return statement.where(or_(*found))


def _ids(wanted: Select[Any] | None) -> list[UUID]:
    return [] if wanted is None else list(db.session.scalars(wanted))


def _bodies(typed: str) -> Select[Any]:
    words = [fold(word) for word in typed.split()[:8]]
    named = [Organisation.sort_name.contains(word, autoescape=True) for word in words]
    return select(Organisation.id).where(*named)
