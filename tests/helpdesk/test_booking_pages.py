"""Booking in three screens, without an account and without script; what goes wrong is said, and nothing typed is lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from ama_net.features.helpdesk.models import Appointment, Mode, Service, ServiceOperator, Visitor
from ama_net.features.helpdesk.operations.appointments import book
from ama_net.features.helpdesk.visitor_secrets import contact_digest
from ama_net.features.site.models import SitePage
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access.actor import PUBLIC
from tests.factories.helpdesk import make_appointment, make_visitor
from tests.helpdesk import booking_steps as steps
from tests.helpdesk.offering import at
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

Client = Callable[[str], Browser]


def _take(app: Flask, alba: Standing, moment: datetime) -> None:
    """Somebody else books that time."""
    with desk(app, alba):
        service = db.session.query(Service).one()
        book(service, moment, Mode.ONLINE, make_visitor(contact="altra@posta.example"), by=PUBLIC)


# --- the times -------------------------------------------------------------------------------------------------------


def test_first_page_has_the_first_free_times_without_script(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    page = client(alba.host).get("/sportello").text
    assert page.count('name="slot"') == 3 * 2
    assert (steps.NAME in page, "Non è un pronto soccorso e non fa diagnosi" in page, "Esci subito" in page) == (
        True,
        True,
        True,
    )


def test_first_page_says_the_words_of_the_association(app: Flask, alba: Standing, client: Client) -> None:
    with desk(app, alba):
        words = {"title": "Lo sportello della quercia", "body_html": "<p>Suona il campanello verde.</p>"}
        db.session.add(SitePage(slug="sportello", language="it", room="helpdesk", published=True, **words))
    found = client(alba.host).get("/sportello").text
    assert [words in found for words in ("Lo sportello della quercia", "Suona il campanello verde.")] == [True, True]


def test_first_page_takes_as_many_queries_however_many_services(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser, counts = client(alba.host), []
    browser.get("/sportello")
    for number in range(2):
        with count_queries() as queries:
            browser.get("/sportello")
        counts.append(len(queries))
        steps.prepare(app, alba, slug=f"altro-{number}", name=f"Altro {number}")
    assert counts[0] == counts[1]


def test_a_day_shows_its_own_times(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba, in_person=False, phone=False)
    page = client(alba.host).get(f"{steps.SERVICE}?giorno={at(9, days=3).date()}").text
    assert [f"ore {hour}:00" in page for hour in (9, 10, 11, 12, 13)] == [True, True, True, True, False]


def test_a_mode_leaves_only_its_own_buttons(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    page = client(alba.host).get(f"{steps.SERVICE}?modo=online").text
    assert (page.count("|online"), page.count("|in_person")) == (6, 0)


@pytest.mark.parametrize(
    "asked", ["giorno=2020-01-01", "giorno=x", "mese=9999-99", "mese=2020-01", "modo=volo", "giorno=%00"]
)
def test_what_is_asked_wrongly_is_left_out(app: Flask, alba: Standing, client: Client, asked: str) -> None:
    steps.prepare(app, alba)
    answer = client(alba.host).get(f"{steps.SERVICE}?{asked}")
    assert (answer.status_code, "I primi orari liberi" in answer.text) == (200, True)


def test_months_end_where_booking_ends(app: Flask, alba: Standing, client: Client) -> None:
    with time_machine.travel(datetime(2026, 11, 10, 9, tzinfo=UTC)):
        steps.prepare(app, alba, horizon_days=1)
        page = client(alba.host).get(steps.SERVICE).text
    assert ("Mese precedente" in page, "Mese successivo" in page) == (False, False)


@pytest.mark.parametrize("values", [{"is_open": False}, {"slug": "un-altro"}])
def test_a_service_that_is_not_offered_is_not_there(
    app: Flask, alba: Standing, client: Client, values: dict[str, Any]
) -> None:
    steps.prepare(app, alba, **values)
    browser = client(alba.host)
    answers = [browser.get(steps.SERVICE), browser.submit(f"{steps.SERVICE}/orario", {"slot": "x"})]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_service_of_another_association_is_not_there(
    app: Flask, alba: Standing, brig: Standing, client: Client
) -> None:
    steps.prepare(app, brig)
    assert client(alba.host).get(steps.SERVICE).status_code == 404


def test_pages_about_oneself_are_kept_by_nobody(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    form = browser.get(steps.hold(browser))
    assert (form.headers["Cache-Control"], form.headers["X-Robots-Tag"].split(",")[0]) == ("no-store", "noindex")
    assert "X-Robots-Tag" not in browser.get(steps.SERVICE).headers


# --- holding ---------------------------------------------------------------------------------------------------------


def test_choosing_a_time_holds_it(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    path = steps.hold(client(alba.host))
    assert steps.appointments(app, alba) == [("held", at(10))]
    other = client(alba.host).submit(f"{steps.SERVICE}/orario", {"slot": steps.choice(at(10))})
    assert (other.status_code, "non è più libero" in other.text, 'name="slot"' in other.text) == (409, True, True)
    assert "/prenotazione/" in path


@pytest.mark.parametrize("slot", ["", "x", "2030-01-01T10:00|online", "|", "2030-01-01T10:00Z|volo", "\ud800|online"])
def test_rubbish_holds_nothing(app: Flask, alba: Standing, client: Client, slot: str) -> None:
    steps.prepare(app, alba)
    answer = client(alba.host).submit(f"{steps.SERVICE}/orario", {"slot": slot.encode(errors="surrogatepass")})
    assert (answer.status_code, steps.appointments(app, alba)) == (422, [])


@pytest.mark.parametrize(
    "when", [{"hour": 3}, {"hour": 10, "minute": 7}, {"hour": 10, "days": -1}, {"hour": 10, "days": 300}]
)
def test_a_time_outside_the_rules_is_refused(app: Flask, alba: Standing, client: Client, when: dict[str, int]) -> None:
    steps.prepare(app, alba)
    answer = client(alba.host).submit(f"{steps.SERVICE}/orario", {"slot": steps.choice(at(**when))})
    assert (answer.status_code, steps.appointments(app, alba)) == (409, [])


def test_a_way_the_service_does_not_know_is_refused(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    answer = client(alba.host).submit(f"{steps.SERVICE}/orario", {"slot": steps.choice(at(10), "phone")})
    assert answer.status_code == 409


def test_changing_time_gives_it_back(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    answer = browser.submit(f"{steps.hold(browser)}/rinuncia")
    assert (answer.status_code, answer.headers["Location"], steps.appointments(app, alba)) == (303, steps.SERVICE, [])


def test_times_that_were_gone_are_not_counted(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    steps.hold(client(alba.host))
    browser = client(alba.host)
    told = {
        browser.submit(f"{steps.SERVICE}/orario", {"slot": steps.choice(at(10))}).status_code for _number in range(20)
    }
    assert (told, browser.submit(f"{steps.SERVICE}/orario", {"slot": steps.choice(at(11))}).status_code) == ({409}, 303)


# --- the form --------------------------------------------------------------------------------------------------------


def test_three_screens_make_an_appointment(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    steps.book(client(alba.host))
    with desk(app, alba):
        made = steps.the_appointment()
        visitor = made.visitor
        assert visitor is not None
        assert (made.state, made.starts_at, made.mode) == ("confirmed", at(10), "online")
        assert (visitor.nickname, visitor.contact, visitor.reason) == (steps.NICKNAME, steps.MAIL, steps.STORY)


def test_the_form_shows_the_time_that_is_held(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    page = browser.get(steps.hold(browser)).text
    assert ("Lo teniamo per te fino alle" in page, "Conferma l'appuntamento" in page) == (True, True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"nickname": ""}, "Scrivi come vuoi che ti chiamiamo"),
        ({"contact": "gatto"}, "Questo non sembra né un"),
        ({"consent": None}, "Senza il tuo consenso"),
        ({"under_18": "yes"}, "Sotto i 18 anni serve il consenso"),
        ({"under_18": None}, "Scegli sì o no"),
        ({"reason": "a" * 1001}, "1000"),
        ({"second_name": "Zeta"}, "La richiesta non è partita"),
    ],
)
def test_a_wrong_form_is_given_back_and_books_nothing(
    app: Flask, alba: Standing, client: Client, changes: dict[str, Any], said: str
) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    answer = steps.send(browser, steps.hold(browser), **changes)
    assert (answer.status_code, said in answer.text, steps.appointments(app, alba)) == (422, True, [("held", at(10))])
    assert f'value="{steps.NICKNAME}"' in answer.text or "nickname" in changes


def test_a_guardian_answers_for_who_is_under_eighteen(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    steps.book(client(alba.host), under_18="yes", guardian="y")
    with desk(app, alba):
        visitor = steps.the_appointment().visitor
        assert visitor is not None
        assert (visitor.guardian_version, len(visitor.guardian_digest or b"")) == ("2026-12", 32)


def test_the_telephone_takes_a_number(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba, phone=True)
    browser = client(alba.host)
    path = steps.hold(browser, mode="phone")
    wrong, right = steps.send(browser, path), steps.send(browser, path, contact=steps.PHONE)
    assert (wrong.status_code, "serve un numero" in wrong.text, right.status_code) == (422, True, 303)


def test_a_service_that_asks_no_reason_keeps_none(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba, asks_reason=False)
    browser = client(alba.host)
    path = steps.hold(browser)
    assert "Se vuoi, due parole" not in browser.get(path).text
    steps.send(browser, path)
    with desk(app, alba):
        visitor = steps.the_appointment().visitor
        assert visitor is not None
        assert visitor.reason is None


def test_a_form_sent_twice_books_once(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path = steps.hold(browser)
    values = steps.typed(form_key=steps.form_key(browser.get(path)))
    assert [browser.submit(path, values).status_code for _time in range(2)] == [303, 303]
    with desk(app, alba):
        assert (db.session.query(Appointment).count(), db.session.query(Visitor).count()) == (1, 1)


def test_a_form_sent_again_with_other_words_is_not_lost(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path = steps.hold(browser)
    key = steps.form_key(browser.get(path))
    browser.submit(path, steps.typed(form_key=key))
    answer = browser.submit(path, steps.typed(form_key=key, reason="Altro"))
    assert (answer.status_code, "hai già mandato" in answer.text) == (422, True)


def test_a_form_without_its_token_keeps_what_was_typed(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    answer = browser.post(steps.hold(browser), data=steps.typed())
    assert (answer.status_code, f'value="{steps.NICKNAME}"' in answer.text) == (400, True)


def test_one_contact_has_one_appointment_to_come(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    steps.book(browser)
    answer = steps.send(browser, steps.hold(browser, 11))
    assert (answer.status_code, "Con questo recapito adesso non si può prenotare" in answer.text) == (422, True)
    with desk(app, alba):
        assert db.session.query(Visitor).count() == 1


def test_who_did_not_come_twice_is_asked_to_call(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    with desk(app, alba):
        service = db.session.query(Service).one()
        person = db.session.query(ServiceOperator).one().person
        for days in (5, 3):
            visitor = make_visitor(contact=steps.MAIL, contact_digest=contact_digest(steps.MAIL))
            make_appointment(service, person, now() - timedelta(days=days), visitor, result="visitor_absent")
    browser = client(alba.host)
    answer = steps.send(browser, steps.hold(browser))
    assert (answer.status_code, "Chiamaci: troviamo insieme un orario" in answer.text) == (422, True)


# --- the race that is lost -------------------------------------------------------------------------------------------


def _lose(app: Flask, alba: Standing, browser: Browser) -> tuple[str, Any]:
    """The time expires while the form is filled in, and somebody else takes it: the form's address, the answer."""
    path = steps.hold(browser)
    values = steps.typed(form_key=steps.form_key(browser.get(path)))
    ten, later = at(10), (now() + timedelta(minutes=11)).astimezone(UTC)
    with time_machine.travel(later, tick=True):
        _take(app, alba, ten)
        return path, browser.submit(path, values)


