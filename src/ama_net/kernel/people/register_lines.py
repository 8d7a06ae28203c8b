"""What a register of the law says of a person or a body: read from the tables for many at once, in a few queries."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ama_net.foundation.database import db
from ama_net.kernel.people.models import AddressKind, Person, PostalAddress
from ama_net.kernel.registers import Line, among, rows_by_id

PERSON_COLUMNS = ("family_name", "given_name", "tax_code", "birth_date", "birth_place")


def people_rows(ids: Iterable[Any]) -> dict[Any, Any]:
    """The columns of people that ``person_line`` reads, by their ids."""
    return rows_by_id(Person, PERSON_COLUMNS, ids)


def person_line(person: Any) -> Line:
    """Who a person is: name, tax code, date and place of birth."""
    return {
        "surname": person.family_name,
        "name": person.given_name,
        "tax_code": person.tax_code,
        "birth_date": iso_day(person.birth_date),
        "birth_place": person.birth_place,
    }


def iso_day(day: date | None) -> str:
    """A day as a line keeps it."""
    return day.isoformat() if day else ""


def address_lines(people: Iterable[UUID], bodies: Iterable[UUID] = ()) -> dict[Any, dict[str, str]]:
    """The addresses of each, by kind, in one line; of two of a kind the newer."""
    owners = {*people}, {*bodies}
    if not any(owners):
        return {}
    mine = among(PostalAddress.person_id, owners[0]) | among(PostalAddress.organisation_id, owners[1])
    found: dict[Any, dict[str, str]] = {}
    for one in db.session.scalars(select(PostalAddress).where(mine).order_by(PostalAddress.created_at)):
        found.setdefault(one.person_id or one.organisation_id, {})[AddressKind(one.kind)] = one.in_one_line
    return found
