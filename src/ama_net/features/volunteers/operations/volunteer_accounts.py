"""The volunteers' part of the personal area follows the service: given with it, or with the welcome, taken when neither holds.

Who was welcomed without a day waits to begin, for a year: then the area is closed as to who stopped.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from ama_net.features.volunteers.models import CandidacyState, Volunteer, VolunteerApplication
from ama_net.features.volunteers.queries import volunteers_on
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.accounts.operations.roles import give_role, take_role
from ama_net.kernel.registers import among

WAITS_DAYS = 365


def give_volunteers_area(volunteers: Iterable[Volunteer], *, by: Actor) -> None:
    """Give ``Role.VOLUNTEER`` to the accounts of these volunteers, where there are any. Kept: their other roles."""
    give_role((one.person_id for one in volunteers), Role.VOLUNTEER, by=by)


def suit_volunteers_area(volunteers: Iterable[Volunteer], *, by: Actor) -> None:
    """Give the role to who is a volunteer today, and take it from who is one no longer in either section."""
    suit_area_of((one.person_id for one in volunteers), by=by)


def suit_area_of(people: Iterable[UUID], *, by: Actor) -> None:
    """The same of people, also of two who were made one or parted: their accounts go with them."""
    known = set(people)
    db.session.flush()
    serving = set(db.session.scalars(_serving().where(among(Volunteer.person_id, known))))
    give_role(serving, Role.VOLUNTEER, by=by)
    take_role(known - serving, Role.VOLUNTEER, by=by, still=_belonging_among)


def close_areas_of_who_stopped(*, by: Actor) -> int:
    """Take the role from everybody who neither serves today nor waits to begin; gives how many.

    So a day of end that has come, a welcome that nobody followed, and a role that a page of accounts gave by hand.
    """
    holding = Account.roles.contains([Role.VOLUNTEER.value]), Account.person_id.is_not(None)
    stopped = select(Account.person_id).where(*holding, ~_belongs())
    return take_role(db.session.scalars(stopped), Role.VOLUNTEER, by=by, still=_belonging_among)


def _belonging_among(people: Sequence[Any]) -> Select[UUID]:
    return select(Account.person_id).where(among(Account.person_id, people), _belongs())  # type: ignore[return-value]


def _belongs() -> ColumnElement[bool]:
    """Whether an account is of somebody who serves, or who waits to begin."""
    waiting = select(VolunteerApplication.person_id).where(
        VolunteerApplication.state == CandidacyState.ACCEPTED,
        VolunteerApplication.volunteer_id.is_(None),
        VolunteerApplication.decided_at > now() - timedelta(days=WAITS_DAYS),
    )
    return or_(Account.person_id.in_(_serving()), Account.person_id.in_(waiting))


def _serving() -> Select[UUID]:
    return volunteers_on(today()).with_only_columns(Volunteer.person_id)
