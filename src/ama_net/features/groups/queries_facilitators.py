"""What is read of the people who keep groups going, and of how many come.

For other rooms and pages: ``public_names`` (what a group's public page may say), and for statistics ``heads_by_month``, ``heads_by_theme``, ``heads_by_district``: numbers, never who; cells too small to be
shown are hidden by who shows them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, cast, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.groups.models import (
    Facilitator,
    FacilitatorHandover,
    Group,
    HeadCount,
    MeetingSubstitute,
    Status,
    Theme,
)
from ama_net.features.groups.queries import group_with_all
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.accounts.models import ACTIVE, SUSPENDED, Account
from ama_net.kernel.people import Person
from ama_net.kernel.places import Municipality, Venue


def current() -> ColumnElement[bool]:
    """The condition that a term holds today; on the day it ends it is over."""
    return (Facilitator.started_on <= today()) & or_(Facilitator.ended_on.is_(None), Facilitator.ended_on > today())


def has_facilitator() -> ColumnElement[bool]:
    """The condition that somebody keeps the group today."""
    return exists().where(Facilitator.group_id == Group.id, Facilitator.person_id.is_not(None), current())


def terms_of_group(group_id: UUID) -> list[Facilitator]:
    """Everybody who keeps, will keep or has kept the group, in the group's order, who came first before."""
    found = select(Facilitator).where(Facilitator.group_id == group_id)
    found = found.options(joinedload(Facilitator.person).selectinload(Person.contacts))
    return list(db.session.scalars(found.order_by(Facilitator.position, Facilitator.started_on, Facilitator.id)))


def current_terms(group_id: UUID) -> list[Facilitator]:
    """Who keeps the group today, in its order."""
    return [term for term in terms_of_group(group_id) if term.person_id and term.is_current(today())]


def public_names(group_id: UUID) -> list[str]:
    """What everybody may read of who keeps the group: first names or roles, each with a dated consent."""
    found = select(Facilitator.public_name).where(
        Facilitator.group_id == group_id,
        Facilitator.person_id.is_not(None),
        Facilitator.public_consent_on.is_not(None),
        current(),
    )
    return list(db.session.scalars(found.order_by(Facilitator.position, Facilitator.id)))


def _mine(person_id: UUID) -> Select[Group]:
    kept = select(Facilitator.group_id).where(Facilitator.person_id == person_id, current())
    return select(Group).where(Group.id.in_(kept), Group.status != Status.CLOSED)


def groups_of_person(person_id: UUID | None) -> list[Group]:
    """The groups somebody keeps today, with what their pages show. A closed group is kept by nobody."""
    if person_id is None:
        return []
    return list(db.session.scalars(group_with_all(_mine(person_id)).order_by(Group.sort_name)))


def group_of_person(person_id: UUID | None, slug: str) -> Group | None:
    """One of them; None for any other group, whether it exists or not."""
    if person_id is None:
        return None
    return db.session.scalars(group_with_all(_mine(person_id).where(Group.slug == slug))).one_or_none()


def own_term(group_id: UUID, person_id: UUID) -> Facilitator | None:
    """The term somebody has with a group today; None when it is over."""
    found = select(Facilitator).where(Facilitator.group_id == group_id, Facilitator.person_id == person_id, current())
    return db.session.scalars(found.order_by(Facilitator.started_on, Facilitator.id)).first()


def fellow_facilitators(*, outside: UUID) -> list[Person]:
    """Who keeps some other group of the association today and not this one, by name: only the names are shown."""
    inside = select(Facilitator.person_id).where(
        Facilitator.group_id == outside, Facilitator.person_id.is_not(None), current()
    )
    elsewhere = select(Facilitator.person_id).where(current())
    found = select(Person).where(Person.id.in_(elsewhere), Person.id.not_in(inside), Person.deceased_on.is_(None))
    return list(db.session.scalars(found.order_by(Person.sort_name, Person.id)))


def accounts_of(person_ids: Iterable[UUID]) -> dict[UUID, Account]:
    """The account each person signs in with, an open one before a suspended one."""
    rows = db.session.scalars(
        select(Account).where(Account.person_id.in_(set(person_ids))).order_by(Account.created_at)
    )
    found: dict[UUID, Account] = {}
    for account in rows:
        assert account.person_id is not None  # as asked for
        if account.person_id not in found or found[account.person_id].status == SUSPENDED:
            found[account.person_id] = account
    return found


def address_of(person: Person, account: Account | None) -> str | None:
    """Where to write to somebody: the address they sign in with, else the one in the register.

    Nowhere when the office has closed their account, or they have died.
    """
    if person.deceased_on is not None or (account is not None and account.status == SUSPENDED):
        return None
    return account.email if account is not None and account.status == ACTIVE else person.email


