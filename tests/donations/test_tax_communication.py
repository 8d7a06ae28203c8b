"""The gifts of a year told to the tax agency: who is in, who is not and why, the table to take away."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from ama_net.across.office.settings.operations import change_identity
from ama_net.features.donations.deadlines import gifts_due
from ama_net.features.donations.models import Gift
from ama_net.features.donations.operations.donor_choices import oppose
from ama_net.features.donations.operations.finishing import finish
from ama_net.features.donations.operations.gifts import Giving
from ama_net.features.donations.operations.receiving import note_in_kind
from ama_net.features.donations.tax_communication import Told, Why, communication_of, last_day
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.payments import PaymentWay, refund_payment
from ama_net.kernel.payments.purposes import purpose_named
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.registry import forget_cached_tenants
from tests.factories.donations import DONOR, give, make_gift, make_series
from tests.support.clients import Browser
from tests.support.days import last_may, last_year
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

CODE = "RSSMRA72L09H501S"
GIVER = replace(DONOR, given_name="Mario", family_name="Rossi", tax_code=CODE)


def address() -> str:
    """The page of what is told of last year."""
    return f"/manage/donazioni/comunicazione/{last_year()}"


@pytest.fixture
def in_runts(app: Flask, alba: Standing) -> None:
    """Alba with its number of the RUNTS."""
    written = {"tax_code": "93096710384", "runts_section": "A", "runts_number": "12345"}
    with app.test_request_context(), tenant_scope(alba.id), unit_of_work():
        change_identity({"registration": written}, by=SYSTEM)
    forget_cached_tenants()


def gave(cents: int = 5000, *, on: date | None = None, way: PaymentWay = PaymentWay.TRANSFER, **values: Any) -> Gift:
    """A gift whose money came on a day, with who gave it in the register."""
    gift = make_gift(cents, **{"donor": GIVER, **values})
    give(gift, cents, way, on=on or last_may())
    finish(gift.id)
    return gift


def reasons() -> dict[Why, int]:
    """How many are left out for each reason."""
    told = communication_of(last_year())
    return {why: len(rows) for why in Why if (rows := told.left_out_for(why))}


def test_what_a_person_gave_by_traceable_means_is_one_line(in_alba: Standing) -> None:
    gift = gave(5000)
    gave(2500, way=PaymentWay.CARD)
    assert gift.person_id is not None
    line = Told(gift.person_id, CODE, "Rossi", "Mario", 7500, 2, 0, None, continuous=False)
    assert communication_of(last_year()).told == (line,)
    assert reasons() == {}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"way": PaymentWay.CASH}, Why.CASH),
        ({"way": PaymentWay.OTHER}, Why.WAY),
        ({"donor": replace(GIVER, tax_code="")}, Why.NO_CODE),
        ({"donor": replace(GIVER, organisation="Bottega Inventata", tax_code="")}, Why.BODY),
        ({"donor": replace(GIVER, given_name="", family_name="", tax_code="")}, Why.NOBODY),
    ],
)
def test_the_rest_is_left_out_with_its_reason(in_alba: Standing, values: dict[str, Any], why: Why) -> None:
    gave(**values)
    assert communication_of(last_year()).told == ()
    assert reasons() == {why: 1}


def test_a_wrong_tax_code_is_left_out(in_alba: Standing) -> None:
    person = db.session.get_one(Person, gave().person_id)
    person.tax_code = "RSSMRA72L09H501X"
    db.session.flush()
    assert reasons() == {Why.WRONG_CODE: 1}


def test_what_was_given_back_in_the_year_is_not_told(in_alba: Standing) -> None:
    gift = make_gift(5000, donor=GIVER)
    payment = give(gift, 5000, on=last_may())
    finish(gift.id)
    refund_payment(payment, on=date(last_year(), 6, 1), way=PaymentWay.TRANSFER, by=SYSTEM)
    assert communication_of(last_year()).told == ()
    assert reasons() == {Why.GIVEN_BACK: 1}


def test_what_was_given_back_in_part_is_told_for_the_rest(in_alba: Standing) -> None:
    gift = make_gift(5000, donor=GIVER)
    payment = give(gift, 5000, on=last_may())
    finish(gift.id)
    refund_payment(payment, on=date(last_year(), 6, 1), way=PaymentWay.TRANSFER, by=SYSTEM, amount_cents=2000)
    assert [one.cents for one in communication_of(last_year()).told] == [3000]


def test_what_is_given_back_later_is_told_in_the_year_it_goes_back(in_alba: Standing) -> None:
    gift = make_gift(5000, donor=GIVER)
    payment = give(gift, 5000, on=date(last_year() - 1, 12, 30))
    finish(gift.id)
    refund_payment(payment, on=date(last_year(), 1, 10), way=PaymentWay.TRANSFER, by=SYSTEM)
    first, then = communication_of(last_year() - 1), communication_of(last_year())
    assert ([one.cents for one in first.told], first.back_later) == ([5000], 1)
    assert [(one.cents, one.back_cents, one.back_year) for one in then.told] == [(0, 5000, last_year() - 1)]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (lambda: date(last_year(), 12, 31), {Why.OPPOSED: 1}),
        (lambda: date(last_year() + 1, 1, 1), {}),
    ],
)
def test_who_opposed_in_time_is_left_out(in_alba: Standing, day: Callable[[], date], expected: dict[Why, int]) -> None:
    person = db.session.get_one(Person, gave().person_id)
    oppose(person, on=day(), through="mail", by=SYSTEM)
    assert reasons() == expected


def test_gifts_of_things_are_left_out(in_alba: Standing) -> None:
    note_in_kind(Giving(9000, PaymentWay.OTHER, GIVER), "Dieci sedie", on=last_may(), by=SYSTEM)
    assert reasons() == {Why.THING: 1}


def test_who_gives_again_and_again_is_marked(in_alba: Standing) -> None:
    series = make_series(donor=GIVER)
    instalment = purpose_named("recurring_gifts").instalment
    assert instalment is not None
    row = instalment(series.id, 1000, last_may(), "stripe:ch_1")
    gift = db.session.get_one(Gift, row.id)
    give(gift, 1000, PaymentWay.CARD, on=last_may())
    finish(gift.id)
    assert [one.continuous for one in communication_of(last_year()).told] == [True]


def test_a_code_that_does_not_go_with_the_name_is_a_doubt_and_is_told(in_alba: Standing) -> None:
    gave(donor=replace(GIVER, given_name="Alcina", family_name="Dellisola"))
    told = communication_of(last_year())
    assert (len(told.told), len(told.doubtful)) == (1, 1)


def test_fees_and_other_years_are_not_in_it(in_alba: Standing) -> None:
    gave(on=date(last_year() - 1, 12, 31))
    gave(on=date(last_year() + 1, 1, 1))
    assert communication_of(last_year()).told == ()


def test_it_is_owed_above_the_threshold_of_the_year_before(in_alba: Standing) -> None:
    gave(22_000_000, on=date(last_year() - 1, 3, 1))
    assert communication_of(last_year()).is_owed is False
    gave(1, on=date(last_year() - 1, 3, 2))
    assert communication_of(last_year()).is_owed is True


def test_the_same_questions_for_one_gift_and_for_many(in_alba: Standing) -> None:
    gave()
    db.session.flush()
    with count_queries() as few:
        communication_of(last_year())
    for _time in range(3):
        gave()
    db.session.flush()
    with count_queries() as many:
        communication_of(last_year())
    assert len(many) == len(few)


@pytest.mark.usefixtures("in_runts")
def test_the_table_has_its_columns_and_one_line_each(app: Flask, alba: Standing, at: Callable[[Any], Browser]) -> None:
    with desk(app, alba):
        gave(5050)
    answer = at(Role.TREASURER).get(f"{address()}/elenco.csv")
    lines = answer.text.lstrip("\ufeff").splitlines()
    assert lines == [
        "cf_donatore;cognome;nome;anno;importo_totale;n_versamenti;rimborsi;anno_rimborsato;continuativo;opposizione;tipologia_ente",
        f"{CODE};Rossi;Mario;{last_year()};50,50;1;0,00;;N;N;4",
    ]


@pytest.mark.usefixtures("in_runts")
def test_the_same_table_for_spreadsheets(app: Flask, alba: Standing, at: Callable[[Any], Browser]) -> None:
    with desk(app, alba):
        gave(5050)
    answer = at(Role.TREASURER).get(f"{address()}/elenco.xlsx")
    rows = list(load_workbook(BytesIO(answer.data)).active.values)  # type: ignore[union-attr]
    assert rows[1][:6] == (CODE, "Rossi", "Mario", last_year(), 50.5, 1)


@pytest.mark.usefixtures("in_runts")
@pytest.mark.parametrize(
    ("part", "page", "table"),
    [(Role.TREASURER, 200, 200), (Role.PRESIDENT, 200, 200), (Role.BOARD, 200, 404), (Role.EDITOR, 404, 404)],
)
def test_who_reads_and_who_takes_it_away(at: Callable[[Any], Browser], part: Role, page: int, table: int) -> None:
    browser = at(part)
    assert (browser.get(address()).status_code, browser.get(f"{address()}/elenco.csv").status_code) == (page, table)


@pytest.mark.parametrize("year", [lambda: 2016, lambda: today().year + 1, lambda: 99999])
def test_a_year_that_cannot_be_is_not_there(at: Callable[[Any], Browser], year: Callable[[], int]) -> None:
    assert at(Role.TREASURER).get(f"/manage/donazioni/comunicazione/{year()}").status_code == 404


@pytest.mark.usefixtures("in_runts")
def test_the_gifts_of_another_association_are_not_told(
    app: Flask, brig: Standing, at: Callable[[Any], Browser]
) -> None:
    with desk(app, brig):
        gave(5050)
    assert len(at(Role.TREASURER).get(f"{address()}/elenco.csv").text.splitlines()) == 1


def test_the_office_writes_down_an_opposition(app: Flask, alba: Standing, at: Callable[[Any], Browser]) -> None:
    with desk(app, alba):
        person_id = gave().person_id
    browser, path = at(Role.TREASURER), f"/manage/donazioni/opposizioni/{person_id}"
    assert browser.get(path).status_code == 200
    assert browser.submit(path, {"on": "2999-01-01", "through": "mail"}).status_code == 422
    assert browser.submit(path, {"on": last_may().isoformat(), "through": "mail"}).status_code == 303
    with desk(app, alba):
        assert reasons() == {Why.OPPOSED: 1}
    assert browser.submit(f"{path}/ritiro").status_code == 303
    with desk(app, alba):
        assert reasons() == {}


@pytest.mark.usefixtures("in_runts")
def test_the_page_says_a_term_that_is_past_and_what_the_body_is(
    app: Flask, alba: Standing, at: Callable[[Any], Browser]
) -> None:
    with desk(app, alba):
        gave()
        past = last_day(last_year()) < today()
    page = unescape(at(Role.TREASURER).get(address()).text)
    facts = ("termine era il" in page, "Annota che non vuole" in page, "4, organizzazione di volontariato" in page)
    assert facts == (past, True, True)


def test_without_a_number_the_page_leads_to_where_it_is_written(at: Callable[[Any], Browser]) -> None:
    pages = [at(role).get(address()).text for role in (Role.PRESIDENT, Role.BOARD)]
    assert ["Scrivi il numero di repertorio" in page for page in pages] == [True, False]


def test_the_audit_does_not_say_who_opposed(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        person_id = gave().person_id
        oppose(db.session.get_one(Person, person_id), on=last_may(), through="mail", by=SYSTEM)
    with desk(app, alba):
        entries = db.session.scalars(select(LedgerEntry.facts))
        facts = [one for one in entries if one.get("verb") == "donor_choices.opposed"]
        assert (len(facts), str(person_id) in str(facts)) == (1, False)


def test_without_a_number_of_the_runts_there_is_nothing_to_take_away(
    app: Flask, alba: Standing, at: Callable[[Any], Browser]
) -> None:
    with desk(app, alba):
        gave()
    browser = at(Role.TREASURER)
    assert "Non c'è niente da comunicare" in unescape(browser.get(address()).text)
    assert browser.get(f"{address()}/elenco.csv").status_code == 404


@pytest.mark.usefixtures("in_runts")
def test_the_last_day_is_among_the_deadlines_of_who_has_something_to_tell(app: Flask, alba: Standing) -> None:
    day = last_day(last_year())
    with desk(app, alba):
        assert list(gifts_due(day, day)) == []
        gave()
        assert [(one.due_on, one.key) for one in gifts_due(day, day)] == [(day, "donations.communication")]
        assert list(gifts_due(day + timedelta(days=1), day + timedelta(days=300))) == []
