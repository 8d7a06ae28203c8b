"""What the tests of expenses begin with: a volunteer, a rule, an expense to write."""

import re
from datetime import date, timedelta
from typing import Any

from ama_net.features.volunteers.models import ExpenseClaim, ExpenseRule, ExpenseType, ExpenseWay
from ama_net.features.volunteers.operations.expense_claims import decide_claim, submit_claim
from ama_net.features.volunteers.operations.expense_items import NewItem, add_item
from ama_net.features.volunteers.operations.expense_rules import Admitted, NewRule, write_rule
from ama_net.features.volunteers.queries_expenses import claim_by_id, draft_of
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.documents import Organ, Resolution, adopt_resolution
from ama_net.kernel.people import Person
from tests.factories.volunteers import make_activity
from tests.support.clients import Browser

MONTH_AGO = 30


def make_type(key: str = "bus", label: str = "Autobus", **values: Any) -> ExpenseType:
    """A type of expense; flushed."""
    kind = ExpenseType(key=key, label=label, **values)
    db.session.add(kind)
    db.session.flush()
    return kind


def make_resolution(on: date | None = None) -> Resolution:
    """A resolution of the board, of two years ago unless said."""
    return adopt_resolution(Organ.BOARD, subject="Rimborsi", by=SYSTEM, adopted_on=on or today() - timedelta(days=700))


def make_rule(*admitted: Admitted, from_day: date | None = None, **values: Any) -> ExpenseRule:
    """A rule that admits what it is told; declarations for the helpdesk's activity when some type admits them."""
    declared = any(one.self_certified for one in admitted)
    facts: dict[str, Any] = {"activities": (make_activity().id,) if declared else (), **values}
    day = from_day or today() - timedelta(days=600)
    return write_rule(NewRule(make_resolution(), day, admitted, **facts), by=SYSTEM)


def bus_rule(**values: Any) -> ExpenseType:
    """A type that may be declared without a receipt, in a rule that holds."""
    kind = make_type()
    make_rule(Admitted(kind.id, self_certified=True), **values)
    return kind


def declared_item(kind: ExpenseType, cents: int, on: date | None = None, **values: Any) -> NewItem:
    """An expense without a receipt."""
    return NewItem(ExpenseWay.SELF_CERTIFIED, kind.id, make_activity().id, on or today(), amount_cents=cents, **values)


def paper_item(kind: ExpenseType, cents: int, on: date | None = None, **values: Any) -> NewItem:
    """An expense whose receipt is on paper."""
    return NewItem(
        ExpenseWay.DOCUMENTED, kind.id, make_activity().id, on or today(), amount_cents=cents, paper=True, **values
    )


def sent_claim(person: Person, *items: NewItem, **payee: str) -> ExpenseClaim:
    """A claim with these expenses, sent."""
    for item in items:
        add_item(person, item, by=SYSTEM)
    claim = draft_of(person.id)
    assert claim is not None
    submit_claim(claim, by=SYSTEM, **payee)
    return again(claim)


def approved_claim(person: Person, *items: NewItem, **payee: str) -> ExpenseClaim:
    """The same, approved whole."""
    claim = sent_claim(person, *items, **payee)
    decide_claim(claim, {}, by=SYSTEM)
    return again(claim)


def again(claim: ExpenseClaim) -> ExpenseClaim:
    """The claim as it is kept."""
    db.session.expire(claim)
    found = claim_by_id(claim.id)
    assert found is not None
    return found


def seen_on(browser: Browser, page: str) -> dict[str, str]:
    """What the form of a page says that was read there."""
    found = re.search(r'<input[^>]*name="seen"[^>]*value="([^"]*)"', browser.get(page).text)
    assert found is not None
    return {"seen": found[1]}