def test_who_comes_second_keeps_what_was_typed_and_sees_the_next_times(
    app: Flask, alba: Standing, client: Client
) -> None:
    steps.prepare(app, alba)
    _path, answer = _lose(app, alba, client(alba.host))
    assert (
        answer.status_code,
        f'value="{steps.NICKNAME}"' in answer.text,
        steps.STORY.split("'")[0] in answer.text,
    ) == (
        409,
        True,
        True,
    )
    assert answer.text.count('type="radio" value="20') == 6 * 2


def test_who_comes_second_chooses_another_time_on_the_same_page(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path, answer = _lose(app, alba, browser)
    key = steps.form_key(answer)
    again = browser.submit(path, steps.typed(form_key=key, slot=steps.choice(at(11))))
    assert (again.status_code, ("confirmed", at(11)) in steps.appointments(app, alba)) == (303, True)
    assert browser.submit(path, steps.typed(form_key=key, slot=steps.choice(at(11)))).status_code == 303
    assert len([one for one in steps.appointments(app, alba) if one[0] == "confirmed"]) == 2


def test_an_expired_hold_is_taken_again_while_it_is_free(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path = steps.hold(browser)
    with time_machine.travel((now() + timedelta(minutes=11)).astimezone(UTC), tick=True):
        assert "Il tempo per questo orario è finito" in browser.get(path).text
        assert steps.send(browser, path).status_code == 303


def test_a_hold_that_never_was_asks_for_a_time(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path = f"{steps.SERVICE}/prenotazione/{'x' * 43}"
    answer = steps.send(browser, path)
    assert (answer.status_code, "Scegli uno di questi orari" in answer.text) == (422, True)


def test_a_time_held_of_another_service_is_not_held_here(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path = steps.hold(browser)
    steps.prepare(app, alba, slug="altro", name="Altro")
    answer = steps.send(browser, path.replace(steps.SLUG, "altro"))
    assert (answer.status_code, steps.appointments(app, alba)) == (422, [("held", at(10))])


def test_a_time_of_the_form_is_checked_again(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    answer = steps.send(client(alba.host), f"{steps.SERVICE}/prenotazione/{'x' * 43}", slot=steps.choice(at(3)))
    assert (answer.status_code, steps.appointments(app, alba)) == (409, [])


def test_a_booked_form_opened_again_leads_to_its_receipt(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path = steps.hold(browser)
    steps.send(browser, path)
    assert browser.get(path).headers["Location"] == steps.RECEIPT


def test_the_seventh_booking_of_an_hour_keeps_what_was_typed(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba, people=8, max_open=20)
    browser = client(alba.host)
    answers = [steps.send(browser, steps.hold(browser)) for _number in range(7)]
    assert [answer.status_code for answer in answers] == [303] * 6 + [429]
    assert f'value="{steps.NICKNAME}"' in answers[-1].text
