"""A rule that ended: what was spent while it held may still be asked for, within its term, and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from ama_net.features.volunteers.operations.expense_rules import Admitted, end_rule
from ama_net.features.volunteers.queries_expenses import rule_on, rules_to_claim_by
from ama_net.foundation.clock import today
from ama_net.kernel.access import SYSTEM, Role
from tests.factories.volunteers import make_activity
from tests.support.clients import Browser
from tests.support.standing import Standing
from tests.volunteers.expenses_desk import make_rule, make_type
from tests.volunteers.hours_desk import inside, make_vito, three_days_ago


@pytest.fixture
def typed(app: Flask, alba: Standing) -> dict[str, str]:
    """Vito's rule ended today; what a form sends of the bus of three days ago."""

    def begin() -> dict[str, str]:
        make_vito(alba)
        kind = make_type()
        end_rule(make_rule(Admitted(kind.id, self_certified=True), claim_days=90), on=today(), by=SYSTEM)
        return {"type_id": str(kind.id), "activity_id": str(make_activity().id), "amount": "5,00"}

    return inside(app, alba, begin)


def test_expense_of_when_the_rule_held_is_written(at: Callable[[Role], Browser], typed: dict[str, str]) -> None:
    vito = at(Role.VOLUNTEER)
    first = vito.get("/my/spese").text
    assert ("/my/spese/nuova/parola" in first, "Oggi nessun rimborso" in first) == (True, True)
    answer = vito.submit("/my/spese/nuova/parola", {**typed, "on_day": three_days_ago().isoformat()})
    assert answer.status_code == 303


def test_expense_of_today_is_not(at: Callable[[Role], Browser], typed: dict[str, str]) -> None:
    answer = at(Role.VOLUNTEER).submit("/my/spese/nuova/parola", {**typed, "on_day": today().isoformat()})
    assert (answer.status_code, "non ha deciso quali spese" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("began", "ended", "term", "there"),
    [(90, 30, 30, False), (90, 30, 31, True), (90, 30, None, True), (90, None, 1, True), (-1, None, 90, False)],
)
def test_rules_to_claim_by_are_those_whose_term_is_not_over(
    in_alba: Standing, began: int, ended: int | None, term: int | None, there: bool
) -> None:
    """A rule that ended thirty days ago held for the last time thirty-one days ago."""
    facts: dict[str, Any] = {"from_day": today() - timedelta(days=began), "claim_days": term}
    rule = make_rule(Admitted(make_type().id), **facts)
    if ended is not None:
        end_rule(rule, on=today() - timedelta(days=ended), by=SYSTEM)
    assert (rules_to_claim_by(today()) == [rule]) is there


def test_rule_that_another_followed_is_still_to_claim_by(in_alba: Standing) -> None:
    kind = make_type()
    before = make_rule(Admitted(kind.id), claim_days=11)
    after = make_rule(Admitted(kind.id), from_day=today() - timedelta(days=10))
    assert (rules_to_claim_by(today()), rule_on(today())) == ([after, before], after)
    assert rules_to_claim_by(today() + timedelta(days=1)) == [after]
