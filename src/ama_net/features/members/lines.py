"""The line of the libro soci: what the book says of a member, read from the tables for many members at once.

The law names no columns; these are the ones in use: who (with birth, tax code and residence, or the body's seat), the
category, the application, the resolution that admitted, the day of admission and of exit with its reason, the guardians of
a minor; and ``owner``, the row of the person or body it is of, which no page shows. Only texts: dates as ISO days, nothing that is empty.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ama_net.features.members.ages import is_minor
from ama_net.features.members.models import Guardianship, MemberCategory, Membership
from ama_net.foundation.database import db
from ama_net.kernel.documents import Resolution
from ama_net.kernel.people import AddressKind, Organisation, Person
from ama_net.kernel.people.register_lines import address_lines, iso_day, people_rows, person_line
from ama_net.kernel.registers import OWNER, Line, among, rows_by_id

_BEST_ADDRESS = (AddressKind.RESIDENCE, AddressKind.SEAT, AddressKind.DOMICILE, AddressKind.MAIL)

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


def lines_of(memberships: Sequence[Any]) -> dict[UUID, Line]:
    """The line of each membership (or row of ``STANDING``) as the tables say it now: a few queries whatever their number."""
    people = people_rows(one.person_id for one in memberships)
    bodies = rows_by_id(Organisation, ("name", "tax_code"), (one.organisation_id for one in memberships))
    categories = rows_by_id(MemberCategory, ("label", "key"), (one.category_id for one in memberships))
    decided = {one.resolution_id for one in memberships} | {one.end_resolution_id for one in memberships}
    decisions = rows_by_id(Resolution, ("number", "year", "adopted_on"), decided)
    addresses = address_lines(people, bodies)
    guardians = _guardians({one.id for one in people.values() if is_minor(one)})
    lines = {}
    for one in memberships:
        owner = one.person_id or one.organisation_id
        who = person_line(people[one.person_id]) if one.person_id else _body(bodies[one.organisation_id])
        line = {
            OWNER: str(owner),
            **who,
            "residence": _best_address(addresses.get(owner, {})),
            "guardians": guardians.get(owner, []),
            **_standing(one, categories[one.category_id], decisions),
        }
        lines[one.id] = {key: value for key, value in line.items() if value}
    return lines


def _body(organisation: Any) -> Line:
    return {"body": organisation.name, "tax_code": organisation.tax_code}


def _standing(one: Any, category: Any, decisions: dict[Any, Any]) -> Line:
    admitted, ended = decisions.get(one.resolution_id), decisions.get(one.end_resolution_id)
    return {
        "category": category.label,
        "category_key": category.key,
        "applied_on": iso_day(one.applied_on),
        "admitted_on": iso_day(one.admitted_on),
        "resolution": f"{admitted.number}/{admitted.year}" if admitted else one.resolution_ref,
        "resolution_on": iso_day(admitted.adopted_on) if admitted else "",
        "ended_on": iso_day(one.ended_on),
        "end_reason": one.end_reason,
        "end_resolution": f"{ended.number}/{ended.year}" if ended else "",
        "end_resolution_on": iso_day(ended.adopted_on) if ended else "",
    }


def _best_address(known: dict[str, str]) -> str:
    """The residence or seat; another address only where there is none."""
    return next((known[kind] for kind in _BEST_ADDRESS if kind in known), "")


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
