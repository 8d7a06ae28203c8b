"""The cash statement of a year: values and arithmetic, no database.

What moved is given as sums of movements alike (``Moved``), where money lies as ``Place``. A line of the statement is what moved
on it in its own direction: money given back is taken away from the line it came on. The statement is right when cash at the
start, plus the result, is cash at the end (``CashStatement.difference`` is nothing); when it is not, ``Gaps`` says what makes it
so, to the cent.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from ama_net.kernel.payments.modello_d import ITEMS
from ama_net.kernel.payments.models import AccountKind, MoneyDirection

OPERATING = ("A", "B", "C", "D", "E")
"""The areas of the year's running ("gestione"); investments and taxes come after."""
WITH_RESULT = ("A", "B", "C", "D")
"""The areas that have a result of their own; general support has none."""
TAXES, TAXES_ON_INVESTMENTS = "T.U1", "T.U2"


class Half(StrEnum):
    """Of what moved between two accounts: how its other half stands."""

    PAIRED = "paired"  # in a balance as this one is, or of another year
    PARTED = "parted"  # of the same year, and only one of the two is in a balance
    ALONE = "alone"  # it is not there


@dataclass(frozen=True)
class Moved:
    """What movements alike add up to: of one year, line and account. ``cents`` is negative when more went than came.

    ``internal``: between accounts of the association. ``early``: before the day its account begins to be written.
    """

    year: int
    cents: int
    item: str = ""
    account_id: UUID | None = None
    internal: bool = False
    early: bool = False
    how_many: int = 1
    half: Half = Half.PAIRED

    @property
    def in_cash(self) -> bool:
        """Whether some account's balance is made of it."""
        return self.account_id is not None and not self.early

    @property
    def in_statement(self) -> bool:
        """Whether it stands on a line."""
        return bool(self.item) and not self.internal


@dataclass(frozen=True)
class Place:
    """An account: what was there at the start of ``opened_on``, when it began to be written here.

    ``opened_on`` is None when nothing was written anywhere before it: its opening was there from the first.
    """

    id: UUID
    kind: AccountKind
    opening_cents: int = 0
    opened_on: date | None = None
    label: str = ""

    def opening_at_start_of(self, year: int) -> int:
        """What of its opening balance is in the cash with which a year begins, in cents."""
        return self.opening_cents if self.opened_on is None or self.opened_on <= date(year, 1, 1) else 0

    def opened_in(self, year: int) -> int:
        """What its opening balance adds to the cash in the course of a year, in cents."""
        return self.opening_at_start_of(year + 1) - self.opening_at_start_of(year)


@dataclass(frozen=True)
class Gap:
    """Movements that keep a statement from balancing: how many, and what they add up to."""

    cents: int = 0
    how_many: int = 0


@dataclass(frozen=True)
class Gaps:
    """Why cash at the start plus the result is not cash at the end."""

    no_item: Gap = Gap()
    """In an account, on no line: in the cash, not in the result."""
    no_account: Gap = Gap()
    """On a line, in no account: in the result, not in the cash."""
    nowhere: Gap = Gap()
    """On no line and in no account: in neither. They make no difference, and are missing all the same."""
    early: Gap = Gap()
    """Before their account begins, and so inside its opening balance: on a line, or the other half of what is in the cash."""
    alone: Gap = Gap()
    """Moved between two accounts, and the other half is not there."""
    in_transit: Gap = Gap()
    """Moved between two accounts, of which only one half is in this year."""
    opened: Gap = Gap()
    """Accounts that begin after others, with money that no movement brought there."""

    @property
    def difference(self) -> int:
        """What they explain of the cash that is not in the result, in cents."""
        extra = self.no_item.cents + self.alone.cents + self.in_transit.cents + self.opened.cents
        return extra - self.no_account.cents - self.early.cents

    @property
    def is_whole(self) -> bool:
        """Whether every movement has what it needs."""
        return self == Gaps()


