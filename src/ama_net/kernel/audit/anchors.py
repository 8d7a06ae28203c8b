"""Anchors: once a day the head of every chain is written in a file outside the database.

``var/anchors/<association>.jsonl`` only grows, one line per chain and day: ``{"at", "ledger", "number", "mac"}``. Whoever
cuts the tail of a chain, or has the key and writes a whole new one, is found by the heads written here. The folder belongs
in the backups, and best on another machine: docs/operations.md. No head at all of a chain that some night should have
written is a fault too: whoever cuts a tail would take the file away with it.
"""

import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit.ledger import Break, Ledger, Verdict
from ama_net.kernel.audit.models import LedgerEntry
from ama_net.kernel.audit.operations import AUDIT, record
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.keys import settings_of_app

Anchors = dict[str, dict[int, str]]
"""For each ledger, the heads written: entry number -> MAC in hex."""

FIRST_ANCHOR_WITHIN = timedelta(days=2)
"""A chain older than this has been through a night: only a fresh installation has none of its heads outside."""


class AnchorsUnreadable(Exception):
    """A line of the file is not an anchor; the text says which."""


def anchor_heads() -> int:
    """Write the head of every chain of the association in scope; returns how many. On the disk before it returns.

    From here on a chain without its old heads looks whole again: that they were missing stays in the audit.
    """
    if missing := _chains_without_anchors():
        record(by=SYSTEM, verb="audit.anchors_missing", changes={"count": len(missing)})
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    at = now().isoformat(timespec="seconds")
    lines = []
    for name in ledgers_of_database():
        number, mac = Ledger(name).head()
        lines.append(json.dumps({"at": at, "ledger": name, "number": number, "mac": mac.hex()}) + "\n")
    if lines:
        _append(file, "".join(lines))
    return len(lines)


def read_anchors() -> Anchors:
    """The heads written so far for the association in scope.

    Raises:
        AnchorsUnreadable: a line was altered. A last line cut short by a power failure is not a fault.
    """
    file = _file()
    text = file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""
    anchors: Anchors = {}
    for position, line in enumerate(text.splitlines(keepends=True), start=1):
        if not line.endswith("\n"):
            break
        try:
            anchor = json.loads(line)
            anchors.setdefault(str(anchor["ledger"]), {})[int(anchor["number"])] = str(anchor["mac"])
        except (ValueError, KeyError, TypeError):
            raise AnchorsUnreadable(f"riga {position} di {file.name}") from None
    return anchors


def ledgers_of_database() -> list[str]:
    """The names of the chains that have entries."""
    return list(db.session.scalars(select(LedgerEntry.ledger).distinct().order_by(LedgerEntry.ledger)))


def verify_all() -> dict[str, Verdict]:
    """Verify every chain of the association in scope against itself and the heads outside, by name.

    A chain that is only in the anchors was removed whole: it is verified too, and found.
    """
    try:
        anchors = read_anchors()
    except AnchorsUnreadable as error:
        broken = Break(0, f"gli ancoraggi sono stati alterati ({error})")
        return {AUDIT.name: Verdict(0, "", broken)}
    names = sorted({AUDIT.name, *anchors, *ledgers_of_database()})
    return {name: _verify(name, anchors) for name in names}


def verify_ledger(name: str) -> Verdict:
    """Verify one chain, as ``verify_all`` does."""
    try:
        return _verify(name, read_anchors())
    except AnchorsUnreadable as error:
        return Verdict(0, "", Break(0, f"gli ancoraggi sono stati alterati ({error})"))


def _verify(name: str, anchors: Anchors) -> Verdict:
    verdict = Ledger(name).verify(anchors.get(name))
    if verdict.broken is None and name not in anchors and _should_be_anchored(name):
        return replace(verdict, broken=Break(0, "mancano le impronte copiate fuori dal sistema"))
    return verdict


def _chains_without_anchors() -> list[str]:
    try:
        anchors = read_anchors()
    except AnchorsUnreadable:
        return []
    return [name for name in ledgers_of_database() if name not in anchors and _should_be_anchored(name)]


def _should_be_anchored(name: str) -> bool:
    first = select(LedgerEntry.at).where(LedgerEntry.ledger == name).order_by(LedgerEntry.number).limit(1)
    began = db.session.scalar(first)
    return began is not None and began < now() - FIRST_ANCHOR_WITHIN


def last_anchor(name: str) -> tuple[str, int] | None:
    """When a chain's head was last written outside (as ISO text), and how many entries it had then."""
    file = _file()
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.exists() else []
    for line in reversed(lines):
        try:
            anchor = json.loads(line)
        except ValueError:
            continue
        if isinstance(anchor, dict) and anchor.get("ledger") == name:
            return str(anchor["at"]), int(anchor["number"])
    return None


def _file() -> Path:
    return settings_of_app().var / "anchors" / f"{current_tenant().slug}.jsonl"


def _append(file: Path, text: str) -> None:
    """Append in one write and wait for the disk. A line cut short earlier is closed first, so that it stays alone."""
    descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        if torn:
            os.ftruncate(descriptor, _end_of_last_line(file))
        os.write(descriptor, text.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _end_of_last_line(file: Path) -> int:
    return file.read_bytes().rfind(b"\n") + 1
