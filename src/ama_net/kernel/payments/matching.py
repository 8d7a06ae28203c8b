"""Which of the things that can be paid a bank's line is about: by its reference first, then by amount, name and day.

Pure arithmetic over values. Only a reference that is whole, with the amount that was said (of a fee, at most that), makes a
match *certain*, and only when no movement like it was written before; the rest is proposed to whoever looks. Nobody is ever
matched by name alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from ama_net.foundation.text import fold
from ama_net.kernel.payments.purposes import Payable
from ama_net.kernel.payments.references import find_references

WINDOW = timedelta(days=5)
"""How far the bank's day may be from that of a movement written before."""
MOST = 5
MOST_WRITTEN = 3
"""How many movements written before may stand before what a line quotes."""


class Certainty(StrEnum):
    """Why something is proposed, the strongest first."""

    REFERENCE = "reference"
    """Its reference is quoted whole and the amount fits: certain."""
    REFERENCE_ONLY = "reference_only"
    """Its reference is quoted, but the amount is not that, another line quotes it too, or it may have been written before."""
    WRITTEN = "written"
    """A movement written before has this account, amount and about this day."""
    NAME = "name"
    """The amount is the same, and the name is in the bank's text."""
    AMOUNT = "amount"
    """The amount alone is the same."""


@dataclass(frozen=True)
class BankLine:
    """A line as the matching reads it. ``amount_cents`` is negative when it went out."""

    id: UUID
    booked_on: date
    amount_cents: int
    words: str
    counterparty: str = ""
    is_doubtful: bool = False
    """It may have been read before from another file: nothing of it is certain."""
    is_gathered: bool = False
    """It gathers payments that the bank does not tell apart: nothing of it is certain."""


@dataclass(frozen=True)
class Written:
    """A movement that was written before and has no line of a statement yet; ``amount_cents`` with its sign."""

    id: UUID
    on_day: date
    amount_cents: int
    account_id: UUID | None
    words: str


@dataclass(frozen=True)
class Proposal:
    """What a line may be: some payables with what each takes in cents, or a movement written before."""

    why: Certainty
    parts: tuple[tuple[Payable, int], ...] = ()
    written: Written | None = None

    @property
    def is_certain(self) -> bool:
        """Whether it may be recorded without looking."""
        return self.why == Certainty.REFERENCE


class Matcher:
    """What is open, put in memory once for all the lines of a statement."""

    def __init__(self, payables: Iterable[Payable], written: Iterable[Written] = ()) -> None:
        self._by_reference: dict[str, Payable] = {}
        self._by_amount: dict[int, list[tuple[Payable, list[frozenset[str]]]]] = defaultdict(list)
        for payable in payables:
            if payable.reference and not payable.goes_out:
                self._by_reference[payable.reference] = payable
            sign = -1 if payable.goes_out else 1
            names = [frozenset(_words(name)) for name in payable.names]
            self._by_amount[sign * payable.left_cents].append((payable, names))
        self._written: dict[int, list[Written]] = defaultdict(list)
        for movement in written:
            self._written[movement.amount_cents].append(movement)

    def propose(self, lines: Sequence[BankLine]) -> dict[UUID, list[Proposal]]:
        """What each line may be, the likeliest first; no line of an account other than the movements' should be among them.

        A reference that several lines quote is certain for none of them, unless it may be paid again and again.
        """
        quoted = {line.id: self._quoted(line) for line in lines}
        times: dict[str, int] = defaultdict(int)
        for payables in quoted.values():
            for payable in payables:
                times[payable.reference] += 1
        return {line.id: self._of(line, quoted[line.id], times) for line in lines}

    def _quoted(self, line: BankLine) -> list[Payable]:
        if line.amount_cents <= 0:
            return []
        found = find_references(f"{line.words} {line.counterparty}")
        return [self._by_reference[reference] for reference in found if reference in self._by_reference]

    def _of(self, line: BankLine, quoted: list[Payable], times: dict[str, int]) -> list[Proposal]:
        written = self._written_before(line)
        parts = _parts(line, quoted)
        alone = all(times[one.reference] == 1 or one.repeats for one in quoted)
        in_time = all(one.asked_on <= line.booked_on for one in quoted)
        if parts and alone and in_time and not written and not line.is_doubtful and not line.is_gathered:
            return [Proposal(Certainty.REFERENCE, parts)]
        each = [parts] if parts else [((one, _fitting(line, one)),) for one in quoted]
        proposals = written[:MOST_WRITTEN] if quoted else written
        proposals += [Proposal(Certainty.REFERENCE_ONLY, some) for some in each]
        proposals += self._of_amount(line, besides={one.id for one in quoted})
        return proposals[:MOST]

    def _written_before(self, line: BankLine) -> list[Proposal]:
        near = [one for one in self._written[line.amount_cents] if abs(one.on_day - line.booked_on) <= WINDOW]
        near.sort(key=lambda one: abs(one.on_day - line.booked_on))
        return [Proposal(Certainty.WRITTEN, written=one) for one in near]

    def _of_amount(self, line: BankLine, besides: set[UUID]) -> list[Proposal]:
        same = self._by_amount.get(line.amount_cents)
        if not same:
            return []
        text = set(_words(f"{line.words} {line.counterparty}"))
        found: dict[Certainty, list[Payable]] = {Certainty.NAME: [], Certainty.AMOUNT: []}
        for payable, names in same:
            if payable.asked_on <= line.booked_on and payable.id not in besides:
                # Every word of a name is in the text, in any order.
                is_named = any(name and name <= text for name in names)
                found[Certainty.NAME if is_named else Certainty.AMOUNT].append(payable)
        chosen = [(why, payable) for why, payables in found.items() for payable in payables]
        return [Proposal(why, ((payable, abs(line.amount_cents)),)) for why, payable in chosen[:MOST]]


def _parts(line: BankLine, quoted: list[Payable]) -> tuple[tuple[Payable, int], ...]:
    """How a line is shared among what it quotes; empty when the amount fits in no way that is sure.

    What takes any amount fits only when it is what was said: the bank may have gathered other people's money in the line.
    """
    if len(quoted) == 1 and not quoted[0].any_amount and line.amount_cents <= quoted[0].left_cents:
        return ((quoted[0], line.amount_cents),)
    if quoted and sum(one.left_cents for one in quoted) == line.amount_cents:
        return tuple((one, one.left_cents) for one in quoted)
    return ()


def _fitting(line: BankLine, payable: Payable) -> int:
    amount = abs(line.amount_cents)
    return amount if payable.any_amount else min(amount, payable.left_cents)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", fold(text[:2000]))
