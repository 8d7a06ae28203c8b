"""The volunteers' part of the personal area follows the service: given with it, taken away when it is over."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from ama_net.features.volunteers.models import Volunteer
from ama_net.features.volunteers.queries import volunteers_on
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.accounts.operations.roles import give_role, take_role
from ama_net.kernel.registers import among


def give_volunteers_area(volunteers: Iterable[Volunteer], *, by: Actor) -> None:
    """Give ``Role.VOLUNTEER`` to the accounts of these volunteers, where there are any. Kept: their other roles."""
    give_role((one.person_id for one in volunteers), Role.VOLUNTEER, by=by)


def suit_volunteers_area(volunteers: Iterable[Volunteer], *, by: Actor) -> None:
    """Give the role to who is a volunteer today, and take it from who is one no longer in either section."""
    known = list(volunteers)
    give_volunteers_area((one for one in known if one.is_active), by=by)
    take_role((one.person_id for one in known if not one.is_active), Role.VOLUNTEER, by=by, still=_volunteers_among)


def close_areas_of_who_stopped(*, by: Actor) -> int:
    """Take the role from who was to stop on a day that has come; gives how many."""
    stopped = (
        select(Volunteer.person_id)
        .where(Volunteer.ended_on <= today())
        .join(Account, (Account.person_id == Volunteer.person_id) & Account.roles.contains([Role.VOLUNTEER.value]))
    )
    return take_role(db.session.scalars(stopped), Role.VOLUNTEER, by=by, still=_volunteers_among)


def _volunteers_among(people: Sequence[Any]) -> Select[UUID]:
    found = volunteers_on(today()).where(among(Volunteer.person_id, people))
    return found.with_only_columns(Volunteer.person_id)
