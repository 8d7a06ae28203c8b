"""The figures of gifts: what they count, what they open, who may look."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from ama_net.features.donations.donor_facts import DonorFacts
from ama_net.features.donations.gift_report import (
    by_campaign,
    by_month,
    by_way,
    coming_back,
    regular,
    summary,
    who_moved,
)
from ama_net.features.donations.models import Gift
from ama_net.features.donations.operations.gifts import Giving
from ama_net.features.donations.operations.receiving import Arrived, note_gift, note_in_kind
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.payments import PaymentWay, refund_payment
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.donations import give, make_campaign, make_gift, make_series
from tests.factories.people import make_person
from tests.support.cast import Part, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

YEAR = 2025
At = Callable[[Part], Browser]


def _gave(person: Person | None, year: int, cents: int = 1_000, **values: Any) -> Gift:
    day = date(year, values.pop("month", 3), 5)
    way = values.pop("way", PaymentWay.TRANSFER)
    return note_gift(Giving(cents, way, DonorFacts(), **values), Arrived(cents, day, way), payer=person, by=SYSTEM)


def _numbers(table: Any, label: str) -> tuple[int, ...]:
    return next(tuple(line.numbers) for line in table.lines if line.label == label)


@pytest.mark.usefixtures("in_alba")
def test_a_year_is_what_arrived_in_it_less_what_went_back(app: Flask) -> None:
    with app.test_request_context():
        one = make_person("Uno", "Inventato")
        _gave(one, YEAR, 3_000)
        _gave(one, YEAR - 1, 9_000)
        payment = give(make_gift(2_000), 2_000, on=date(YEAR, 5, 1))
        refund_payment(payment, on=date(YEAR, 6, 1), way=PaymentWay.TRANSFER, amount_cents=500, by=SYSTEM)
        make_gift(700)
        found = summary(YEAR)
    assert (found.cents, found.gifts, found.donors, found.waiting, found.waiting_cents) == (4_500, 2, 1, 1, 700)


@pytest.mark.usefixtures("in_alba")
def test_things_are_no_money(app: Flask) -> None:
    with app.test_request_context():
        giving = Giving(20_000, PaymentWay.OTHER, DonorFacts())
        note_in_kind(giving, "Sedie", on=date(YEAR, 4, 1), payer=make_person("Uno", "Inventato"), by=SYSTEM)
        found = summary(YEAR)
    assert (found.cents, found.gifts, found.in_kind_cents) == (0, 0, 20_000)


@pytest.mark.usefixtures("in_alba")
def test_months_stand_beside_those_of_the_year_before(app: Flask) -> None:
    with app.test_request_context():
        _gave(None, YEAR, 1_000, month=3)
        _gave(None, YEAR - 1, 400, month=3)
        assert by_month(YEAR).lines[2].numbers == (1_000, 1, 400)


@pytest.mark.usefixtures("in_alba")
def test_ways_and_campaigns_add_up_to_the_year(app: Flask) -> None:
    with app.test_request_context():
        campaign = make_campaign()
        _gave(None, YEAR, 1_000, way=PaymentWay.CASH)
        _gave(None, YEAR, 2_500, campaign=campaign)
        ways, campaigns = by_way(YEAR), by_campaign(YEAR)
    assert (ways.total, campaigns.total) == ((3_500, 2), (3_500, 2))
    assert _numbers(campaigns, "Una sede nuova") == (2_500, 1)


@pytest.mark.usefixtures("in_alba")
def test_who_comes_back_is_counted_once(app: Flask) -> None:
    with app.test_request_context():
        stays, begins, leaves, returns = (make_person(name, "Inventato") for name in ("Anna", "Bice", "Ciro", "Dina"))
        for person, years in (
            (stays, (YEAR - 1, YEAR, YEAR)),
            (begins, (YEAR,)),
            (leaves, (YEAR - 1,)),
            (returns, (YEAR - 3, YEAR)),
        ):
            for year in years:
                _gave(person, year)
        assert _numbers(coming_back(), str(YEAR)) == (3, 1, 1, 1, 1, 50)


@pytest.mark.usefixtures("in_alba")
def test_what_the_lost_gave_the_year_before_is_told(app: Flask) -> None:
    with app.test_request_context():
        _gave(make_person("Ciro", "Inventato"), YEAR - 1, 7_000)
        assert who_moved(YEAR).lines[3].numbers == (7_000, 1)


@pytest.mark.usefixtures("in_alba")
def test_a_yearly_gift_is_a_twelfth_in_each_month() -> None:
    from ama_net.features.donations.models import Interval

    for cents, every in ((1_000, Interval.MONTH), (12_000, Interval.YEAR)):
        make_series(cents, every=every).state = "active"
    make_series(5_000)
    db.session.flush()
    assert (regular().number, regular().monthly_cents) == (2, 2_000)


@pytest.fixture
def gifts(app: Flask, alba: Standing) -> None:
    """Two gifts of this year and one of the last, of two people."""
    with app.app_context(), app.test_request_context(), tenant_scope(alba.id), unit_of_work():
        one, two = make_person("Uno", "Inventato"), make_person("Due", "Inventata")
        for person, year in ((one, today().year), (two, today().year), (one, today().year - 1)):
            note_gift(
                Giving(1_000, PaymentWay.CASH, DonorFacts(), campaign=None),
                Arrived(1_000, date(year, 1, 1), PaymentWay.CASH),
                payer=person,
                by=SYSTEM,
            )


@pytest.mark.parametrize(("role", "status"), [(Role.TREASURER, 200), (Role.BOARD, 200), (Role.MEMBER, 404)])
def test_who_may_look(at: At, gifts: None, role: Role, status: int) -> None:
    browser = at(role)
    pages = (
        "/manage/donazioni/quadro",
        "/manage/donazioni/quadro/per-mese.csv",
        "/manage/donazioni/quadro/chi-torna.xlsx",
    )
    assert [browser.get(page).status_code for page in pages] == [status] * 3


@pytest.mark.parametrize("page", ["?anno=1999", "?anno=x", "/niente.csv"])
def test_what_is_not_told_is_not_there(at: At, gifts: None, page: str) -> None:
    assert at(Role.TREASURER).get(f"/manage/donazioni/quadro{page}").status_code == 404


def test_another_association_sees_none(client: Callable[[str], Browser], brig: Standing, gifts: None) -> None:
    page = sign_in(client(brig.host), brig, Role.TREASURER).get("/manage/donazioni/quadro")
    assert "Ancora niente da contare" in page.text


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("state=received&donors=new-{year}", 1),
        ("state=received&donors=kept-{year}", 1),
        ("state=received&donors=lost-{year}", 0),
        ("state=received&month={year}-01", 2),
        ("state=received&year={year}&way=cash", 2),
        ("state=received&year={year}&campaign=none", 2),
    ],
)
def test_every_number_opens_as_many_rows(at: At, gifts: None, query: str, number: int) -> None:
    text = at(Role.TREASURER).get(f"/manage/donazioni?{query.format(year=today().year)}").text
    assert text.count('<th scope="row"') == number


def test_the_page_takes_the_same_questions_however_many_gifts(app: Flask, alba: Standing, at: At, gifts: None) -> None:
    browser = at(Role.TREASURER)
    browser.get("/manage/donazioni/quadro")
    with count_queries() as few:
        browser.get("/manage/donazioni/quadro")
    with app.app_context(), app.test_request_context(), tenant_scope(alba.id), unit_of_work():
        for number in range(4):
            give(make_gift(100 + number), 100 + number)
    with count_queries() as many:
        browser.get("/manage/donazioni/quadro")
    assert len(many) == len(few)
