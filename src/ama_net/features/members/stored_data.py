"""What the association keeps about a member, walked through the rooms' own declarations (GDPR art. 15 and 20).

Only the kernel's rooms and this one are asked: what somebody confides to groups or to the helpdesk is not kept under their
name, and nothing of those rooms ever appears here.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net import kernel
from ama_net.features.members.models import Membership, RollEntry
from ama_net.features.members.personal_data import PERSONAL_DATA as MEMBERS_DATA
from ama_net.foundation.database import Base, db
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.tenancy.personal_data import PersonalData

SECRET = frozenset({"password_hash", "totp_sealed", "totp_pending_sealed", "token_sealed", "token_digest", "digest"})
"""Keys, not data: whoever reads them could act as the person."""

OF_OTHERS = frozenset(
    {"created_by", "noted_by", "settled_by", "cancelled_by", "withdrawn_by", "written_by", "recorded_by", "tag_id"}
)
"""Who in the office wrote something: somebody else's data, or a number that says nothing."""

TITLES: dict[str, LazyString] = {
    "account_codes": _l("Codici e collegamenti per accedere"),
    "account_sessions": _l("Dispositivi collegati"),
    "accounts": _l("Accesso"),
    "applications": _l("Domanda di ammissione"),
    "book_inspections": _l("Richieste di vedere i libri"),
    "consents": _l("Consensi"),
    "contacts": _l("Recapiti"),
    "convening_requests": _l("Richieste di convocare l'assemblea"),
    "convening_signatures": _l("Firme per convocare l'assemblea"),
    "data_change_requests": _l("Richieste di cambiare i dati"),
    "documents": _l("Documenti"),
    "exit_requests": _l("Recesso"),
    "guardianships": _l("Chi risponde di un minorenne"),
    "household_people": _l("Nucleo familiare"),
    "letters": _l("Lettere"),
    "meeting_recipients": _l("Convocazioni"),
    "member_cards": _l("Tessere"),
    "member_import_rows": _l("Righe di elenchi importati"),
    "member_notes": _l("Note della segreteria"),
    "member_visibilities": _l("Scelta di farsi vedere dagli altri soci"),
    "membership_fees": _l("Quote"),
    "membership_tags": _l("Etichette della segreteria"),
    "memberships": _l("Libro soci"),
    "office_terms": _l("Cariche"),
    "open_votes": _l("Voti palesi"),
    "payments": _l("Pagamenti"),
    "people": _l("Anagrafe"),
    "postal_addresses": _l("Indirizzi"),
    "protocol_entries": _l("Protocollo"),
    "receipts": _l("Ricevute"),
    "roll_entries": _l("Presenze alle riunioni"),
    "vote_rights": _l("Diritti di voto usati"),
}


@dataclass(frozen=True)
class Stored:
    """One kind of thing that is kept: how many rows, why, for how long."""

    title: str
    table: str
    count: int
    why: str
    keep: str


def what_is_stored(person_id: UUID) -> list[Stored]:
    """What is kept about a person and why, only the kinds of which there is something."""
    links = _links_of(person_id)
    found = []
    for entry in declared():
        count = db.session.scalar(select(func.count()).select_from(_table(entry)).where(_condition(entry, links))) or 0
        if count:
            found.append(Stored(_title(entry), entry.table, count, _sentence(entry.why), _sentence(entry.keep)))
    return found


def own_data(person_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """The rows themselves by title, each value by the name of its column: what the person may take away (GDPR art. 20)."""
    links = _links_of(person_id)
    data: dict[str, list[dict[str, Any]]] = {}
    for entry in declared():
        model = _models().get(entry.table)
        if model is None:
            continue
        rows = db.session.scalars(select(model).where(_condition(entry, links)).limit(5000))
        values = [dict(_values(row, entry)) for row in rows]
        if values:
            data.setdefault(_title(entry), []).extend(values)
    return data


@cache
def declared() -> tuple[PersonalData, ...]:
    """The declarations of the kernel and of this room that lead to a person."""
    found: list[PersonalData] = []
    for room in pkgutil.iter_modules(kernel.__path__, f"{kernel.__name__}."):
        if room.ispkg and room.name != "ama_net.kernel.tenancy":
            found.extend(_of_room(f"{room.name}.personal_data"))
    found.extend(MEMBERS_DATA)
    return tuple(entry for entry in found if entry.link in _LINKS)


_LINKS = {
    "id": "person",
    "person_id": "person",
    "account_id": "account",
    "membership_id": "membership",
    "entry_id": "entry",
}
"""What each column that leads to a person holds the id of."""


def _of_room(name: str) -> tuple[PersonalData, ...]:
    try:
        found: tuple[PersonalData, ...] = importlib.import_module(name).PERSONAL_DATA
    except ModuleNotFoundError:
        return ()
    return found


def _links_of(person_id: UUID) -> dict[str, list[UUID]]:
    """The ids behind the columns of the declarations: the person, their accounts, memberships and lines of rolls."""
    return {
        "person": [person_id],
        "account": list(db.session.scalars(select(Account.id).where(Account.person_id == person_id))),
        "membership": list(db.session.scalars(select(Membership.id).where(Membership.person_id == person_id))),
        "entry": list(db.session.scalars(select(RollEntry.id).where(RollEntry.person_id == person_id))),
    }


def _condition(entry: PersonalData, links: dict[str, list[UUID]]) -> Any:
    return _table(entry).c[entry.link].in_(links[_LINKS[entry.link]])


def _table(entry: PersonalData) -> Any:
    return Base.metadata.tables[entry.table]


@cache
def _models() -> dict[str, Any]:
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


def _title(entry: PersonalData) -> str:
    return str(TITLES.get(entry.table, _sentence(entry.why)))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _values(row: Any, entry: PersonalData) -> Iterator[tuple[str, Any]]:
    for name in entry.columns:
        if name in SECRET or name in OF_OTHERS:
            continue
        yield name.removesuffix("_sealed"), getattr(row, name.removesuffix("_sealed"))


def plain(value: Any) -> Any:
    """A value as JSON writes it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | bool | list | dict) else str(value)
