"""Nobody declares or approves what they did not see, nor decides on what they wrote themselves."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.models import ExpenseClaim, ExpenseRule, ExpenseType
from ama_net.features.volunteers.operations.expense_claims import decide_claim, submit_claim, take_back_claim
from ama_net.features.volunteers.operations.expense_items import add_item
from ama_net.features.volunteers.queries_expenses import claim_by_id
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.people import WrongFact
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.cast import actor
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


def test_who_wrote_an_expense_for_another_does_not_approve_it(
    at: Callable[[Role], Browser], do: Callable[..., Any], alba: Standing
) -> None:
    def begin() -> UUID:
        treasurer, nora = actor(alba, Role.TREASURER), make_volunteer(make_person("Nora", "Altrui")).person
        claim_id = add_item(nora, paper_item(bus_rule(), 800), by=treasurer).claim_id
        submit_claim(_claim(claim_id), by=SYSTEM)
        return claim_id

    claim_id = do(begin)
    with pytest.raises(WrongFact, match="al posto di un'altra"):
        do(lambda: decide_claim(_claim(claim_id), {}, by=actor(alba, Role.TREASURER)))
    page = at(Role.TREASURER).get(f"/manage/spese/{claim_id}").text
    assert ("non decide su quella nota" in page, 'name="seen"' in page) == (True, False)


def test_who_sent_a_claim_for_another_does_not_approve_it(do: Callable[..., Any], sent: UUID, alba: Standing) -> None:
    def send_again() -> None:
        take_back_claim(_claim(sent), by=SYSTEM)
        submit_claim(_claim(sent), by=actor(alba, Role.TREASURER))

    do(send_again)
    with pytest.raises(WrongFact, match="al posto di un'altra"):
        do(lambda: decide_claim(_claim(sent), {}, by=actor(alba, Role.TREASURER)))
    do(lambda: decide_claim(_claim(sent), {}, by=actor(alba, Role.PRESIDENT)))
    assert do(lambda: _state(sent)) == "approved"


def test_expense_that_waited_too_long_is_not_sent(
    do: Callable[..., Any], draft: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(lambda: setattr(db.session.scalars(select(ExpenseRule)).one(), "claim_days", 30))
    monkeypatch.setattr(f"{add_item.__module__}.today", lambda: today() + timedelta(days=31))
    with pytest.raises(WrongFact, match="più di 30 giorni"):
        do(lambda: submit_claim(_claim(draft), by=SYSTEM))


def test_claim_sent_again_and_read_is_approved(
    at: Callable[[Role], Browser], do: Callable[..., Any], sent: UUID
) -> None:
    treasurer = at(Role.TREASURER)
    do(lambda: _changed(sent))
    seen = seen_on(treasurer, f"/manage/spese/{sent}")
    treasurer.submit(f"/manage/spese/{sent}/decisione", seen)
    assert do(lambda: _state(sent)) == "approved"
