"""The figures of one occasional fundraising, as its statement wants them (DM 9 June 2022). Nothing here reads a table.

Gifts of money by how they came, goods at their market value, other income; costs by kind; what is left. Cents.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ama_net.kernel.payments import MoneyDirection, Payment, PaymentKind, PaymentWay

COSTS = ("goods", "services", "rent", "promotion", "staff", "volunteers")
"""The kinds of cost that may be said apart; ``other`` is what is left."""
GOODS_VALUE = "goods_value"
GIFT_ITEMS = frozenset({"A.E4", "C.E1", "C.E2"})
"""On these lines what came is a gift of money; on others it is other income."""

_BANK = frozenset(
    {PaymentWay.TRANSFER, PaymentWay.CHEQUE, PaymentWay.POST_OFFICE, PaymentWay.CARD, PaymentWay.DIRECT_DEBIT}
)
_COST_OF_NUMBER = {"1": "goods", "2": "services", "3": "rent", "4": "staff"}
_AREAS_WITH_KINDS = "ABE"


@dataclass(frozen=True)
class Figures:
    """What a fundraising brought and cost."""

    cash: int = 0
    bank: int = 0
    other_ways: int = 0
    goods_value: int = 0
    other_income: int = 0
    costs: Mapping[str, int] = field(default_factory=dict)

    @property
    def gifts(self) -> int:
        """Gifts of money."""
        return self.cash + self.bank + self.other_ways

    @property
    def income(self) -> int:
        """All that it brought, goods too."""
        return self.gifts + self.goods_value + self.other_income

    @property
    def cost(self) -> int:
        """All that it cost."""
        return sum(self.costs.values())

    @property
    def result(self) -> int:
        """What is left for what it was for."""
        return self.income - self.cost

    @property
    def costs_more(self) -> bool:
        """Costs must stay below what it brings; where they do not, the report says why."""
        return self.cost > self.income


def figures_of(movements: Iterable[Payment], typed: Mapping[str, Any]) -> Figures:
    """The figures of some movements, with what was typed beside them: goods valued, costs said apart."""
    came = {"cash": 0, "bank": 0, "other_ways": 0, "other_income": 0}
    found = dict.fromkeys((*COSTS, "other"), 0)
    for one in movements:
        if one.direction == MoneyDirection.IN or one.refund_of_id is not None:
            sign = 1 if one.direction == MoneyDirection.IN else -1
            came[_came_as(one)] += sign * one.amount_cents
        else:
            found[cost_kind(one)] += one.amount_cents
    return Figures(**came, goods_value=int(typed.get(GOODS_VALUE, 0)), costs=_split(found, typed))


def cost_kind(payment: Payment) -> str:
    """The kind of cost of an outgoing, as its line of the statement says; ``other`` where it does not."""
    if payment.kind == PaymentKind.EXPENSE:
        return "volunteers"
    area, _dot, line = payment.item.partition(".")
    return _COST_OF_NUMBER.get(line[1:], "other") if area in _AREAS_WITH_KINDS and area else "other"


def _came_as(payment: Payment) -> str:
    if payment.item not in GIFT_ITEMS and payment.kind != PaymentKind.DONATION:
        return "other_income"
    if payment.way == PaymentWay.CASH:
        return "cash"
    return "bank" if payment.way in _BANK else "other_ways"


def _split(found: dict[str, int], typed: Mapping[str, Any]) -> dict[str, int]:
    """The costs as they were said apart, where they were; the rest is ``other``, so that the total is that of the movements."""
    said = {key: int(typed[key]) for key in COSTS if key in typed}
    if not said:
        return found
    split = {key: said.get(key, 0) for key in COSTS}
    return {**split, "other": sum(found.values()) - sum(split.values())}
