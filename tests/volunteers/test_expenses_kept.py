"""How long expenses are kept: what is deleted after ten years, and what stays."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from ama_net.features.volunteers.models import (
    ExpenseClaim,
    ExpenseItem,
    ExpenseRule,
    ExpenseType,
    ExpenseWay,
    PaymentList,
)
from ama_net.features.volunteers.operations.expense_items import NewItem, add_item
from ama_net.features.volunteers.operations.expense_payments import Paid, make_payment_list, pay_list
from ama_net.features.volunteers.operations.expense_retention import KEEP_YEARS, forget_claims
from ama_net.features.volunteers.queries_expenses import draft_of
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.documents import Document, File
from ama_net.kernel.payments import Payment, PaymentWay
from ama_net.kernel.people import Person
from tests.factories.people import make_person
from tests.factories.volunteers import make_activity, make_volunteer
from tests.volunteers.expenses_desk import approved_claim, bus_rule

DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("in_alba")


def _first_kept() -> date:
    return date(today().year - KEEP_YEARS, 1, 1)


def _item(kind: ExpenseType) -> NewItem:
    receipt = File("scontrino.pdf", b"%PDF-1.4 prova", "application/pdf")
    return NewItem(ExpenseWay.DOCUMENTED, kind.id, make_activity().id, today(), amount_cents=500, file=receipt)


def _volunteer() -> Person:
    return make_volunteer(make_person("Ada", "Prova", email="ada@alba.example")).person


def _paid(kind: ExpenseType) -> ExpenseClaim:
    """A claim with a receipt, paid in a list of its own."""
    claim = approved_claim(_volunteer(), _item(kind))
    pay_list(make_payment_list([claim.id], by=SYSTEM), Paid(today(), PaymentWay.CASH), by=SYSTEM)
    return claim


def _age(claim: ExpenseClaim, day: date) -> None:
    """Let all that happened to a claim have happened on a day."""
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    claim.created_at = moment
    if claim.submitted_at:
        claim.submitted_at = claim.decided_at = moment
    if claim.payment_list is not None:
        claim.paid_on = claim.payment_list.made_on = day
    for item in claim.items:
        item.created_at = moment
    db.session.flush()


def _left(*tables: Any) -> list[int]:
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_claims_of_ten_years_ago_go_with_their_receipts_and_lists() -> None:
    kind = bus_rule()
    old, kept = _paid(kind), _paid(kind)
    _age(old, _first_kept() - DAY)
    _age(kept, _first_kept())
    receipts = Document.__table__.select().where(Document.kind == "receipt").subquery()
    assert (forget_claims(), forget_claims()) == (1, 0)
    assert list(db.session.scalars(select(ExpenseClaim.id))) == [kept.id]
    assert _left(ExpenseItem, PaymentList, receipts) == [1, 1, 1]


def test_rules_and_movements_of_money_stay() -> None:
    _age(_paid(bus_rule()), _first_kept() - DAY)
    forget_claims()
    assert _left(ExpenseClaim, ExpenseRule, Payment) == [0, 1, 1]


def test_a_draft_begun_long_ago_stays_for_what_was_written_since() -> None:
    person, kind = _volunteer(), bus_rule()
    add_item(person, _item(kind), by=SYSTEM)
    draft = draft_of(person.id)
    assert draft is not None
    _age(draft, _first_kept() - DAY)
    add_item(person, _item(kind), by=SYSTEM)
    assert forget_claims() == 0
