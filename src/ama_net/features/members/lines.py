"""The line of the libro soci: what the book says of a member, read from the tables for many members at once.

The law names no columns; these are the ones in use: who (with birth, tax code and residence, or the body's seat), the
category, the application, the resolution that admitted, the day of admission and of exit with its reason, the guardians of
a minor; and ``owner``, the row of the person or body it is of, which no page shows. Only texts: dates as ISO days, nothing that is empty.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, any_, literal, select
from sqlalchemy.orm import aliased

from ama_net.features.members.ages import is_minor
from ama_net.features.members.models import Guardianship, MemberCategory, Membership
from ama_net.foundation.database import db
from ama_net.kernel.documents import Resolution
from ama_net.kernel.people import AddressKind, Organisation, Person, PostalAddress

Line = dict[str, Any]

OWNER = "owner"
"""The part of a line that says whose row it is: a line is never somebody else's, whatever their name."""

_BEST_ADDRESS = {
    kind: place for place, kind in enumerate((AddressKind.RESIDENCE, AddressKind.SEAT, AddressKind.DOMICILE))
}


_WHO = {
    Person: ("id", "family_name", "given_name", "tax_code", "birth_date", "birth_place"),
    Organisation: ("id", "name", "tax_code"),
    MemberCategory: ("id", "label", "key"),
    Resolution: ("id", "number", "year", "adopted_on"),
}
"""The columns a line is made of: rows are read, not objects, since a book has thousands of them."""

STANDING = (
    Membership.id,
    Membership.number,
    Membership.person_id,
    Membership.organisation_id,
    Membership.category_id,
    Membership.applied_on,
    Membership.admitted_on,
    Membership.resolution_id,
    Membership.resolution_ref,
    Membership.ended_on,
    Membership.end_reason,
    Membership.end_resolution_id,
)
"""The columns of a membership that ``lines_of`` reads, for who reads many of them."""


def among(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """The condition that a column is one of many values, sent as one array: a thousand placeholders are slow to read."""
    return column == any_(literal(list(values), ARRAY(column.type)))  # type: ignore[no-any-return]


def lines_of(memberships: Sequence[Any]) -> dict[UUID, Line]:
    """The line of each membership (or row of ``STANDING``) as the tables say it now: a few queries whatever their number."""
    people = _by_id(Person, {one.person_id for one in memberships})
    bodies = _by_id(Organisation, {one.organisation_id for one in memberships})
    categories = _by_id(MemberCategory, {one.category_id for one in memberships})
    decisions = _by_id(
        Resolution, {one.resolution_id for one in memberships} | {one.end_resolution_id for one in memberships}
    )
    addresses = _addresses(set(people), set(bodies))
    guardians = _guardians({one.id for one in people.values() if is_minor(one)})
    lines = {}
    for one in memberships:
        owner = one.person_id or one.organisation_id
        who = _person(people[one.person_id]) if one.person_id else _body(bodies[one.organisation_id])
        line = {
            OWNER: str(owner),
            **who,
            "residence": addresses.get(owner, ""),
            "guardians": guardians.get(owner, []),
            **_standing(one, categories[one.category_id], decisions),
        }
        lines[one.id] = {key: value for key, value in line.items() if value}
    return lines


def _person(person: Any) -> Line:
    return {
        "surname": person.family_name,
        "name": person.given_name,
        "tax_code": person.tax_code,
        "birth_date": _day(person.birth_date),
        "birth_place": person.birth_place,
    }


def _body(organisation: Any) -> Line:
    return {"body": organisation.name, "tax_code": organisation.tax_code}


def _standing(one: Any, category: Any, decisions: dict[Any, Any]) -> Line:
    admitted, ended = decisions.get(one.resolution_id), decisions.get(one.end_resolution_id)
    return {
        "category": category.label,
        "category_key": category.key,
        "applied_on": _day(one.applied_on),
        "admitted_on": _day(one.admitted_on),
        "resolution": f"{admitted.number}/{admitted.year}" if admitted else one.resolution_ref,
        "resolution_on": _day(admitted.adopted_on) if admitted else "",
        "ended_on": _day(one.ended_on),
        "end_reason": one.end_reason,
        "end_resolution": f"{ended.number}/{ended.year}" if ended else "",
        "end_resolution_on": _day(ended.adopted_on) if ended else "",
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _by_id(model: Any, ids: set[Any]) -> dict[Any, Any]:
    wanted = ids - {None}
    if not wanted:
        return {}
    found = select(*(getattr(model, name) for name in _WHO[model])).where(among(model.id, wanted))
    return {row.id: row for row in db.session.execute(found)}


def _addresses(people: set[UUID], bodies: set[UUID]) -> dict[Any, str]:
    """The residence or seat of each; another address only where there is none."""
    if not people and not bodies:
        return {}
    of_these = among(PostalAddress.person_id, people) | among(PostalAddress.organisation_id, bodies)
    found = list(db.session.scalars(select(PostalAddress).where(of_these)))
    found.sort(key=lambda one: (-_BEST_ADDRESS.get(AddressKind(one.kind), 9), one.created_at))
    return {one.person_id or one.organisation_id: one.in_one_line for one in found}


def _guardians(minors: set[UUID]) -> dict[Any, list[str]]:
    if not minors:
        return {}
    guardian = aliased(Person)
    rows = db.session.execute(
        select(Guardianship.person_id, guardian)
        .join(guardian, guardian.id == Guardianship.guardian_id)
        .where(among(Guardianship.person_id, minors))
        .order_by(guardian.sort_name, guardian.id)
    )
    found: dict[Any, list[str]] = {}
    for minor, who in rows:
        found.setdefault(minor, []).append(who.list_name)
    return found
