"""How the people and bodies of a list are reached and where each lives, read for many together; the columns of a file."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column
from ama_net.kernel.people.identifiers import show_phone
from ama_net.kernel.people.models import Contact, PostalAddress

HOME = frozenset({"residence", "seat"})


@dataclass
class Reach:
    """The first contact of each kind, those preferred first, and the address: where they live before any other."""

    contacts: dict[str, str] = field(default_factory=dict)
    address: PostalAddress | None = None

    @property
    def phone(self) -> str:
        """The telephone number as it is written; nothing when there is none."""
        return show_phone(self.contacts["phone"]) if "phone" in self.contacts else ""

    def take_address(self, address: PostalAddress) -> None:
        """Keep an address unless a better one is known."""
        if self.address is None or (address.kind in HOME and self.address.kind not in HOME):
            self.address = address


def reach_of(*, people: Iterable[UUID] = (), bodies: Iterable[UUID] = ()) -> dict[UUID, Reach]:
    """How each of these is reached: two queries for the people, two for the bodies, however many they are."""
    persons, others = list(people), list(bodies)
    found = {owner: Reach() for owner in (*persons, *others)}
    _read(Contact, persons, others, lambda row: found[_owner(row)].contacts.setdefault(row.kind, row.value))
    _read(PostalAddress, persons, others, lambda row: found[_owner(row)].take_address(row))
    return found


def reach_columns() -> list[Column]:
    """E-mail, telephone and certified mail, for rows that have a ``reach``."""
    return [
        Column("email", _l("E-mail"), value=lambda row: row.reach.contacts.get("email")),
        Column("phone", _l("Telefono"), value="reach.phone"),
        Column("pec", _l("PEC"), value=lambda row: row.reach.contacts.get("pec")),
    ]


def address_columns() -> list[Column]:
    """The address in its parts, for rows that have a ``reach``."""
    parts = {
        "street": _l("Indirizzo"),
        "postcode": _l("CAP"),
        "municipality": _l("Comune"),
        "province": _l("Provincia"),
    }
    return [Column(name, title, value=_of_address(name)) for name, title in parts.items()]


def _of_address(name: str) -> Callable[[Any], Any]:
    return lambda row: getattr(row.reach.address, name) if row.reach.address else None


def _owner(row: Any) -> UUID:
    owner: UUID = row.person_id or row.organisation_id
    return owner


def _read(model: Any, people: list[UUID], bodies: list[UUID], take: Callable[[Any], object]) -> None:
    """Give each owner its rows of a table that belongs to people and bodies."""
    order = (model.preferred.desc(), model.created_at) if model is Contact else (model.created_at,)
    for column, owners in ((model.person_id, people), (model.organisation_id, bodies)):
        if owners:
            for row in db.session.scalars(select(model).where(column.in_(owners)).order_by(*order)):
                take(row)
