"""The deadlines of the papers of the money: each is there until it is done, and says no name and no amount."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from flask import Flask

from ama_net.features.bookkeeping.deadlines_money import money_due
from ama_net.features.bookkeeping.models import SpendingKind
from ama_net.features.bookkeeping.office_papers import paper_figures
from ama_net.features.bookkeeping.operations.contributions import note_contribution, publish_contributions
from ama_net.features.bookkeeping.operations.five_per_thousand import (
    Arrival,
    Spending,
    add_spending,
    change_five,
    receive_five,
)
from ama_net.features.bookkeeping.operations.fundraisings import (
    FundraisingFacts,
    begin_fundraising,
    close_fundraising,
)
from ama_net.foundation.clock import today
from ama_net.kernel.access import SYSTEM
from tests.factories.bookkeeping import make_movement
from tests.factories.people import make_organisation
from tests.support.days import last_year


def day(years: int = 0) -> date:
    """Ten days ago, or so many years later."""
    return today() - timedelta(days=10) + relativedelta(years=years)


def _due() -> dict[str, date]:
    found = money_due(today() - timedelta(days=400), today() + timedelta(days=1500))
    return {one.key.partition(".")[0] + "." + one.key.split(".")[1][:6]: one.due_on for one in found}


def test_a_fundraising_is_closed_within_the_term_of_the_deposit(in_alba: None) -> None:
    facts = FundraisingFacts("Uova", day(), day(), report="In piazza.", destination="Ai gruppi.")
    statement = begin_fundraising(facts, by=SYSTEM)
    assert list(_due().values()) == [date(day().year, 12, 31) + timedelta(days=180)]
    close_fundraising(statement, by=SYSTEM)
    assert _due() == {}


def test_a_small_five_per_thousand_is_accounted_for_within_a_year(in_alba: None) -> None:
    five = receive_five(Arrival(year=last_year() - 1, amount_cents=100_000, on=day()), by=SYSTEM)
    assert _due() == {"five.report": day(years=1)}
    add_spending(five, Spending(SpendingKind.RUNNING, 100_000, "Sale"), by=SYSTEM)
    change_five(five, report="Le sale.", sent_on=None, published_on=None, by=SYSTEM)
    assert _due() == {}


def test_a_large_one_is_sent_and_published_and_what_is_kept_is_used(in_alba: None) -> None:
    five = receive_five(Arrival(year=last_year() - 1, amount_cents=2_000_000, on=day()), by=SYSTEM)
    add_spending(five, Spending(SpendingKind.KEPT, 2_000_000, "Sede"), by=SYSTEM)
    change_five(five, report="Si tiene per la sede.", sent_on=today(), published_on=None, by=SYSTEM)
    assert _due() == {"five.sent": day(years=1) + timedelta(days=30), "five.kept": day(years=3)}
    change_five(five, report=five.report, sent_on=today(), published_on=today(), by=SYSTEM)
    assert _due() == {"five.kept": day(years=3)}


def test_contributions_above_the_threshold_are_published_by_june(in_alba: None) -> None:
    facts = {"on_day": date(last_year(), 3, 1), "memo": "Bando", "payer": make_organisation("Comune Inventato")}
    first = make_movement(900_000, "A.E8", **facts)
    assert _due() == {}
    second = make_movement(100_000, "A.E8", **facts)
    assert list(_due().values()) == [date(last_year() + 1, 6, 30)]
    for given in (first, second):
        note_contribution(given, counts=True, reason="Bando", by=SYSTEM)
    publish_contributions(last_year(), by=SYSTEM)
    assert _due() == {}


def test_the_first_page_says_only_what_is_to_do(app: Flask, in_alba: None) -> None:
    with app.test_request_context():
        assert paper_figures() == []
        begin_fundraising(FundraisingFacts("Uova", day(), day()), by=SYSTEM)
        receive_five(Arrival(year=last_year() - 1, amount_cents=100_000, on=day()), by=SYSTEM)
        make_movement(1_000_000, "A.E8", on_day=date(last_year(), 3, 1))
        assert [one.value for one in paper_figures()] == [1, 1, last_year()]