@dataclass(frozen=True)
class YearFigures:
    """The figures of one year: cents by line, and cash by kind of account at its start and at its end."""

    year: int
    items: Mapping[str, int] = field(default_factory=dict)
    opening: Mapping[str, int] = field(default_factory=dict)
    closing: Mapping[str, int] = field(default_factory=dict)

    def on(self, code: str) -> int:
        """What is on a line."""
        return self.items.get(code, 0)

    def side(self, part: str) -> int:
        """What is on a side of an area: ``A.E`` is what came in for activities of general interest."""
        return sum(cents for code, cents in self.items.items() if code.startswith(part))

    def result(self, area: str) -> int:
        """What came less what went in an area."""
        return self.side(f"{area}.E") - self.side(f"{area}.U")

    @property
    def income(self) -> int:
        """Totale entrate della gestione."""
        return sum(self.side(f"{area}.E") for area in OPERATING)

    @property
    def outgoings(self) -> int:
        """Totale uscite della gestione."""
        return sum(self.side(f"{area}.U") for area in OPERATING)

    @property
    def before_taxes(self) -> int:
        """Avanzo o disavanzo d'esercizio prima delle imposte."""
        return self.income - self.outgoings

    @property
    def before_investments(self) -> int:
        """Avanzo o disavanzo d'esercizio prima di investimenti, disinvestimenti e finanziamenti."""
        return self.before_taxes - self.on(TAXES)

    @property
    def investments(self) -> int:
        """Avanzo o disavanzo da entrate e uscite per investimenti, disinvestimenti e finanziamenti."""
        return self.result("I") - self.on(TAXES_ON_INVESTMENTS)

    @property
    def overall(self) -> int:
        """Avanzo o disavanzo complessivo."""
        return self.before_investments + self.investments

    @property
    def cash_box(self) -> int:
        """Cassa, at the end of the year."""
        return self.closing.get(AccountKind.CASH, 0)

    @property
    def deposits(self) -> int:
        """Depositi bancari e postali, with what who runs the online payments holds for the association."""
        return self.cash - self.cash_box

    @property
    def cash(self) -> int:
        """Cassa e banca, at the end of the year."""
        return sum(self.closing.values())

    @property
    def cash_before(self) -> int:
        """Cassa e banca, at its start."""
        return sum(self.opening.values())

    def to_json(self) -> dict[str, Any]:
        """As a closed year keeps them."""
        return {"items": dict(self.items), "opening": dict(self.opening), "closing": dict(self.closing)}

    @classmethod
    def from_json(cls, year: int, kept: Mapping[str, Any]) -> Self:
        """As a closed year kept them."""
        return cls(
            year, *({str(k): int(v) for k, v in kept.get(part, {}).items()} for part in ("items", "opening", "closing"))
        )


@dataclass(frozen=True)
class CashStatement:
    """A year's statement beside the year before. ``before`` are the figures it closed with, when it was closed."""

    now: YearFigures
    before: YearFigures
    gaps: Gaps = Gaps()

    @property
    def year(self) -> int:
        """The year it is of."""
        return self.now.year

    @property
    def difference(self) -> int:
        """Cash at the end, less cash at the end of the year before and the result: nothing when the statement is right."""
        return self.now.cash - self.before.cash - self.now.overall

    @property
    def changed_since(self) -> int:
        """How much what is written now of the start of the year differs from what the year before closed with."""
        return self.now.cash_before - self.before.cash

    @property
    def balances(self) -> bool:
        """Whether the control holds."""
        return self.difference == 0


def cash_statement(
    year: int, moved: Iterable[Moved], places: Iterable[Place], *, before: YearFigures | None = None
) -> CashStatement:
    """The statement of a year, from everything that moved up to its end. ``before``: what the year before was closed with."""
    everything, accounts = list(moved), list(places)
    now = figures_of(year, everything, accounts)
    earlier = before or figures_of(year - 1, everything, accounts)
    opened = [cents for place in accounts if (cents := place.opened_in(year))]
    gaps = _gaps(one for one in everything if one.year == year)
    return CashStatement(now, earlier, replace(gaps, opened=Gap(sum(opened), len(opened))))


def figures_of(year: int, moved: Iterable[Moved], places: Iterable[Place]) -> YearFigures:
    """The figures of one year. What an account began with was there at the end of the day before, and not earlier."""
    kinds: dict[UUID, str] = {}
    opening: dict[str, int] = {}
    items: dict[str, int] = {}
    of_year: dict[str, int] = {}
    for place in places:
        kinds[place.id] = str(place.kind)
        _add(opening, str(place.kind), place.opening_at_start_of(year))
        _add(of_year, str(place.kind), place.opened_in(year))
    for one in moved:
        if one.in_cash and one.account_id is not None and one.year <= year:
            _add(opening if one.year < year else of_year, kinds[one.account_id], one.cents)
        if one.in_statement and one.year == year:
            _add(items, one.item, one.cents if ITEMS[one.item].direction == MoneyDirection.IN else -one.cents)
    closing = {kind: opening.get(kind, 0) + of_year.get(kind, 0) for kind in {*opening, *of_year}}
    return YearFigures(year, items, opening, closing)


def _gaps(moved: Iterable[Moved]) -> Gaps:
    found: dict[str, Gap] = {}
    for one in moved:
        name = _gap_of(one)
        if name:
            gap = found.get(name, Gap())
            found[name] = Gap(gap.cents + one.cents, gap.how_many + one.how_many)
    transit = found.get("in_transit")
    if transit is not None and transit.cents == 0:
        del found["in_transit"]
    return Gaps(**found)


def _gap_of(one: Moved) -> str:
    if one.internal:
        return _gap_of_half(one)
    if one.in_cash:
        return "" if one.item else "no_item"
    if one.early:
        return "early" if one.item else ""
    return "no_account" if one.item else "nowhere"


def _gap_of_half(one: Moved) -> str:
    """Of two parted halves the one out of the balances is shown: it is the one to put right."""
    if one.half == Half.PARTED:
        return "" if one.in_cash else "early" if one.early else "no_account"
    if not one.in_cash:
        return ""
    return "alone" if one.half == Half.ALONE else "in_transit"


def _add(sums: dict[str, int], key: str, cents: int) -> None:
    sums[key] = sums.get(key, 0) + cents
