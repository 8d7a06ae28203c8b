"""Do the closings still say what the chain says of them: their entry, the head they closed at, the bytes of their files."""

import hashlib
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import Select, select

from ama_net.features.volunteers.models import RegisterClosing
from ama_net.features.volunteers.queries_closings import all_closings
from ama_net.features.volunteers.register import REGISTER, EntryKind
from ama_net.foundation.crypto import SealBroken
from ama_net.foundation.database import db
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.documents import Document, body_of
from ama_net.kernel.registers import among


@dataclass(frozen=True)
class ClosingCheck:
    """A closing and what does not agree, in words; nothing when it is as it was made."""

    closing: RegisterClosing | None
    number: int
    faults: list[str] = field(default_factory=list)


def check_closings() -> list[ClosingCheck]:
    """Compare every closing with the chain and with its file, the latest first; one that is only in the chain is found."""
    closings = all_closings(bodies=True)
    entries = {one.number: one for one in db.session.scalars(_closing_entries())}
    heads = _heads_at({one.last_entry for one in closings})
    found = [
        ClosingCheck(one, one.entry, _faults(one, entries.pop(one.entry, None), heads.get(one.last_entry)))
        for one in closings
    ]
    gone = [ClosingCheck(None, number, [_("La catena ne parla, ma la chiusura non c'è più.")]) for number in entries]
    return found + gone


def _closing_entries() -> Select[LedgerEntry]:
    is_closing = LedgerEntry.facts["kind"].astext == EntryKind.CLOSING
    return select(LedgerEntry).where(REGISTER.is_entry(), LedgerEntry.line.is_(None), is_closing)


def _heads_at(numbers: set[int]) -> dict[int, str]:
    wanted = select(LedgerEntry.number, LedgerEntry.mac)
    rows = db.session.execute(wanted.where(REGISTER.is_entry(), among(LedgerEntry.number, numbers)))
    return {row.number: bytes(row.mac).hex() for row in rows}


def _faults(closing: RegisterClosing, entry: LedgerEntry | None, head: str | None) -> list[str]:
    faults = []
    if entry is None:
        faults.append(_("Nella catena non c'è la sua registrazione."))
    elif entry.facts["sha256"] != closing.sha256 or entry.facts["day"] != closing.day.isoformat():
        faults.append(_("Dice altro da quello che ne dice la catena."))
    if head is None or head != closing.head_mac or (entry is not None and entry.facts["head"] != head):
        faults.append(_("L'impronta della catena a quel punto non è quella scritta nella chiusura."))
    if _sha256_of(closing.document) != closing.sha256:
        faults.append(_("Il file della chiusura è stato cambiato."))
    if any(_sha256_of(one.document) != one.sha256 for one in closing.files):
        faults.append(_("Un file firmato è stato cambiato."))
    return faults


def _sha256_of(document: Document) -> str:
    """Of the first version's bytes: later versions, if anybody adds one, are not what was closed."""
    first = document.versions[-1] if document.versions else None
    try:
        return hashlib.sha256(body_of(first)).hexdigest() if first else ""
    except SealBroken:
        return ""
