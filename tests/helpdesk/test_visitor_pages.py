"""The visitor's own pages: the receipt, the code, moving, calling off, the calendar file, taking everything back."""

import re
from collections.abc import Callable
from datetime import UTC, timedelta

import pytest
import time_machine
from flask import Flask
from icalendar import Calendar

from ama_net.features.helpdesk.models import Appointment, Mode, Service, Visitor
from ama_net.features.helpdesk.operations.appointments import book
from ama_net.features.helpdesk.visitor_secrets import token_of
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.scheduling import Reservation
from tests.factories.helpdesk import make_visitor
from tests.helpdesk import booking_steps as steps
from tests.helpdesk.offering import at
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

Client = Callable[[str], Browser]


def _booked(app: Flask, alba: Standing, client: Client, **values: object) -> tuple[Browser, str, str]:
    """A browser that has booked, the path of the page and that of the appointment."""
    steps.prepare(app, alba, **values)
    browser = client(alba.host)
    path, _code = steps.book(browser)
    with desk(app, alba):
        return browser, path, f"{path}/appuntamenti/{steps.the_appointment().id}"


# --- the receipt and the code ----------------------------------------------------------------------------------------


def test_receipt_shows_when_and_the_way_back(app: Flask, alba: Standing, client: Client) -> None:
    browser, path, _one = _booked(app, alba, client)
    page = browser.get(steps.RECEIPT).text
    assert ("Fatto: ti aspettiamo" in page, f"http://{alba.host}:8000{path}" in page, steps.NICKNAME in page) == (
        True,
        True,
        False,
    )


def test_receipt_is_gone_when_hidden_or_late_or_elsewhere(app: Flask, alba: Standing, client: Client) -> None:
    browser, _path, _one = _booked(app, alba, client)
    with time_machine.travel(now().timestamp() + 601, tick=True):
        late = browser.get(steps.RECEIPT)
    browser.submit(steps.RECEIPT)
    answers = [late, browser.get(steps.RECEIPT), client(alba.host).get(steps.RECEIPT)]
    assert [answer.headers.get("Location") for answer in answers] == ["/sportello/codice"] * 3


