"""Occasional fundraisings: figures from the movements, goods valued, a statement that is closed and stays as it was."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from ama_net.features.bookkeeping.fundraising import Figures
from ama_net.features.bookkeeping.fundraising_paper import fundraising_pdf
from ama_net.features.bookkeeping.models import FundraisingStatement
from ama_net.features.bookkeeping.operations.fundraisings import (
    FundraisingFacts,
    begin_fundraising,
    change_fundraising,
    close_fundraising,
    empty_fundraising,
    fill_fundraising,
    reopen_fundraising,
)
from ama_net.features.bookkeeping.queries_fundraisings import figures_now, movements_nearby, to_close
from ama_net.foundation.clock import today
from ama_net.foundation.pdf import is_accessible
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.payments import CannotChangePayment, PaymentKind, PaymentWay, refund_payment
from ama_net.kernel.people import WrongFact
from tests.factories.bookkeeping import lock_through, make_movement
from tests.support.clients import Browser
from tests.support.days import dated
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[Role], Browser]


def day() -> date:
    """The last of a fundraising that is over."""
    return today() - timedelta(days=10)


def _facts(**values: Any) -> FundraisingFacts:
    said = {"name": "Le uova inventate", "first_day": day() - timedelta(days=3), "last_day": day()}
    return FundraisingFacts(**{**said, "report": "In piazza.", "destination": "Ai gruppi.", **values})


def _begun(**values: Any) -> FundraisingStatement:
    return begin_fundraising(_facts(**values), by=SYSTEM)


def _with_movements(statement: FundraisingStatement) -> None:
    moved = [
        make_movement(30_000, "C.E2", way=PaymentWay.CASH, on_day=day()),
        make_movement(20_000, "C.E2", on_day=day()),
        make_movement(5_000, "C.E2", way=PaymentWay.WALLET, on_day=day()),
        make_movement(1_000, "C.E3", on_day=day()),
        make_movement(8_000, "A.U1", on_day=day()),
        make_movement(2_000, "A.U3", on_day=day()),
        make_movement(1_500, "A.U5", kind=PaymentKind.EXPENSE, on_day=day()),
        make_movement(500, "C.U2", on_day=day()),
    ]
    fill_fundraising(statement, [one.id for one in moved], by=SYSTEM)


def test_the_figures_are_those_of_its_movements(in_alba: None) -> None:
    statement = _begun(figures={"goods_value": 4_000})
    _with_movements(statement)
    figures = figures_now(statement)
    assert (figures.cash, figures.bank, figures.other_ways, figures.other_income) == (30_000, 20_000, 5_000, 1_000)
    assert (figures.income, figures.cost, figures.result) == (60_000, 12_000, 48_000)
    assert {key: cents for key, cents in figures.costs.items() if cents} == {
        "goods": 8_000,
        "rent": 2_000,
        "volunteers": 1_500,
        "other": 500,
    }


def test_what_was_given_back_is_taken_from_what_came(in_alba: None) -> None:
    statement = _begun()
    gift = make_movement(10_000, "C.E2", on_day=day())
    refund_payment(gift, on=day(), way=PaymentWay.TRANSFER, amount_cents=4_000, by=SYSTEM)
    assert fill_fundraising(statement, [gift.id], by=SYSTEM) == 2
    assert figures_now(statement) == Figures(bank=6_000, costs=figures_now(statement).costs)
    assert figures_now(statement).cost == 0


def test_costs_said_apart_leave_the_rest_in_others(in_alba: None) -> None:
    statement = _begun()
    _with_movements(statement)
    change_fundraising(statement, _facts(figures={"promotion": 3_000, "goods": 8_000}), by=SYSTEM)
    costs = figures_now(statement).costs
    assert (costs["promotion"], costs["goods"], costs["other"]) == (3_000, 8_000, 1_000)


def test_costs_said_apart_are_never_more_than_what_was_spent(in_alba: None) -> None:
    statement = _begun()
    _with_movements(statement)
    with pytest.raises(WrongFact) as refused:
        change_fundraising(statement, _facts(figures={"goods": 12_001}), by=SYSTEM)
    assert refused.value.field == "goods"


def test_a_closed_statement_keeps_its_figures(in_alba: None) -> None:
    statement = _begun()
    _with_movements(statement)
    close_fundraising(statement, by=SYSTEM)
    make_movement(99_900, "C.E2", on_day=day(), fund_id=statement.fund_id)
    assert figures_now(statement).income == 56_000
    with pytest.raises(WrongFact):
        change_fundraising(statement, _facts(name="Altro"), by=SYSTEM)
    reopen_fundraising(statement, by=SYSTEM)
    assert figures_now(statement).income == 155_900


@pytest.mark.parametrize("missing", [{"report": ""}, {"destination": ""}, {"last_day": timedelta(days=1)}])
def test_what_is_not_ready_is_not_closed(in_alba: None, missing: dict[str, Any]) -> None:
    with pytest.raises(WrongFact):
        close_fundraising(_begun(**dated(missing)), by=SYSTEM)


def test_costs_above_income_must_be_explained(in_alba: None) -> None:
    statement = _begun()
    cost = make_movement(8_000, "C.U2", on_day=day())
    fill_fundraising(statement, [cost.id], by=SYSTEM)
    assert figures_now(statement).costs_more is True
    with pytest.raises(WrongFact):
        close_fundraising(statement, by=SYSTEM)
    change_fundraising(statement, _facts(why_costs="Ha piovuto."), by=SYSTEM)
    close_fundraising(statement, by=SYSTEM)
    assert statement.closed_on == today()


def test_a_movement_of_another_fund_stays_there(in_alba: None) -> None:
    first, second = _begun(), _begun(name="Altra")
    moved = make_movement(1_000, "C.E2", on_day=day())
    assert fill_fundraising(first, [moved.id], by=SYSTEM) == 1
    assert fill_fundraising(second, [moved.id], by=SYSTEM) == 0
    assert empty_fundraising(second, [moved.id], by=SYSTEM) == 0
    assert empty_fundraising(first, [moved.id], by=SYSTEM) == 1


def test_a_movement_of_a_closed_year_stays_where_it_is(in_alba: None) -> None:
    statement = _begun()
    moved = make_movement(1_000, "C.E2", on_day=day())
    lock_through(day().year)
    with pytest.raises(CannotChangePayment):
        fill_fundraising(statement, [moved.id], by=SYSTEM)


def test_only_movements_of_those_days_are_offered(in_alba: None) -> None:
    statement = _begun()
    near = make_movement(1_000, "C.E2", on_day=day())
    make_movement(1_000, "C.E2", on_day=day() - timedelta(days=200))
    assert [one.id for one in movements_nearby(statement)] == [near.id]


def test_a_fundraising_that_is_over_waits_for_its_statement(in_alba: None) -> None:
    over = _begun()
    _begun(name="In corso", last_day=today())
    assert [one.id for one in to_close()] == [over.id]


def test_a_fundraising_ends_after_it_begins(in_alba: None) -> None:
    with pytest.raises(WrongFact) as refused:
        _begun(last_day=day() - timedelta(days=30))
    assert refused.value.field == "last_day"


def test_the_paper_can_be_read_aloud(in_alba: None) -> None:
    statement = _begun(occasion="Giornata inventata")
    _with_movements(statement)
    assert is_accessible(fundraising_pdf(statement))


def _typed(**values: str) -> dict[str, str]:
    facts = {"name": "Le uova inventate", "first_day": day().isoformat(), "last_day": day().isoformat()}
    return {**facts, "report": "In piazza.", "destination": "Ai gruppi.", "goods_value": "40", **values}


def test_a_fundraising_from_its_first_words_to_its_paper(app: Flask, alba: Standing, at: At) -> None:
    treasurer = at(Role.TREASURER)
    with desk(app, alba):
        moved = make_movement(30_000, "C.E2", on_day=day()).id
    where = treasurer.submit("/manage/raccolte-fondi/nuova", _typed()).location
    assert "/manage/raccolte-fondi/" in where
    form = {"action": "in", "selected": str(moved)}
    assert treasurer.submit(f"{where}/movimenti", form).status_code == 303
    assert "340,00" in treasurer.get(where).get_data(as_text=True)
    assert treasurer.submit(f"{where}/dati", _typed(promotion="1")).status_code == 422
    assert treasurer.submit(f"{where}/chiusura").status_code == 303
    assert "Riapri il rendiconto" in treasurer.get(where).get_data(as_text=True)
    assert treasurer.get(f"{where}.pdf").data[:4] == b"%PDF"
    assert "Le uova inventate" in treasurer.get("/manage/raccolte-fondi").get_data(as_text=True)


@pytest.mark.parametrize("wrong", [{"name": ""}, {"last_day": "2000-01-01"}, {"goods_value": "-1"}, {"first_day": "x"}])
def test_what_is_typed_wrong_begins_nothing(at: At, wrong: dict[str, str]) -> None:
    assert at(Role.TREASURER).submit("/manage/raccolte-fondi/nuova", _typed(**wrong)).status_code == 422


def test_who_checks_reads_and_others_do_not(app: Flask, alba: Standing, brig: Standing, at: At) -> None:
    with desk(app, alba):
        ours = _begun().id
    with desk(app, brig):
        theirs = _begun().id
    assert at(Role.BOARD).get(f"/manage/raccolte-fondi/{ours}").status_code == 200
    assert at(Role.BOARD).submit(f"/manage/raccolte-fondi/{ours}/chiusura").status_code in (403, 404)
    assert at(Role.EDITOR).get(f"/manage/raccolte-fondi/{ours}").status_code in (403, 404)
    assert at(Role.TREASURER).get(f"/manage/raccolte-fondi/{theirs}").status_code == 404
    assert at(Role.TREASURER).get(f"/manage/raccolte-fondi/{uuid4()}.pdf").status_code == 404


def test_a_longer_list_costs_the_same(app: Flask, alba: Standing, at: At) -> None:
    treasurer = at(Role.TREASURER)
    with desk(app, alba):
        _with_movements(_begun())
    treasurer.get("/manage/raccolte-fondi")
    with count_queries() as before:
        treasurer.get("/manage/raccolte-fondi")
    with desk(app, alba):
        for name in ("Torte", "Libri", "Piante"):
            _begun(name=name)
    with count_queries() as after:
        treasurer.get("/manage/raccolte-fondi")
    assert len(after) == len(before)
