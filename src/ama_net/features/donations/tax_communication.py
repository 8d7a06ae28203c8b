"""The gifts of a year to be told to the Agenzia delle Entrate, for the pre-filled tax return (DM MEF 1 March 2024).

Told: what natural persons with a tax code gave by traceable means, and what went back to them of earlier years. Left out, each
with its reason: the rest. By 16 March of the next year; owed when the accounts approved in the year show more than 220,000 €,
otherwise free. What is made here is a neutral table, to be written into the agency's programs or handed to who sends it: the
layout of the agency's own file is not imitated.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from ama_net.features.donations.models import Gift
from ama_net.features.donations.queries_tax import (
    Moved,
    given_back_after,
    money_that_came,
    money_that_went_back,
    revenue_cents,
    things_given,
)
from ama_net.features.donations.tax import benefit_percent, is_traceable
from ama_net.foundation.clock import day_of
from ama_net.kernel.payments import PaymentWay
from ama_net.kernel.people.identifiers import InvalidIdentifier, check_tax_code, tax_code_mismatch
from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.tenant_models import LegalForm

OWED_ABOVE_CENTS = 220_000_00
KIND_OF_BODY = {LegalForm.ODV: "4"}
OTHER_BODY = "8"
"""The agency's own numbers: 4 an ODV, 8 any other body of the RUNTS (APS too)."""


class Why(StrEnum):
    """Why a gift is not told."""

    CASH = "cash"
    WAY = "way"
    BODY = "body"
    NOBODY = "nobody"
    NO_CODE = "no_code"
    WRONG_CODE = "wrong_code"
    OPPOSED = "opposed"
    GIVEN_BACK = "given_back"
    THING = "thing"


@dataclass(frozen=True)
class Told:
    """A line: what a person gave in the year, or (``back_year``) what went back to them of an earlier one. Cents."""

    person_id: UUID
    tax_code: str
    family_name: str
    given_name: str
    cents: int
    payments: int
    back_cents: int
    back_year: int | None
    continuous: bool

    @property
    def doubts(self) -> list[str]:
        """What in the tax code does not go with the name."""
        return tax_code_mismatch(self.tax_code, self.given_name, self.family_name, None)


@dataclass(frozen=True)
class LeftOut:
    """Money, or a thing, that is not told, and why."""

    why: Why
    gift_id: UUID
    name: str
    on: date
    cents: int
    person_id: UUID | None = None


@dataclass(frozen=True)
class Communication:
    """A year's communication: who is told, who is not, and what it depends on."""

    year: int
    told: tuple[Told, ...]
    left_out: tuple[LeftOut, ...]
    revenue_cents: int
    back_later: int
    is_for_us: bool

    @property
    def due_on(self) -> date:
        """The last day."""
        return last_day(self.year)

    @property
    def is_owed(self) -> bool:
        """Whether the law asks for it, by the movements written here: the approved accounts decide."""
        return self.revenue_cents > OWED_ABOVE_CENTS

    @property
    def total_cents(self) -> int:
        """What the gifts of the year come to."""
        return sum(one.cents for one in self.told)

    @property
    def people(self) -> int:
        """How many people are in it."""
        return len({one.person_id for one in self.told})

    @cached_property
    def doubtful(self) -> list[Told]:
        """The lines whose tax code does not go with the name."""
        return [one for one in self.told if one.doubts]

    def left_out_for(self, why: Why) -> list[LeftOut]:
        """What is left out for a reason."""
        return [one for one in self.left_out if one.why == why]


def last_day(year: int) -> date:
    """When the gifts of a year are told at the latest."""
    return date(year + 1, 3, 16)


def communication_of(year: int) -> Communication:
    """Everything about the gifts of a year."""
    came, back = money_that_came(year), money_that_went_back(year)
    told: dict[tuple[UUID, int | None], list[Moved]] = {}
    left_out = [_thing(gift) for gift in things_given(year)]
    for moved in (*came, *back):
        why = why_not(moved, year)
        if why is not None:
            left_out += [] if moved.first_year else [_left_out(moved, why)]
        elif moved.person_id is not None:
            told.setdefault((moved.person_id, moved.first_year), []).append(moved)
    lines = sorted((_told(group) for group in told.values()), key=_by_name)
    approved = revenue_cents(year - 1)
    is_ours = benefit_percent() is not None
    return Communication(year, tuple(lines), tuple(left_out), approved, given_back_after(year), is_ours)


def why_not(moved: Moved, year: int) -> Why | None:
    """Why money is not told; None when it is. The first reason counts: what no correction would change comes first.

    Who opposes by 31 December is left out of that year; later, from the next one: of the year before they tell the agency.
    """
    if not moved.first_year and moved.given_back >= moved.cents:
        return Why.GIVEN_BACK
    if moved.organisation:
        return Why.BODY
    if not is_traceable(moved.way):
        return Why.CASH if moved.way == PaymentWay.CASH else Why.WAY
    if moved.person_id is None:
        return Why.NOBODY
    if moved.opposed_on is not None and moved.opposed_on <= date(year, 12, 31):
        return Why.OPPOSED
    return _wrong_code(moved.tax_code)


def kind_of_body() -> str:
    """The agency's number for what the association is."""
    return KIND_OF_BODY.get(current_tenant().identity.legal_form, OTHER_BODY)


def _wrong_code(tax_code: str | None) -> Why | None:
    if not tax_code:
        return Why.NO_CODE
    try:
        check_tax_code(tax_code)
    except InvalidIdentifier:
        return Why.WRONG_CODE
    return None


def _told(group: Iterable[Moved]) -> Told:
    moves = list(group)
    first = moves[0]
    assert first.person_id is not None
    assert first.tax_code is not None
    cents = sum(one.cents - one.given_back for one in moves)
    back = sum(one.cents for one in moves) if first.first_year else 0
    return Told(
        first.person_id,
        first.tax_code,
        first.family_name,
        first.given_name,
        0 if first.first_year else cents,
        0 if first.first_year else len(moves),
        back,
        first.first_year,
        any(one.continuous for one in moves),
    )


def _by_name(one: Told) -> tuple[str, str, str, int]:
    return one.family_name.lower(), one.given_name.lower(), one.tax_code, one.back_year or 0


def _left_out(moved: Moved, why: Why) -> LeftOut:
    name = moved.organisation or f"{moved.family_name} {moved.given_name}".strip()
    cents = moved.cents if why == Why.GIVEN_BACK else moved.cents - moved.given_back
    return LeftOut(why, moved.gift_id, name, moved.on, cents, moved.person_id)


def _thing(gift: Gift) -> LeftOut:
    name = gift.donor.name if gift.donor is not None else ""
    return LeftOut(
        Why.THING, gift.id, name, gift.given_on or day_of(gift.created_at), gift.amount_cents, gift.person_id
    )
