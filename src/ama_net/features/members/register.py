"""The libro degli associati (D.Lgs. 117/2017 art. 15 c. 1 a, art. 23): what each entry says, and how entries are written.

An entry of ``Ledger("members")`` is never changed: it holds why it was written (``kind``, ``why``), the line of the book it
is about (``line``, the member's number), the day it has effect, and in ``says`` the whole line as it stands after it. A
correction is one more entry. What a line said on any day is read from the entries alone, never from the tables beside them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from ama_net.features.members.lines import OWNER, among, lines_of
from ama_net.features.members.models import Membership
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, hold
from ama_net.kernel.audit import Ledger, LedgerEntry
from ama_net.kernel.tenancy import current_tenant_id

REGISTER = Ledger("members")

ABOUT_WHO = frozenset({"surname", "name", "body", "tax_code", "birth_date", "birth_place", "residence", "guardians"})
"""The parts of a line that change with the person: the book follows with a variation. The others only operations write."""


class EntryKind(StrEnum):
    """Why an entry was written."""

    ADMISSION = "admission"
    READMISSION = "readmission"
    VARIATION = "variation"
    CATEGORY = "category"
    EXIT = "exit"
    CORRECTION = "correction"
    IMPORT = "import"


@dataclass(frozen=True)
class NewEntry:
    """What is about to be written of a membership: the line itself is read from the tables."""

    membership: Membership
    kind: EntryKind
    effective_on: date
    why: str = ""
    earlier: int | None = None
    """The number that who comes back had before."""
    made_one: frozenset[UUID] = frozenset()
    """People just made one, or parted again: their lines alone may pass from one to the other."""


def hold_register() -> None:
    """Hold the register until the transaction ends: one hand writes in it at a time. Taken before any row or number."""
    hold(f"members:register:{current_tenant_id()}")


def write(entries: Sequence[NewEntry]) -> range:
    """Add entries, in order, each with its line as the tables say it now; gives their numbers. The register must be held.

    An entry that would repeat what the line already says is not written (``variation`` and ``correction`` only).
    """
    db.session.flush()
    memberships = [entry.membership for entry in entries]
    says, before = lines_of(memberships), last_lines({membership.number for membership in memberships})
    facts = []
    for entry in entries:
        line = _may_say(entry, before.get(entry.membership.number), says[entry.membership.id])
        changed = changed_parts(before.get(entry.membership.number), line)
        if changed or entry.kind not in (EntryKind.VARIATION, EntryKind.CORRECTION):
            facts.append(_facts(entry, line, changed))
    return REGISTER.append(facts) if facts else range(0)


def last_lines(numbers: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What the register says last of these lines: number -> the line."""
    latest = last_entries().where(among(LedgerEntry.line, numbers)).subquery()
    rows = db.session.execute(
        select(LedgerEntry.line, LedgerEntry.facts["says"])
        .join(latest, LedgerEntry.number == latest.c.number)
        .where(of_register())
    )
    return {row[0]: row[1] for row in rows}


def last_entries() -> Select[int | None, int]:
    """Of each line, the number of its last entry."""
    return (
        select(LedgerEntry.line, func.max(LedgerEntry.number).label("number"))
        .where(of_register(), LedgerEntry.line.is_not(None))
        .group_by(LedgerEntry.line)
    )


def of_register() -> Any:
    """The condition that an entry is of the register."""
    return LedgerEntry.ledger == REGISTER.name


def changed_parts(before: dict[str, Any] | None, after: dict[str, Any]) -> list[str]:
    """Which parts of a line differ; all those that say something when there was no line."""
    if before is None:
        return sorted(key for key, value in after.items() if value)
    return sorted(key for key in {*before, *after} if (before.get(key) or None) != (after.get(key) or None))


def _may_say(entry: NewEntry, before: dict[str, Any] | None, line: dict[str, Any]) -> dict[str, Any]:
    """The line as an entry may write it; the rest stays as the book says it, whatever a row says.

    A variation follows the person only. No entry gives a line to somebody else, nor takes their facts: a row whose person
    was changed by hand keeps on disagreeing.
    """
    if before is None:
        return line
    of_other = before.get(OWNER) != line[OWNER]
    carried = of_other and {before.get(OWNER), line[OWNER]} <= {str(one) for one in entry.made_one}
    stays = {*before, *line} - ABOUT_WHO - {OWNER} if entry.kind is EntryKind.VARIATION else set()
    if of_other and not carried:
        stays |= {*ABOUT_WHO, OWNER}
    kept = {part: value for part, value in before.items() if part in stays}
    return {**kept, **{part: value for part, value in line.items() if part not in stays}}


def _facts(entry: NewEntry, line: dict[str, Any], changed: list[str]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "kind": entry.kind.value,
        "line": entry.membership.number,
        "membership": str(entry.membership.id),
        "effective_on": entry.effective_on.isoformat(),
        "written_on": today().isoformat(),
        "changed": changed,
        "says": line,
    }
    if entry.why:
        facts["why"] = entry.why
    if entry.earlier is not None:
        facts["earlier"] = entry.earlier
    return facts
