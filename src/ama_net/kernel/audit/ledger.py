"""An append-only chain of entries, each sealed over the one before with a key that is not in the database.

An edit, a removal in the middle or a full rewrite made straight in the database breaks a MAC (the key is derived from the
master key). A cut tail is found by the head anchored daily in a file outside the database (``anchors.py``).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, func, select

from ama_net.foundation.clock import now
from ama_net.foundation.crypto import mac
from ama_net.foundation.database import db, hold
from ama_net.kernel.audit.models import LedgerEntry
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.keys import chain_key

GENESIS = b"\x00" * 32
PAGE = 500


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold: the entry's number and why (Italian)."""

    number: int
    reason: str


@dataclass(frozen=True)
class Verdict:
    """What verifying a chain found: how many entries were read, the head's MAC (hex), and the first break if any."""

    entries: int
    head: str
    broken: Break | None


@dataclass(frozen=True)
class Ledger:
    """One chain of the association in scope, by name (``audit``, later ``members``, ``volunteers``…)."""

    name: str

    def append(self, facts_of_entries: list[dict[str, Any]], *, at: datetime | None = None) -> list[LedgerEntry]:
        """Add entries, in order. Takes the chain's lock until the commit: call it last in the transaction.

        Raises:
            TypeError: facts hold a float, whose digits the database may write otherwise: amounts are cents or texts.
        """
        for facts in facts_of_entries:
            _refuse_floats(facts)
        hold(f"ledger:{self.name}:{current_tenant_id()}")
        number, previous = self.head()
        key = chain_key(self.name)
        entries = []
        for facts in facts_of_entries:
            number += 1
            moment = at or now()
            previous = mac(key, canonical(self.name, number, moment, facts, previous))
            entries.append(LedgerEntry(ledger=self.name, number=number, at=moment, facts=facts, mac=previous))
        db.session.add_all(entries)
        db.session.flush()
        return entries

    def head(self) -> tuple[int, bytes]:
        """The last entry's number and MAC; ``(0, GENESIS)`` for an empty chain."""
        last = (
            select(LedgerEntry.number, LedgerEntry.mac)
            .where(LedgerEntry.ledger == self.name)
            .order_by(LedgerEntry.number.desc())
            .limit(1)
        )
        row = db.session.execute(last).first()
        return (0, GENESIS) if row is None else (row.number, row.mac)

    def entries(self) -> Select[LedgerEntry]:
        """The entries, newest first."""
        return select(LedgerEntry).where(LedgerEntry.ledger == self.name).order_by(LedgerEntry.number.desc())

    def count(self) -> int:
        """How many entries there are."""
        return (
            db.session.execute(
                select(func.count()).select_from(LedgerEntry).where(LedgerEntry.ledger == self.name)
            ).scalar()
            or 0
        )

    def verify(self, anchors: dict[int, str] | None = None) -> Verdict:
        """Recompute the whole chain, and compare it with the heads anchored outside (entry number -> MAC in hex)."""
        key, previous, number = chain_key(self.name), GENESIS, 0
        for entry in self._in_order():
            number += 1
            if entry.number != number:
                return Verdict(number - 1, previous.hex(), Break(number, "manca una registrazione"))
            expected = mac(key, canonical(self.name, number, entry.at, entry.facts, previous))
            if expected != entry.mac:
                return Verdict(number - 1, previous.hex(), Break(number, "la registrazione è stata alterata"))
            if anchors and anchors.get(number, entry.mac.hex()) != entry.mac.hex():
                return Verdict(
                    number, entry.mac.hex(), Break(number, "il registro è stato riscritto dopo l'ancoraggio")
                )
            previous = entry.mac
        cut = [anchored for anchored in anchors or {} if anchored > number]
        broken = Break(number + 1, "mancano le ultime registrazioni") if cut else None
        return Verdict(number, previous.hex(), broken)

    def _in_order(self) -> Iterator[LedgerEntry]:
        """A long chain is read in pages, each a query of its own: whoever stops early leaves no cursor open."""
        after = 0
        while True:
            page = select(LedgerEntry).where(LedgerEntry.ledger == self.name, LedgerEntry.number > after)
            entries = db.session.execute(page.order_by(LedgerEntry.number).limit(PAGE)).scalars().all()
            yield from entries
            if len(entries) < PAGE:
                return
            after = entries[-1].number
            for entry in entries:
                db.session.expunge(entry)


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a ledger keeps no floats: write cents, or a text")
    if isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            _refuse_floats(part)


def canonical(ledger: str, number: int, at: datetime, facts: dict[str, Any], previous: bytes) -> bytes:
    """The bytes an entry's MAC is made over: the same whoever writes them and however the database stores them."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(
        [ledger, number, moment, facts, previous.hex()], sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