def test_a_code_opens_the_page(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    _path, code = steps.book(browser)
    other = client(alba.host)
    opened = other.submit("/sportello/codice", {"code": code.lower().replace("-", "")})
    assert (opened.status_code, other.get(opened.headers["Location"]).status_code) == (303, 200)


def test_wrong_codes_are_refused_then_stopped(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    answers = [browser.submit("/sportello/codice", {"code": "2222-2222"}).status_code for _time in range(6)]
    assert answers == [422] * 5 + [429]


def test_a_code_of_another_association_is_wrong(app: Flask, alba: Standing, brig: Standing, client: Client) -> None:
    steps.prepare(app, alba, brig)
    _path, code = steps.book(client(alba.host))
    assert client(brig.host).submit("/sportello/codice", {"code": code}).status_code == 422


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_says_when_and_not_who_nor_why(app: Flask, alba: Standing, client: Client) -> None:
    browser, path, _one = _booked(app, alba, client)
    answer = browser.get(path)
    shown = [said in answer.text for said in (steps.NICKNAME, steps.MAIL, "sorella", steps.NAME, "Sposta", "Disdici")]
    assert shown == [False, False, False, False, True, True]
    assert (answer.headers["Cache-Control"], "noindex" in answer.headers["X-Robots-Tag"]) == ("no-store", True)
    assert ("Non è un pronto soccorso" in answer.text, "Esci subito" in answer.text) == (True, True)


@pytest.mark.parametrize("token", ["x", "a" * 43, "a.b.c"])
def test_a_wrong_link_leads_nowhere(app: Flask, alba: Standing, client: Client, token: str) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    answers = [browser.get(f"/sportello/mio/{token}"), browser.submit(f"/sportello/mio/{token}/cancellazione")]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_opening_links_changes_nothing(app: Flask, alba: Standing, client: Client) -> None:
    browser, path, one = _booked(app, alba, client)
    answers = [browser.get(f"{one}/disdetta"), browser.get(f"{path}/cancellazione"), browser.get(f"{one}/orario")]
    assert [answer.status_code for answer in answers] == [405, 405, 200]
    assert steps.appointments(app, alba) == [("confirmed", at(10))]


def test_an_appointment_of_somebody_else_is_not_there(app: Flask, alba: Standing, client: Client) -> None:
    browser, path, _one = _booked(app, alba, client)
    with desk(app, alba):
        service = db.session.query(Service).one()
        other = book(service, at(11), Mode.ONLINE, make_visitor(), by=PUBLIC).id
    base = f"{path}/appuntamenti/{other}"
    answers = [
        browser.get(f"{base}/orario"),
        browser.submit(f"{base}/orario", {"slot": steps.choice(at(12))}),
        browser.submit(f"{base}/disdetta"),
        browser.get(f"{base}.ics"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4


# --- moving and calling off ------------------------------------------------------------------------------------------


def test_moving_shows_free_times_its_own_too(app: Flask, alba: Standing, client: Client) -> None:
    browser, _path, one = _booked(app, alba, client)
    page = browser.get(f"{one}/orario?giorno={at(9).date()}").text
    assert [f"ore {hour}:00" in page for hour in (9, 10, 11, 12)] == [True, True, True, True]
    assert [steps.choice(at(10), mode) in page for mode in ("in_person", "online")] == [True, False]


def test_moving_offers_no_time_that_it_has_already(app: Flask, alba: Standing, client: Client) -> None:
    browser, _path, one = _booked(app, alba, client, in_person=False)
    page = browser.get(f"{one}/orario?giorno={at(9).date()}").text
    assert [steps.choice(at(hour)) in page for hour in (9, 10, 11)] == [True, False, True]


def test_moving_gives_the_new_time_and_frees_the_old(app: Flask, alba: Standing, client: Client) -> None:
    browser, path, one = _booked(app, alba, client)
    answer = browser.submit(f"{one}/orario", {"slot": steps.choice(at(12))})
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    with desk(app, alba):
        made = steps.the_appointment()
        assert (made.starts_at, made.sequence, db.session.query(Reservation).count()) == (at(12), 1, 1)


@pytest.mark.parametrize(
    ("slot", "status"), [(lambda: "", 422), (lambda: "x", 422), (lambda: steps.choice(at(3)), 409)]
)
def test_a_move_that_cannot_be_leaves_it_as_it_was(
    app: Flask, alba: Standing, client: Client, slot: Callable[[], str], status: int
) -> None:
    browser, _path, one = _booked(app, alba, client)
    answer = browser.submit(f"{one}/orario", {"slot": slot()})
    assert (answer.status_code, steps.appointments(app, alba)) == (status, [("confirmed", at(10))])


def test_calling_off_frees_the_time(app: Flask, alba: Standing, client: Client) -> None:
    browser, path, one = _booked(app, alba, client)
    answers = [browser.submit(f"{one}/disdetta") for _time in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [path, path]
    with desk(app, alba):
        made = steps.the_appointment()
        assert (made.state, made.cancelled_by, db.session.query(Reservation).count()) == ("cancelled", "visitor", 0)
    page = browser.get(path).text
    said = ["Non c'è nessun appuntamento in arrivo", "Passati e disdetti", "Disdici e cancella tutto", "Prima di oggi"]
    assert [words in page for words in said] == [True, True, False, False]


def test_too_near_it_is_said_to_call(app: Flask, alba: Standing, client: Client) -> None:
    browser, path, one = _booked(app, alba, client, change_hours=12)
    with time_machine.travel((at(10) - timedelta(hours=2)).astimezone(UTC), tick=True):
        page = browser.get(path).text
        moved, cancelled = browser.get(f"{one}/orario"), browser.submit(f"{one}/disdetta")
    assert ("Manca poco: per spostarlo o disdirlo, chiamaci." in page, moved.status_code, cancelled.status_code) == (
        True,
        303,
        303,
    )
    assert steps.appointments(app, alba) == [("confirmed", at(10))]


# --- the calendar file -----------------------------------------------------------------------------------------------


def _event(browser: Browser, one: str) -> tuple[str, str, int, str, str]:
    answer = browser.get(f"{one}.ics")
    calendar = Calendar.from_ical(answer.data)
    (event,) = calendar.walk("VEVENT")
    method = str(calendar["METHOD"])
    assert f"method={method}" in answer.headers["Content-Type"]
    return method, str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"]), str(event["SUMMARY"])


def test_the_calendar_follows_changes_with_the_same_event(app: Flask, alba: Standing, client: Client) -> None:
    browser, _path, one = _booked(app, alba, client)
    first = _event(browser, one)
    browser.submit(f"{one}/orario", {"slot": steps.choice(at(12))})
    moved = _event(browser, one)
    browser.submit(f"{one}/disdetta")
    gone = _event(browser, one)
    uid = f"{one.rpartition('/')[2]}@appointments"
    assert [first, moved, gone] == [
        ("PUBLISH", uid, 0, "CONFIRMED", "Appuntamento"),
        ("PUBLISH", uid, 1, "CONFIRMED", "Appuntamento"),
        ("CANCEL", uid, 2, "CANCELLED", "Appuntamento disdetto"),
    ]


def test_the_calendar_says_neither_who_nor_what_nor_the_secret(app: Flask, alba: Standing, client: Client) -> None:
    browser, path, one = _booked(app, alba, client)
    told = browser.get(f"{one}.ics").text.replace("\r\n ", "")
    assert [said in told for said in (path.rpartition("/")[2], steps.NICKNAME, steps.MAIL, steps.NAME, "http")] == [
        False
    ] * 5


# --- taking everything back ------------------------------------------------------------------------------------------


def test_taking_everything_back_erases_at_once(app: Flask, alba: Standing, client: Client) -> None:
    browser, path, _one = _booked(app, alba, client)
    answer = browser.submit(f"{path}/cancellazione")
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    with desk(app, alba):
        visitor = db.session.query(Visitor).one()
        kept = (visitor.nickname, visitor.contact, visitor.reason, visitor.contact_digest, visitor.code_digest)
        assert (kept, steps.the_appointment().state, db.session.query(Reservation).count()) == (
            (None,) * 5,
            "cancelled",
            0,
        )
    assert "sono stati cancellati" in browser.get(path).text
    assert browser.get(steps.RECEIPT).status_code == 303


def test_taking_back_is_never_too_late_and_harmless_to_repeat(app: Flask, alba: Standing, client: Client) -> None:
    browser, path, _one = _booked(app, alba, client, change_hours=12)
    with time_machine.travel((at(10) - timedelta(hours=2)).astimezone(UTC), tick=True):
        answers = [browser.submit(f"{path}/cancellazione").status_code for _time in range(2)]
    assert answers == [303, 303]
    with desk(app, alba):
        assert [one.state for one in db.session.query(Appointment)] == ["cancelled"]


def test_after_taking_back_the_code_opens_nothing(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path, code = steps.book(browser)
    browser.submit(f"{path}/cancellazione")
    assert browser.submit("/sportello/codice", {"code": code}).status_code == 422
    assert re.search(r"appuntamenti/", browser.get(path).text) is None


def test_after_taking_back_the_same_form_books_no_more(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    form = steps.hold(browser)
    filled = steps.typed(form_key=steps.form_key(browser.get(form)), slot=steps.choice(at(11)))
    browser.submit(form, filled)
    with desk(app, alba):
        path = f"/sportello/mio/{token_of(db.session.query(Visitor).one())}"
    browser.submit(f"{path}/cancellazione")
    again = browser.submit(form, filled)
    assert (again.status_code, "hai già mandato una richiesta" in again.text) == (422, True)
    with desk(app, alba):
        assert [one.nickname for one in db.session.query(Visitor)] == [None]
