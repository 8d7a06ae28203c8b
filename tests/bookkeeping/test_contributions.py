"""Public contributions of a year: what counts, the threshold, what the site shows and what it never does."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from ama_net.across.office.settings.operations import change_identity
from ama_net.features.bookkeeping.contributions_paper import contributions_pdf
from ama_net.features.bookkeeping.operations.contributions import (
    hide_contributions,
    note_contribution,
    publish_contributions,
)
from ama_net.features.bookkeeping.operations.five_per_thousand import Arrival, change_five, receive_five
from ama_net.features.bookkeeping.queries_contributions import (
    contributions_of,
    must_publish,
    others_of,
    published_years,
    shown_of,
    total_of,
)
from ama_net.foundation.clock import today
from ama_net.foundation.pdf import is_accessible
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.payments import Payment, PaymentWay, cancel_payment, refund_payment
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy.registry import forget_cached_tenants
from tests.factories.bookkeeping import make_line, make_movement
from tests.factories.people import make_organisation, make_person
from tests.support.clients import Browser
from tests.support.days import last_may, last_year
from tests.support.hands import desk
from tests.support.standing import Standing

At = Callable[[Role], Browser]


def _given(cents: int = 600_000, item: str = "A.E8", **values: Any) -> Payment:
    facts = {"on_day": last_may(), "memo": "Progetto gruppi", **values}
    payer = facts.pop("payer", None) or make_organisation("Comune Inventato")
    return make_movement(cents, item, payer=payer, **facts)


def _explained(cents: int = 600_000) -> Payment:
    given = _given(cents)
    note_contribution(given, counts=True, reason="Bando per i gruppi", by=SYSTEM)
    return given


def test_only_money_from_public_bodies_cashed_in_the_year_counts(in_alba: None) -> None:
    first, second = _given(), _given(100_000, "B.E4")
    _given(on_day=date(last_year() - 1, 12, 31))
    for item in ("A.E4", "A.E5", "A.E9", "B.E5"):
        _given(50_000, item)
    assert [one.payment.id for one in contributions_of(last_year())] == [first.id, second.id]
    assert total_of(contributions_of(last_year())) == 700_000


def test_what_is_said_counts_more_than_the_line(in_alba: None) -> None:
    out, into = _given(), _given(30_000, "A.E10")
    note_contribution(out, counts=False, by=SYSTEM)
    note_contribution(into, counts=True, by=SYSTEM)
    assert [one.payment.id for one in contributions_of(last_year())] == [into.id]
    assert [one.payment.id for one in others_of(last_year())] == [out.id]


def test_what_was_given_back_is_taken_away(in_alba: None) -> None:
    given = _given(600_000)
    refund_payment(given, on=last_may(), way=PaymentWay.TRANSFER, amount_cents=100_000, by=SYSTEM)
    assert total_of(contributions_of(last_year())) == 500_000


def test_a_cancelled_movement_is_no_contribution(in_alba: None) -> None:
    cancel_payment(_given(), why="sbaglio", by=SYSTEM)
    assert contributions_of(last_year()) == []


@pytest.mark.parametrize(("cents", "due"), [(999_999, False), (1_000_000, True)])
def test_the_threshold_is_of_all_together(in_alba: None, cents: int, due: bool) -> None:
    _given(400_000)
    _given(cents - 400_000, "B.E4")
    assert must_publish(last_year()) is due


def test_money_that_went_is_no_contribution(in_alba: None) -> None:
    with pytest.raises(WrongFact):
        note_contribution(make_movement(100, "A.U2"), counts=True, by=SYSTEM)


def test_words_of_the_first_note_are_not_published(in_alba: None) -> None:
    _given(memo="BONIFICO DI UGO SEGRETO")
    with pytest.raises(WrongFact):
        publish_contributions(last_year(), by=SYSTEM)
    assert published_years() == []


def test_a_person_is_never_published(in_alba: None) -> None:
    _given(payer=make_person("Ugo", "Segreto"))
    assert [one.payer for one in contributions_of(last_year())] == [""]


def test_what_comes_later_waits_to_be_published(in_alba: None) -> None:
    _explained(600_000)
    publish_contributions(last_year(), by=SYSTEM)
    later = _given(50_000, memo="Altro progetto")
    assert total_of(shown_of(last_year())) == 600_000
    note_contribution(later, counts=True, reason="Altro progetto", by=SYSTEM)
    publish_contributions(last_year(), by=SYSTEM)
    assert total_of(shown_of(last_year())) == 650_000
    hide_contributions(last_year(), by=SYSTEM)
    assert published_years() == []


def test_the_paper_can_be_read_aloud(in_alba: None) -> None:
    _given()
    assert is_accessible(contributions_pdf(last_year()))


def test_who_gave_it_is_the_body_of_the_register_unless_said(in_alba: None) -> None:
    _explained()
    publish_contributions(last_year(), by=SYSTEM)
    assert [(one.payer, one.reason) for one in shown_of(last_year())] == [("Comune Inventato", "Bando per i gruppi")]


def test_words_of_the_bank_are_not_proposed(app: Flask, alba: Standing, at: At) -> None:
    with desk(app, alba):
        typed, read = _given(memo="Bando").id, _given(memo="BONIFICO", line_id=make_line().id).id
    pages = [at(Role.TREASURER).get(f"/manage/contributi/movimenti/{one}").text for one in (typed, read)]
    assert ['value="Bando"' in pages[0], 'value="BONIFICO"' in pages[1]] == [True, False]


def test_the_site_shows_what_was_published(app: Flask, alba: Standing, brig: Standing, at: At) -> None:
    with desk(app, alba):
        given = _given().id
    treasurer, where = at(Role.TREASURER), f"/manage/contributi/{last_year()}"
    assert "Comune Inventato" not in treasurer.get("/trasparenza").get_data(as_text=True)
    form = {"counts": "y", "payer": "Comune di Inventata", "reason": "Bando per i gruppi"}
    assert treasurer.submit(f"/manage/contributi/movimenti/{given}", form).status_code == 303
    assert treasurer.submit(f"{where}/pubblicazione").status_code == 303
    page = treasurer.get("/trasparenza").get_data(as_text=True)
    assert "Comune di Inventata" in page
    assert "Bando per i gruppi" in page
    treasurer.submit(f"{where}/pubblicazione", {"action": "hide"})
    assert "Comune di Inventata" not in treasurer.get("/trasparenza").get_data(as_text=True)
    assert treasurer.get(f"{where}.pdf").data[:4] == b"%PDF"


def test_the_page_of_documents_leads_there_when_something_is_shown(
    app: Flask, alba: Standing, brig: Standing, client: Callable[[str], Browser]
) -> None:
    link = 'href="/trasparenza"'
    assert link not in client(alba.host).get("/documenti").text
    with desk(app, alba):
        _explained()
        publish_contributions(last_year(), by=SYSTEM)
    assert [link in client(place.host).get("/documenti").text for place in (alba, brig)] == [True, False]
    with desk(app, alba):
        change_identity({"rooms": {"bookkeeping": False}}, by=SYSTEM)
    forget_cached_tenants()
    page = client(alba.host).get("/documenti").text
    assert (link in page, client(alba.host).get("/trasparenza").status_code) == (False, 404)


def test_the_site_shows_the_five_per_thousand_from_its_day(app: Flask, alba: Standing, at: At) -> None:
    with desk(app, alba):
        on = today() - timedelta(days=30)
        five = receive_five(Arrival(year=last_year() - 1, amount_cents=2_500_000, on=on), by=SYSTEM)
        change_five(five, report="Le sale.", sent_on=None, published_on=None, by=SYSTEM)
        five_id = five.id
    browser = at(Role.TREASURER)
    address = f"/trasparenza/cinque-per-mille-{last_year() - 1}.pdf"
    assert browser.get(address).status_code == 404
    form = {"report": "Le sale.", "published_on": today().isoformat()}
    assert browser.submit(f"/manage/cinque-per-mille/{five_id}/relazione", form).status_code == 303
    assert "25.000,00" in browser.get("/trasparenza").get_data(as_text=True)
    assert browser.get(address).data[:4] == b"%PDF"


def test_who_checks_reads_and_others_do_not(app: Flask, alba: Standing, brig: Standing, at: At) -> None:
    with desk(app, brig):
        theirs = _given().id
    where = f"/manage/contributi/{last_year()}"
    assert at(Role.BOARD).get(where).status_code == 200
    assert at(Role.BOARD).submit(f"{where}/pubblicazione").status_code in (403, 404)
    assert at(Role.EDITOR).get(where).status_code in (403, 404)
    assert at(Role.TREASURER).get(f"/manage/contributi/movimenti/{theirs}").status_code == 404
    assert at(Role.TREASURER).get("/manage/contributi/99999").status_code == 404
    assert at(Role.TREASURER).get("/manage/contributi").status_code == 302
