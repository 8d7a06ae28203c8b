"""A browser keeps one time at once; above what an address may hold, a time is only chosen, and nothing is lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from ama_net.features.helpdesk.models import Appointment, Mode, Service
from ama_net.features.helpdesk.operations.appointments import book
from ama_net.features.helpdesk.settings import HelpdeskSettings, OnlineKind
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.helpdesk import make_visitor
from tests.helpdesk import booking_steps as steps
from tests.helpdesk.offering import at
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

Client = Callable[[str], Browser]
ORARIO = f"{steps.SERVICE}/orario"
KEPT = "Stai già tenendo un orario"


def _held(app: Flask, alba: Standing) -> list[object]:
    return [starts_at for state, starts_at in steps.appointments(app, alba) if state == "held"]


def _over_the_limit(client: Client, alba: Standing, hour: int = 10) -> Browser:
    """A browser whose address holds four times already: its own first choice is the fifth."""
    for number in range(4):
        steps.hold(client(alba.host), 9 + number % 4)
    browser = client(alba.host)
    answer = browser.submit(ORARIO, {"slot": steps.choice(at(hour))})
    assert (answer.status_code, "/prenotazione/scelta?slot=" in answer.headers["Location"]) == (303, True)
    return browser


def _chosen(hour: int = 10) -> str:
    return f"{steps.SERVICE}/prenotazione/scelta?slot={steps.choice(at(hour)).replace('|', '%7C')}"


# --- one at once -----------------------------------------------------------------------------------------------------


def test_choosing_another_time_gives_the_first_back(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    for hour in (10, 11, 12):
        steps.hold(browser, hour)
    assert _held(app, alba) == [at(12)]


def test_who_goes_back_finds_the_time_they_hold(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path = steps.hold(browser)
    pages = [browser.get(address).text for address in (steps.SERVICE, "/sportello")]
    assert [(KEPT in page, path in page) for page in pages] == [(True, True)] * 2
    assert KEPT not in client(alba.host).get(steps.SERVICE).text


def test_choosing_the_same_time_again_leads_to_its_form(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    assert (steps.hold(browser) == steps.hold(browser), _held(app, alba)) == (True, [at(10)])


def test_a_time_that_is_gone_leaves_the_first_held(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser, other = client(alba.host), client(alba.host)
    steps.hold(browser, 10)
    steps.hold(other, 11)
    answer = browser.submit(ORARIO, {"slot": steps.choice(at(11))})
    assert (answer.status_code, KEPT in answer.text, _held(app, alba)) == (409, True, [at(10), at(11)])


@pytest.mark.parametrize("how", ["given back", "confirmed", "expired"])
def test_what_is_held_no_more_is_not_shown(app: Flask, alba: Standing, client: Client, how: str) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path = steps.hold(browser)
    if how == "given back":
        browser.submit(f"{path}/rinuncia")
    elif how == "confirmed":
        assert steps.send(browser, path).status_code == 303
    with time_machine.travel(now() + timedelta(minutes=11 if how == "expired" else 0), tick=True):
        assert KEPT not in browser.get(steps.SERVICE).text


def test_what_waits_for_its_mailed_link_is_not_let_go(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    assert steps.send(browser, steps.hold(browser), proof="").status_code == 303
    steps.hold(browser, 11)
    assert _held(app, alba) == [at(10), at(11)]


# --- above what an address may hold ----------------------------------------------------------------------------------


def test_the_fifth_of_an_address_is_only_chosen(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba, people=8)
    page = _over_the_limit(client, alba).get(_chosen()).text
    assert ("Diventa tuo quando premi il bottone" in page, "non è più" in page) == (True, False)
    assert len(_held(app, alba)) == 4


def test_what_was_only_chosen_is_booked_with_the_form(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba, people=8)
    browser = _over_the_limit(client, alba)
    assert steps.send(browser, _chosen(), slot=steps.choice(at(10))).status_code == 303
    with desk(app, alba):
        assert steps.the_appointment().starts_at == at(10)


def test_a_wrong_form_keeps_what_was_chosen(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba, people=8)
    browser = _over_the_limit(client, alba)
    answer = steps.send(browser, _chosen(), slot=steps.choice(at(10)), nickname="")
    assert (answer.status_code, f'type="hidden" name="slot" value="{steps.choice(at(10))}"' in answer.text) == (
        422,
        True,
    )


def test_what_was_chosen_and_went_shows_the_next_times(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    with desk(app, alba):
        service = db.session.scalars(select(Service)).one()
        book(service, at(10), Mode.ONLINE, make_visitor(), by=PUBLIC)
    browser = client(alba.host)
    looked, sent = browser.get(_chosen()), steps.send(browser, _chosen(), slot=steps.choice(at(10)))
    assert [one.text.count('type="radio" value="20') > 0 for one in (looked, sent)] == [True, True]
    assert ["Qualcuno è stato più veloce" in one.text for one in (looked, sent)] == [False, True]
    assert (looked.status_code, sent.status_code) == (200, 409)


def test_fifteen_an_hour_hold_exchanges_too(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    for number in range(15):
        assert "slot=" not in steps.hold(browser, 9 + number % 4)
    assert "slot=" in steps.hold(browser, 12 if 15 % 4 != 3 else 9)
    assert len(_held(app, alba)) == 1


@pytest.mark.parametrize("slot", ["", "x", "9999-12-31T23:59Z|online"])
def test_rubbish_is_chosen_by_nobody(app: Flask, alba: Standing, client: Client, slot: str) -> None:
    steps.prepare(app, alba, people=8)
    browser = _over_the_limit(client, alba)
    answers = [
        browser.submit(ORARIO, {"slot": slot}),
        browser.get(f"{steps.SERVICE}/prenotazione/scelta?slot={slot}"),
        steps.send(browser, f"{steps.SERVICE}/prenotazione/scelta", slot=slot),
    ]
    assert [answer.status_code for answer in answers] == [422, 200, 422]


# --- words -----------------------------------------------------------------------------------------------------------


def test_a_hold_that_is_no_more_blames_nobody(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path = steps.hold(browser)
    browser.submit(f"{path}/rinuncia")
    pages = [browser.get(address).text for address in (path, f"{steps.SERVICE}/prenotazione/xx")]
    assert [
        ("Questo orario non è più tenuto per te" in page, "Qualcuno è stato più veloce" in page) for page in pages
    ] == [(True, False)] * 2


def test_an_answer_opened_again_leads_back_to_the_times(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    answer = client(alba.host).get(ORARIO)
    assert (answer.status_code, answer.headers["Location"]) == (303, steps.SERVICE)


def test_the_telephone_asks_for_the_number(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba, phone=True)
    page = client(alba.host)
    browser = page.get(steps.hold(page, mode="phone")).text
    asked = ["Il numero a cui ti chiamiamo", "Se dobbiamo avvisarti di un cambio", "Un'e-mail o un telefono"]
    assert [words in browser for words in asked] == [True, True, False]


@pytest.mark.parametrize(
    ("mode", "kind", "said"), [("online", "none", 1), ("in_person", "none", 0), ("online", "jitsi", 0)]
)
def test_online_says_how_the_link_may_come(
    app: Flask, alba: Standing, client: Client, mode: str, kind: str, said: int
) -> None:
    steps.prepare(app, alba)
    with desk(app, alba):
        save_settings(HelpdeskSettings(online_kind=OnlineKind(kind), online_host="meet.alba.example"), by=None)
    browser = client(alba.host)
    assert browser.get(steps.hold(browser, mode=mode)).text.count("o un cellulare che riceve messaggi") == said


def test_at_the_end_of_the_world_nothing_is_free(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    slot = "9999-12-31T23:59Z|online"
    browser = client(alba.host)
    path, _code = steps.book(browser)
    with desk(app, alba):
        own = f"{path}/appuntamenti/{db.session.scalars(select(Appointment.id)).one()}/orario"
    form = f"{steps.SERVICE}/prenotazione/{'x' * 43}"
    told = [
        browser.submit(ORARIO, {"slot": slot}),
        steps.send(browser, form, slot=slot),
        browser.submit(own, {"slot": slot}),
    ]
    assert [answer.status_code for answer in told] == [422] * 3


def test_the_words_for_a_minor_are_shown_without_script(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    page = browser.get(steps.hold(browser)).text
    box = page[page.index("Solo se hai risposto sì") :]
    assert ("<details" in box[: box.index('name="guardian"')], 'name="guardian"' in box) == (False, True)
