"""Nobody declares or approves what they did not see, nor decides on what they wrote themselves."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.models import ExpenseClaim, ExpenseType
from ama_net.features.volunteers.operations.expense_claims import submit_claim, take_back_claim
from ama_net.features.volunteers.operations.expense_items import add_item
from ama_net.features.volunteers.queries_expenses import claim_by_id
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.clients import Browser
from tests.support.standing import Standing
from tests.volunteers.expenses_desk import bus_rule, declared_item, paper_item, seen_on, sent_claim
from tests.volunteers.hours_desk import inside, make_vito

SENDING = "/my/spese/invio"
YES = {"declared": "y", "iban": "", "holder": ""}


@pytest.fixture
def do(app: Flask, alba: Standing) -> Callable[[Callable[[], Any]], Any]:
    """Work in Alba and commit."""
    return lambda work: inside(app, alba, work)


@pytest.fixture
def draft(do: Callable[..., Any], alba: Standing) -> UUID:
    """The open claim of Vito of the cast, with a receipt in it."""

    def begin() -> UUID:
        return add_item(make_vito(alba), paper_item(bus_rule(), 700), by=SYSTEM).claim_id

    found: UUID = do(begin)
    return found


@pytest.fixture
def sent(do: Callable[..., Any]) -> UUID:
    """A claim of Nora, sent."""

    def begin() -> UUID:
        return sent_claim(make_volunteer(make_person("Nora", "Altrui")).person, paper_item(bus_rule(), 800)).id

    found: UUID = do(begin)
    return found


def _claim(claim_id: UUID) -> ExpenseClaim:
    found = claim_by_id(claim_id)
    assert found is not None
    return found


def _state(claim_id: UUID) -> str:
    return _claim(claim_id).state


def _one_more(claim_id: UUID) -> None:
    kind = db.session.scalars(select(ExpenseType).where(ExpenseType.key == "bus")).one()
    add_item(_claim(claim_id).person, declared_item(kind, 500), by=SYSTEM)


def _changed(claim_id: UUID) -> None:
    """Taken back, with one more expense, sent again."""
    take_back_claim(_claim(claim_id), by=SYSTEM)
    _one_more(claim_id)
    submit_claim(_claim(claim_id), by=SYSTEM)


def test_what_was_not_read_is_not_declared(at: Callable[[Role], Browser], do: Callable[..., Any], draft: UUID) -> None:
    vito = at(Role.VOLUNTEER)
    seen = seen_on(vito, SENDING)
    do(lambda: _one_more(draft))
    answer = vito.submit(SENDING, {**seen, **YES})
    told = "va riletta" in answer.text, "art. 46 del DPR 445/2000" in answer.text, "checked" in answer.text
    assert (answer.status_code, told, do(lambda: _state(draft))) == (422, (True, True, False), "draft")


def test_form_that_says_nothing_of_what_was_read_is_not_taken(
    at: Callable[[Role], Browser], do: Callable[..., Any], draft: UUID
) -> None:
    answer = at(Role.VOLUNTEER).submit(SENDING, YES)
    assert (answer.status_code, do(lambda: _state(draft))) == (422, "draft")


def test_claim_read_anew_is_sent(at: Callable[[Role], Browser], do: Callable[..., Any], draft: UUID) -> None:
    vito = at(Role.VOLUNTEER)
    seen_on(vito, SENDING)
    do(lambda: _one_more(draft))
    assert vito.submit(SENDING, {**seen_on(vito, SENDING), **YES}).status_code == 303


def test_expenses_nobody_saw_are_not_approved(
    at: Callable[[Role], Browser], do: Callable[..., Any], sent: UUID
) -> None:
    treasurer = at(Role.TREASURER)
    seen = seen_on(treasurer, f"/manage/spese/{sent}")
    do(lambda: _changed(sent))
    answer = treasurer.submit(f"/manage/spese/{sent}/decisione", seen)
    told = answer.status_code, "va riletta" in answer.text, do(lambda: _state(sent))
    assert told == (422, True, "submitted")


def test_claim_sent_again_and_read_is_approved(
    at: Callable[[Role], Browser], do: Callable[..., Any], sent: UUID
) -> None:
    treasurer = at(Role.TREASURER)
    do(lambda: _changed(sent))
    seen = seen_on(treasurer, f"/manage/spese/{sent}")
    treasurer.submit(f"/manage/spese/{sent}/decisione", seen)
    assert do(lambda: _state(sent)) == "approved"
