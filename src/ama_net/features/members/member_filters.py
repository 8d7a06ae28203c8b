"""What narrows the list of members, as conditions. Every figure of the dashboard is one of them."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, union_all

from ama_net.features.members.models import HouseholdPerson, Membership, MembershipTag
from ama_net.foundation.clock import today
from ama_net.kernel.people import AddressKind, Contact, ContactKind, Person, PostalAddress
from ama_net.kernel.people.age_bands import people_of_age, years_before
from ama_net.kernel.people.searching import one_of
from ama_net.kernel.places.queries import matching_municipalities

FULL_AGE = 18


def is_member(day: date | None = None) -> ColumnElement[bool]:
    """The condition that somebody is a member on a day (today)."""
    on = day or today()
    return and_(Membership.admitted_on <= on, or_(Membership.ended_on.is_(None), Membership.ended_on > on))


def in_state(state: str) -> ColumnElement[bool]:
    """One of ``STATE_WORDS``."""
    now = today()
    minor = one_of(Membership.person_id, select(Person.id).where(Person.birth_date > years_before(now, FULL_AGE)))
    conditions: dict[str, Callable[[], ColumnElement[bool]]] = {
        "active": is_member,
        "minors": lambda: is_member() & minor,
        "without_email": lambda: is_member() & has_no_email(),
        "bodies": lambda: is_member() & Membership.organisation_id.is_not(None),
        "household": lambda: is_member() & one_of(Membership.person_id, select(HouseholdPerson.person_id)),
        "ended": lambda: Membership.ended_on <= now,
    }
    return conditions[state]()


def has_no_email() -> ColumnElement[bool]:
    """The condition that no ordinary mail reaches a member."""
    mail = Contact.kind == ContactKind.EMAIL
    return and_(
        ~exists().where(mail, Contact.person_id == Membership.person_id),
        ~exists().where(mail, Contact.organisation_id == Membership.organisation_id),
    )


def has_tag(tag_id: str) -> ColumnElement[bool]:
    """The condition that a member has a tag."""
    return one_of(Membership.id, select(MembershipTag.membership_id).where(MembershipTag.tag_id == tag_id))


def lives_in(town: str) -> ColumnElement[bool]:
    """The condition that a member's address is in a municipality, however it is written."""
    towns = matching_municipalities(town)
    names = {town, town.title(), town.upper(), *(one.name for one in towns)}
    there = or_(
        PostalAddress.municipality_code.in_([one.istat_code for one in towns]), PostalAddress.municipality.in_(names)
    )
    address = PostalAddress.kind != AddressKind.MAIL
    people = select(Membership.id).join(PostalAddress, PostalAddress.person_id == Membership.person_id)
    bodies = select(Membership.id).join(PostalAddress, PostalAddress.organisation_id == Membership.organisation_id)
    return one_of(Membership.id, union_all(people.where(there, address), bodies.where(there, address)))


def within(column: Any, period: tuple[date, date]) -> ColumnElement[bool]:
    """The condition that a day is in a period, its last day excluded."""
    return and_(column >= period[0], column < period[1])


def period_of(text: str) -> tuple[date, date]:
    """``2026`` or ``2026-03`` as a period, its last day excluded.

    Raises:
        ValueError: it is neither.
    """
    found = re.fullmatch(r"([12][0-9]{3})(?:-([01][0-9]))?", text)
    if found is None:
        raise ValueError(text)
    year, month = int(found[1]), int(found[2] or 1)
    begin = date(year, month, 1)
    if found[2] is None:
        return begin, date(year + 1, 1, 1)
    return begin, date(year + month // 12, month % 12 + 1, 1)


def of_age(band: str) -> ColumnElement[bool]:
    """The condition that a person's age today is in a band (``18-29``, ``75-``), or that it is not known; never a body."""
    return one_of(Membership.person_id, people_of_age(band))


def last_of(period: tuple[date, date]) -> date:
    """The last day of a period."""
    return period[1] - timedelta(days=1)
