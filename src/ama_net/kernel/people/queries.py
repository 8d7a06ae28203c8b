"""Finding people and organisations: the search by name, code or contact, the lists of the office, who consents."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ARRAY, ColumnElement, Select, Text, cast, exists, func, or_, select
from sqlalchemy.orm import selectinload

from ama_net.foundation.text import fold
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.kernel.people.consent_texts import PURPOSES
from ama_net.kernel.people.identifiers import show_phone
from ama_net.kernel.people.models import Consent, Contact, ContactKind, Organisation, Person
from ama_net.kernel.people.words import ORGANISATION_KINDS

SHORTEST_CODE = 6
"""From so many characters on, what is typed may be the beginning of a tax code."""


def find_people(statement: Select[Person], typed: str) -> Select[Person]:
    """Narrow a select of people to those a search means: words of the name in any order, tax code, e-mail, telephone.

    Pattern matching gets no index under row security, so the ids come from a function that looks inside the association.
    """
    found = people_meant(typed)
    return statement.where(Person.id.is_(None) if found is None else Person.id.in_(found))


def people_meant(typed: str) -> Select[Any] | None:
    """The ids of the people a search means, one a row; None when nothing of it can be looked for."""
    names, contact, code = _read(typed)
    if names is None and contact is None and code is None:
        return None
    return select(func.tenancy.people_matching(cast(names, ARRAY(Text)), contact, code))


def in_force(purpose: str) -> ColumnElement[bool]:
    """The condition that a person's consent to a purpose may be relied upon now."""
    return exists().where(
        Consent.person_id == Person.id,
        Consent.purpose == purpose,
        Consent.withdrawn_at.is_(None),
        or_(~Consent.needs_confirmation, Consent.confirmed_at.is_not(None)),
    )


def people_consenting(purpose: str) -> Select[Person]:
    """The living who consent to a purpose."""
    return select(Person).where(in_force(purpose), Person.deceased_on.is_(None))


def all_people() -> Select[Person]:
    """Everyone of the association, with their contacts."""
    return select(Person).options(selectinload(Person.contacts))


def all_organisations() -> Select[Organisation]:
    """Every organisation the association knows, with its contacts."""
    return select(Organisation).options(selectinload(Organisation.contacts))


def reachable(kind: ContactKind | None = None) -> ColumnElement[bool]:
    """The condition that a person has a contact (of a kind)."""
    found = exists().where(Contact.person_id == Person.id)
    return found.where(Contact.kind == kind) if kind else found


def _read(typed: str) -> tuple[list[str] | None, str | None, str | None]:
    """A search as name patterns (the most telling first), contact pattern, beginning of a tax code."""
    term = typed.replace("’", "'").strip().lower()
    digits = re.sub(r"[\s./()+-]", "", term)
    if digits.isdigit():
        return None, f"%{digits.removeprefix('00')}%" if len(digits) >= 3 else None, digits if len(digits) > 9 else None
    one_word = " " not in term
    contact = f"%{_plain(term)}%" if one_word and term.isascii() and len(term) >= 3 else None
    if "@" in term:
        return None, contact, None
    words = sorted((fold(word) for word in term.split()[:8]), key=len, reverse=True)
    code = term.upper() if one_word and term.isascii() and term.isalnum() and len(term) >= SHORTEST_CODE else None
    return [f"%{_plain(word)}%" for word in words] or None, contact, code


def _plain(word: str) -> str:
    """A word in which nothing is a pattern."""
    return re.sub(r"([\\%_])", r"\\\1", word)


def _phone(row: Person | Organisation) -> str:
    numbers = [contact.value for contact in row.contacts if contact.kind == ContactKind.PHONE]
    return show_phone(numbers[0]) if numbers else ""


def _email(row: Person | Organisation) -> str:
    return next((contact.value for contact in row.contacts if contact.kind == ContactKind.EMAIL), "")


def _state(value: str) -> ColumnElement[bool]:
    return {
        "unreachable": Person.deceased_on.is_(None) & ~reachable(),
        "without_email": Person.deceased_on.is_(None) & ~reachable(ContactKind.EMAIL),
        "deceased": Person.deceased_on.is_not(None),
    }[value]


PEOPLE = Listing(
    Column("name", _l("Nome"), value="list_name", sort=Person.sort_name),
    Column("tax_code", _l("Codice fiscale"), shown=False),
    Column("birth_date", _l("Data di nascita"), sort=Person.birth_date, shown=False),
    Column("birth_place", _l("Luogo di nascita"), shown=False),
    Column("email", _l("E-mail"), value=_email),
    Column("phone", _l("Telefono"), value=_phone),
    Column("created_at", _l("Nell'anagrafe dal"), sort=Person.created_at),
    filters=(
        Filter(
            "state",
            _l("Situazione"),
            where=_state,
            options={
                "unreachable": _l("Senza recapiti"),
                "without_email": _l("Senza e-mail"),
                "deceased": _l("Persone decedute"),
            },
            counted=False,
        ),
        Filter(
            "consent",
            _l("Consenso"),
            where=in_force,
            options=lambda: {key: purpose.label for key, purpose in PURPOSES.items()},
            counted=False,
        ),
    ),
    search=find_people,
    order="name",
)

ORGANISATIONS = Listing(
    Column("name", _l("Nome"), sort=Organisation.sort_name),
    Column("kind", _l("Tipo"), value=lambda row: ORGANISATION_KINDS[row.kind], sort=Organisation.kind),
    Column("tax_code", _l("Codice fiscale"), shown=False),
    Column("vat_code", _l("Partita IVA"), shown=False),
    Column("email", _l("E-mail"), value=_email),
    Column("phone", _l("Telefono"), value=_phone),
    filters=(Filter("kind", _l("Tipo"), Organisation.kind, ORGANISATION_KINDS),),
    search=search_words(Organisation.sort_name, func.coalesce(Organisation.tax_code, "")),
    order="name",
)
