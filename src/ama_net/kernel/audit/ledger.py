"""An append-only chain of entries, each sealed over the one before with a key that is not in the database.

An edit, a removal in the middle or a full rewrite made straight in the database breaks a MAC (the key is derived from the
master key). A cut tail is found by the head anchored daily in a file outside the database (``anchors.py``).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, DateTime, LargeBinary, Select, Uuid, bindparam, func, select, text
from uuid_utils.compat import uuid7

from ama_net.foundation.clock import now
from ama_net.foundation.crypto import mac
from ama_net.foundation.database import db, hold
from ama_net.kernel.audit.models import LedgerEntry
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.keys import chain_key

GENESIS = b"\x00" * 32
PAGE = 2000

_INSERT = text(
    "INSERT INTO ledger_entries (id, ledger, number, at, facts, mac) "
    "SELECT id, :ledger, number, at, facts, mac FROM ROWS FROM ("
    "unnest(:ids, :numbers, :moments, :macs), jsonb_array_elements(CAST(:facts AS jsonb))"
    ") AS written (id, number, at, mac, facts)"
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid())),
    bindparam("numbers", type_=ARRAY(BigInteger())),
    bindparam("moments", type_=ARRAY(DateTime(timezone=True))),
    bindparam("macs", type_=ARRAY(LargeBinary())),
)
"""One statement however many entries: an old book is thousands of them. The facts are one text, whose quotes nobody escapes."""

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


@dataclass(frozen=True)
class Break:
    """Where a chain does not hold: the entry's number and why (Italian). Number 0: the heads outside, not an entry."""

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

    def append(self, facts_of_entries: Sequence[dict[str, Any]], *, at: datetime | None = None) -> range:
        """Add entries, in order, and give their numbers. Takes the chain's lock until the commit: call it last.

        Raises:
            TypeError: facts hold a float, whose digits the database may write otherwise: amounts are cents or texts.
        """
        for facts in facts_of_entries:
            _refuse_floats(facts)
        hold(f"ledger:{self.name}:{current_tenant_id()}")
        last, previous = self.head()
        for start in range(0, len(facts_of_entries), PAGE):
            page = facts_of_entries[start : start + PAGE]
            previous = self._insert(page, last + 1 + start, previous, at)
        return range(last + 1, last + 1 + len(facts_of_entries))

    def _insert(self, page: Sequence[dict[str, Any]], first: int, previous: bytes, at: datetime | None) -> bytes:
        """Write a page of entries after the one whose MAC is ``previous``; gives the MAC of its last."""
        key, macs, moments = chain_key(self.name), [], []
        for number, facts in enumerate(page, start=first):
            moments.append(at or now())
            previous = mac(key, canonical(self.name, number, moments[-1], facts, previous))
            macs.append(previous)
        values = {
            "ledger": self.name,
            "ids": [uuid7() for _ in page],
            "numbers": list(range(first, first + len(page))),
            "moments": moments,
            "facts": f"[{','.join(map(_encode, page))}]",
            "macs": macs,
        }
        db.session.execute(_INSERT, values)
        return previous

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
        key, previous, number, outside = chain_key(self.name), GENESIS, 0, anchors or {}
        for found, at, facts, written in self._in_order():
            number += 1
            if found != number:
                return Verdict(number - 1, previous.hex(), Break(number, "manca una registrazione"))
            if written != mac(key, canonical(self.name, number, at, facts, previous)):
                return Verdict(number - 1, previous.hex(), Break(number, "la registrazione è stata alterata"))
            if number in outside and outside[number] != written.hex():
                return Verdict(number, written.hex(), Break(number, "il registro è stato riscritto dopo l'ancoraggio"))
            previous = written
        cut = any(anchored > number for anchored in outside)
        return Verdict(number, previous.hex(), Break(number + 1, "mancano le ultime registrazioni") if cut else None)

    def _in_order(self) -> Iterator[tuple[int, datetime, dict[str, Any], bytes]]:
        """A long chain is read in pages, columns only, each a query of its own: whoever stops early leaves no cursor open."""
        after = 0
        columns = (LedgerEntry.number, LedgerEntry.at, LedgerEntry.facts, LedgerEntry.mac)
        while True:
            page = select(*columns).where(LedgerEntry.ledger == self.name, LedgerEntry.number > after)
            rows = db.session.execute(page.order_by(LedgerEntry.number).limit(PAGE)).all()
            yield from ((row.number, row.at, row.facts, bytes(row.mac)) for row in rows)
            if len(rows) < PAGE:
                return
            after = rows[-1].number


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a ledger keeps no floats: write cents, or a text")
    if isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            _refuse_floats(part)


def canonical(ledger: str, number: int, at: datetime, facts: dict[str, Any], previous: bytes) -> bytes:
    """The bytes an entry's MAC is made over: the same whoever writes them and however the database stores them."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return _encode([ledger, number, moment, facts, previous.hex()]).encode()
