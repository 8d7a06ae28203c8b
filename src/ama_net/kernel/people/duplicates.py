"""Is this human already here? Hints with their reasons, never a merge: only people know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select, text

from ama_net.foundation.database import db
from ama_net.kernel.people.models import ContactKind, Person

MOST = 10


class Reason(StrEnum):
    """Why two rows may be one human, the strongest first."""

    TAX_CODE = "tax_code"
    EMAIL = "email"
    PHONE = "phone"
    BIRTH_DATE = "birth_date"
    NAME = "name"

    @property
    def words(self) -> str:
        """The reason for the page."""
        words: dict[Reason, str] = {
            Reason.TAX_CODE: _("stesso codice fiscale"),
            Reason.EMAIL: _("stessa e-mail"),
            Reason.PHONE: _("stesso telefono"),
            Reason.BIRTH_DATE: _("nata o nato lo stesso giorno, nome simile"),
            Reason.NAME: _("stesso nome"),
        }
        return words[self]


@dataclass(frozen=True)
class Duplicate:
    """A person who may be the same human, and why."""

    person: Person
    reasons: list[Reason]


# Every comparison but similarity is leakproof, so under row security each line has its index; similarity is asked of
# the function that looks inside the association on our behalf.
_LOOK = text("""
    SELECT id, 'tax_code' AS reason FROM people WHERE tax_code = :tax_code
    UNION SELECT person_id, CASE kind WHEN 'phone' THEN 'phone' ELSE 'email' END FROM contacts
        WHERE person_id IS NOT NULL AND value = ANY (CAST(:contacts AS text[]))
    UNION SELECT id, 'birth_date' FROM people
        WHERE birth_date = CAST(:birth_date AS date) AND similarity(sort_name, f_unaccent(:name)) >= 0.4
    UNION SELECT p.id, 'name' FROM tenancy.similar_people(:name) s JOIN people p ON p.id = s.id
        WHERE s.likeness >= 0.9
        AND (p.birth_date IS NULL OR CAST(:birth_date AS date) IS NULL OR p.birth_date = CAST(:birth_date AS date))
""")


def possible_duplicates(
    given_name: str = "",
    family_name: str = "",
    tax_code: str | None = None,
    emails: Iterable[str] = (),
    phones: Iterable[str] = (),
    birth_date: date | None = None,
    *,
    except_id: UUID | None = None,
) -> list[Duplicate]:
    """People of the association who may be the one described, those with the strongest reasons first.

    Tax code, addresses and numbers are compared in the form they are kept in (``identifiers.check_…``). Two queries.
    """
    asked = {
        "tax_code": tax_code,
        "contacts": [*emails, *phones],
        "birth_date": birth_date,
        "name": f"{family_name} {given_name}".strip()[:200],
    }
    reasons: dict[UUID, list[Reason]] = {}
    for person_id, reason in db.session.execute(_LOOK, asked):
        if person_id != except_id:
            reasons.setdefault(person_id, []).append(Reason(reason))
    if not reasons:
        return []
    order = list(Reason)
    people = db.session.scalars(select(Person).where(Person.id.in_(reasons)))
    found = [Duplicate(person, sorted(reasons[person.id], key=order.index)) for person in people]
    found.sort(key=lambda one: ([order.index(reason) for reason in one.reasons], one.person.sort_name))
    return found[:MOST]


def duplicates_of(person: Person) -> list[Duplicate]:
    """People who may be the same human as one who is already here."""
    return possible_duplicates(
        person.given_name,
        person.family_name,
        person.tax_code,
        [contact.value for contact in person.contacts if contact.kind != ContactKind.PHONE],
        [contact.value for contact in person.contacts if contact.kind == ContactKind.PHONE],
        person.birth_date,
        except_id=person.id,
    )
