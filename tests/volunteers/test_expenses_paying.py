"""What a list of payments pays and says: what is still in it, once, not before it was approved."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from ama_net.features.volunteers.models import ClaimState, ExpenseClaim, ExpenseType, PaymentList
from ama_net.features.volunteers.operations.expense_holding import hold_claimants
from ama_net.features.volunteers.operations.expense_payments import (
    Paid,
    leave_list,
    make_payment_list,
    pay_claim,
    pay_list,
)
from ama_net.features.volunteers.queries_expenses import claims_in, payment_lists
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import MoneyDirection, NewPayment, Payment, PaymentKind, PaymentWay, record_payment
from ama_net.kernel.people import WrongFact
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.volunteers.expenses_desk import again, approved_claim, bus_rule, paper_item

pytestmark = pytest.mark.usefixtures("in_alba")


@pytest.fixture
def two(in_alba: object) -> tuple[ExpenseClaim, ExpenseClaim, PaymentList]:
    """Two approved claims, and the list they are in."""
    kind = bus_rule()
    first, second = _approved(kind, 100), _approved(kind, 250)
    return first, second, make_payment_list([first.id, second.id], by=SYSTEM)


def _cash() -> Paid:
    return Paid(today(), PaymentWay.CASH)


def _approved(kind: ExpenseType, cents: int) -> ExpenseClaim:
    return approved_claim(make_volunteer(make_person()).person, paper_item(kind, cents))


def _paid_otherwise(claim: ExpenseClaim) -> None:
    """A movement written in the accounts, not from the list."""
    facts = {"kind": PaymentKind.EXPENSE, "direction": MoneyDirection.OUT, "payer": claim.person, "about": claim}
    record_payment(NewPayment(claim.accepted_cents, PaymentWay.CASH, today(), **facts), by=SYSTEM)  # type: ignore[arg-type]


def test_claim_in_a_list_is_not_paid_alone(two: tuple[ExpenseClaim, ExpenseClaim, PaymentList]) -> None:
    with pytest.raises(WrongFact, match="è in una distinta"):
        pay_claim(two[0], _cash(), by=SYSTEM)
    assert db.session.scalar(select(func.count()).select_from(Payment)) == 0


def test_claim_paid_otherwise_is_no_more_in_the_papers_of_its_list(
    two: tuple[ExpenseClaim, ExpenseClaim, PaymentList],
) -> None:
    first, second, made = two
    _paid_otherwise(first)
    assert ([one.id for one in claims_in(made)], payment_lists()) == ([second.id], [(made, 1, 250)])


def test_list_counts_the_movements_it_wrote(two: tuple[ExpenseClaim, ExpenseClaim, PaymentList]) -> None:
    first, second, made = two
    _paid_otherwise(first)
    assert pay_list(made, _cash(), by=SYSTEM) == 1
    told = [one.id for one in claims_in(made)], again(first).payment_list_id, again(first).state
    assert told == ([second.id], None, ClaimState.PAID)


def test_list_with_nothing_left_is_not_paid(two: tuple[ExpenseClaim, ExpenseClaim, PaymentList]) -> None:
    for claim in two[:2]:
        leave_list(claim, by=SYSTEM)
    with pytest.raises(WrongFact, match="niente da pagare"):
        pay_list(two[2], _cash(), by=SYSTEM)


def test_claim_taken_out_meanwhile_is_not_paid(
    two: tuple[ExpenseClaim, ExpenseClaim, PaymentList], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if somebody took it out after the list was read, before its rows were taken."""

    def meanwhile(ids: Any) -> None:
        leave_list(two[0], by=SYSTEM)
        hold_claimants(ids)

    monkeypatch.setattr(f"{pay_list.__module__}.hold_claimants", meanwhile)
    assert (pay_list(two[2], _cash(), by=SYSTEM), again(two[0]).state) == (1, ClaimState.APPROVED)


def test_nothing_is_paid_before_it_was_approved(two: tuple[ExpenseClaim, ExpenseClaim, PaymentList]) -> None:
    yesterday = Paid(today() - timedelta(days=1), PaymentWay.CASH)
    with pytest.raises(WrongFact, match="prima dell'approvazione") as refused:
        pay_list(two[2], yesterday, by=SYSTEM)
    assert refused.value.field == "on"
