"""Who could serve a service, and what the office has to know of who does: whether they can enter, whether they have hours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, or_, select

from ama_net.features.helpdesk.models import AvailabilityRule, Service, ServiceOperator
from ama_net.features.helpdesk.queries_services import listeners, not_over
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.accounts.models import ACTIVE, Account
from ama_net.kernel.people import Person
from ama_net.kernel.people.queries import find_people
from ama_net.kernel.people.skills import at_disposal, skills_of

MOST_SHOWN = 40


@dataclass(frozen=True)
class Candidate:
    """Somebody who could serve: what they can do, whether the helpdesk knows them, whether they sign in."""

    person: Person
    skills: Sequence[str]
    at_helpdesk: bool
    signs_in: bool


def candidates(service: Service, *, skill: str = "", typed: str = "") -> list[Candidate]:
    """Who could serve a service: the helpdesk's people and the volunteers; those with a skill; or whoever a search means."""
    serving = select(ServiceOperator.person_id).where(
        ServiceOperator.service_id == service.id, ServiceOperator.last_day.is_(None)
    )
    found = select(Person).where(Person.deceased_on.is_(None), Person.id.not_in(serving))
    if skill:
        found = found.where(at_disposal(skill))
    elif not typed:
        found = found.where(or_(Person.id.in_(_at_helpdesk()), at_disposal()))
    if typed:
        found = find_people(found, typed)
    known_first = found.order_by(Person.id.in_(_at_helpdesk()).desc(), Person.sort_name, Person.id)
    people = db.session.scalars(known_first.limit(MOST_SHOWN)).all()
    ids = [person.id for person in people]
    said, known, entering = skills_of(ids), set(db.session.scalars(_at_helpdesk())), who_signs_in(ids)
    return [Candidate(person, said.get(person.id, []), person.id in known, person.id in entering) for person in people]


def who_signs_in(people: Iterable[UUID]) -> set[UUID]:
    """Which of some people have an account in use."""
    mine = select(Account.person_id).where(Account.person_id.in_(list(people)), Account.status == ACTIVE)
    return {person_id for person_id in db.session.scalars(mine) if person_id is not None}


def who_has_hours(service: Service) -> set[UUID]:
    """The people who wrote some hours in which this service may be booked, today or later."""
    rules = select(AvailabilityRule.person_id).where(
        or_(AvailabilityRule.service_id.is_(None), AvailabilityRule.service_id == service.id),
        or_(AvailabilityRule.last_day.is_(None), AvailabilityRule.last_day >= today()),
    )
    return set(db.session.scalars(rules))


def who_served(service: Service) -> Sequence[ServiceOperator]:
    """Who served a service and does no longer, the last first."""
    past = select(ServiceOperator).where(ServiceOperator.service_id == service.id, ~not_over(today()))
    return db.session.scalars(past.order_by(ServiceOperator.last_day.desc(), ServiceOperator.id).limit(50)).all()


def _at_helpdesk() -> Select[UUID]:
    """The people whose account is of the helpdesk, and who serves something already."""
    roles = (Account.roles.contains([role.value]) for role in (Role.HELPDESK_OPERATOR, Role.LISTENER))
    accounts = select(Account.person_id).where(or_(*roles), Account.person_id.is_not(None))
    either = or_(Person.id.in_(accounts), Person.id.in_(listeners(today())))
    return select(Person.id).where(either)
