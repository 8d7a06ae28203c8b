"""Do the closings still say what the chain says of them: their entry, the head they closed at, every file and its bytes."""

import hashlib
from collections import Counter, defaultdict
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

_SAID = ("day", "entries", "lines", "sha256")


@dataclass(frozen=True)
class ClosingCheck:
    """A closing and what does not agree, in words; nothing when it is as it was made."""

    closing: RegisterClosing | None
    number: int
    faults: list[str] = field(default_factory=list)


def check_closings() -> list[ClosingCheck]:
    """Compare every closing with the chain and with its file, the latest first; one that is only in the chain is found."""
    closings = all_closings(bodies=True)
    entries = {one.number: one for one in db.session.scalars(_entries(EntryKind.CLOSING))}
    heads, signed = _heads_at({one.last_entry for one in closings}), _signed()
    found = [
        ClosingCheck(
            one,
            one.entry,
            _faults(one, entries.pop(one.entry, None), heads.get(one.last_entry))
            + _faults_of_files(one, signed[one.entry]),
        )
        for one in closings
    ]
    gone = [ClosingCheck(None, number, [_("La catena ne parla, ma la chiusura non c'è più.")]) for number in entries]
    return found + gone


def _entries(kind: EntryKind) -> Select[LedgerEntry]:
    is_one = LedgerEntry.facts["kind"].astext == kind
    return select(LedgerEntry).where(REGISTER.is_entry(), LedgerEntry.line.is_(None), is_one)


def _signed() -> defaultdict[int, list[str]]:
    """What the chain says was put beside each closing, by the closing's entry: the SHA-256 of each file."""
    beside: defaultdict[int, list[str]] = defaultdict(list)
    for entry in db.session.scalars(_entries(EntryKind.SIGNED)):
        beside[entry.facts["closing"]].append(entry.facts["sha256"])
    return beside


def _heads_at(numbers: set[int]) -> dict[int, str]:
    wanted = select(LedgerEntry.number, LedgerEntry.mac)
    rows = db.session.execute(wanted.where(REGISTER.is_entry(), among(LedgerEntry.number, numbers)))
    return {row.number: bytes(row.mac).hex() for row in rows}


def _faults(closing: RegisterClosing, entry: LedgerEntry | None, head: str | None) -> list[str]:
    faults = []
    if entry is None:
        faults.append(_("Nella catena non c'è la sua registrazione."))
    elif {key: entry.facts.get(key) for key in _SAID} != _said_of(closing):
        faults.append(_("Dice altro da quello che ne dice la catena."))
    if head is None or head != closing.head_mac or (entry is not None and entry.facts["head"] != head):
        faults.append(_("L'impronta della catena a quel punto non è quella scritta nella chiusura."))
    if _sha256_of(closing.document) != closing.sha256:
        faults.append(_("Il file della chiusura è stato cambiato."))
    return faults


def _said_of(closing: RegisterClosing) -> dict[str, object]:
    entries = [closing.first_entry, closing.last_entry]
    said = (closing.day.isoformat(), entries, closing.lines, closing.sha256)
    return dict(zip(_SAID, said, strict=True))


def _faults_of_files(closing: RegisterClosing, signed: list[str]) -> list[str]:
    faults = []
    kept = Counter(one.sha256 for one in closing.files)
    if Counter(signed) - kept:
        faults.append(_("La catena parla di un file firmato che non c'è più."))
    if kept - Counter(signed):
        faults.append(_("C'è un file firmato di cui la catena non parla."))
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