def handovers_to(person_id: UUID) -> list[FacilitatorHandover]:
    """The groups somebody is being asked to take over, the oldest question first. A term that is over asks no more."""
    found = (
        select(FacilitatorHandover)
        .join(Facilitator, Facilitator.id == FacilitatorHandover.facilitator_id)
        .where(FacilitatorHandover.person_id == person_id, FacilitatorHandover.answered_at.is_(None), current())
        .options(joinedload(FacilitatorHandover.facilitator).joinedload(Facilitator.group))
        .options(joinedload(FacilitatorHandover.facilitator).joinedload(Facilitator.person))
    )
    return list(db.session.scalars(found.order_by(FacilitatorHandover.asked_at)))


def open_handover(term: Facilitator | None) -> FacilitatorHandover | None:
    """The hand-over of a term that waits for an answer."""
    if term is None:
        return None
    found = select(FacilitatorHandover).where(
        FacilitatorHandover.facilitator_id == term.id, FacilitatorHandover.answered_at.is_(None)
    )
    return db.session.scalars(found.options(joinedload(FacilitatorHandover.person))).one_or_none()


def substitutes_of(group_id: UUID, days: Iterable[date]) -> dict[date, MeetingSubstitute]:
    """Who leads in somebody's place on each of these days."""
    found = select(MeetingSubstitute).where(
        MeetingSubstitute.group_id == group_id, MeetingSubstitute.day.in_(set(days))
    )
    rows = db.session.scalars(found.options(joinedload(MeetingSubstitute.person)))
    return {row.day: row for row in rows}


def heads_of_group(group_id: UUID, since: date) -> list[HeadCount]:
    """What was counted from a day on, the latest first."""
    found = select(HeadCount).where(HeadCount.group_id == group_id, HeadCount.day >= since)
    return list(db.session.scalars(found.order_by(HeadCount.day.desc())))


def days_counted(group_ids: Sequence[UUID], since: date) -> set[tuple[UUID, date]]:
    """The days of some groups that were counted, from a day on."""
    found = select(HeadCount.group_id, HeadCount.day).where(HeadCount.group_id.in_(group_ids), HeadCount.day >= since)
    return {(group_id, day) for group_id, day in db.session.execute(found)} if group_ids else set()


@dataclass(frozen=True)
class Heads:
    """What was counted together: under a month's first day, a theme or a district; ``groups`` is how many groups counted."""

    key: date | str | None
    groups: int
    meetings: int
    present: int
    newcomers: int


def heads_by_month(first: date, last: date, *, examples: bool = False) -> list[Heads]:
    """What was counted from ``first`` to ``last``, both included, month by month (its first day). Examples are left out."""
    return _heads(cast(func.date_trunc("month", HeadCount.day), Date), first, last, examples)


def heads_by_theme(first: date, last: date, *, examples: bool = False) -> list[Heads]:
    """The same by the label of the group's theme; None: no theme."""
    return _heads(Theme.label, first, last, examples)


def heads_by_district(first: date, last: date, *, examples: bool = False) -> list[Heads]:
    """The same by the health district of where the group meets; None: not known. Protected groups count too."""
    return _heads(Municipality.district, first, last, examples)


def _heads(key: Any, first: date, last: date, examples: bool) -> list[Heads]:
    town = func.coalesce(Venue.municipality_code, Group.municipality_code)
    counted = (
        select(
            key,
            func.count(HeadCount.group_id.distinct()),
            func.count(),
            func.sum(HeadCount.present),
            func.sum(HeadCount.newcomers),
        )
        .select_from(HeadCount)
        .join(Group, Group.id == HeadCount.group_id)
        .outerjoin(Theme, Theme.id == Group.theme_id)
        .outerjoin(Venue, Venue.id == Group.venue_id)
        .outerjoin(Municipality, Municipality.istat_code == town)
        .where(HeadCount.day.between(first, last))
        .group_by(key)
        .order_by(key.nulls_last() if hasattr(key, "nulls_last") else key)
    )
    if not examples:
        counted = counted.where(Group.is_example.is_(False))
    return [Heads(*row) for row in db.session.execute(counted)]


def people_to_choose(statement: Select[Person], limit: int = 20) -> Sequence[Person]:
    """Some people found in the register, with what tells them apart."""
    found = statement.where(Person.deceased_on.is_(None)).options(selectinload(Person.contacts))
    return db.session.scalars(found.order_by(Person.sort_name, Person.id).limit(limit)).all()
