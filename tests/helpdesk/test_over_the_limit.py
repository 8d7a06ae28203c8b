"""Above the limit of an address: a proof of work, or a mailed link; the calendar stays as it was."""

import re
from base64 import b64decode
from datetime import timedelta
from json import loads
from typing import Any

import pytest
import time_machine
from altcha import Challenge, Payload, solve_challenge
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from ama_net.features.helpdesk.models import Appointment, Service, Visitor
from ama_net.features.helpdesk.operations.holds import sweep_holds
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.outbox.models import Message
from ama_net.kernel.scheduling import Reservation
from tests.helpdesk import booking_steps as steps
from tests.helpdesk.offering import at
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

Client = Any
ALLOWED = 6


@pytest.fixture
def over(app: Flask, alba: Standing, client: Client) -> tuple[Browser, str, dict[str, Any], TestResponse]:
    """Six bookings of one address; the seventh: its address, what was typed, the answer."""
    steps.prepare(app, alba, people=8, max_open=20)
    browser = client(alba.host)
    for _number in range(ALLOWED):
        assert steps.send(browser, steps.hold(browser)).status_code == 303
    path = steps.hold(browser, 11)
    values = steps.typed(form_key=steps.form_key(browser.get(path)))
    return browser, path, values, browser.submit(path, values)


def _proof(answer: TestResponse) -> str:
    found = re.search(r'data-challenge="([^"]+)"', answer.text)
    assert found
    challenge = Challenge.from_dict(loads(b64decode(found[1])))
    solution = solve_challenge(challenge)
    assert solution is not None
    return Payload(challenge, solution).to_base64()


def _sweep() -> None:
    """As the job does: until nothing is left."""
    while sweep_holds():
        pass


def _confirmed(app: Flask, alba: Standing) -> int:
    return len([one for one in steps.appointments(app, alba) if one[0] == "confirmed"])


def _link(app: Flask, alba: Standing) -> str:
    with desk(app, alba):
        mail = db.session.scalars(select(Message).where(Message.template == "helpdesk/confirm_link")).one()
        found = re.search(r"/sportello/conferma/\S+", mail.text or "")
        assert found
        assert (steps.NAME in f"{mail.subject}{mail.text}", steps.NICKNAME in f"{mail.text}") == (False, False)
        return found[0]


def test_who_is_over_the_limit_is_asked_for_a_proof_and_loses_nothing(app: Flask, alba: Standing, over: Any) -> None:
    _browser, _path, _values, answer = over
    assert (answer.status_code, "serve qualche secondo" in answer.text) == (429, True)
    assert (f'value="{steps.NICKNAME}"' in answer.text, _confirmed(app, alba)) == (True, ALLOWED)


def test_with_the_proof_it_is_booked_once(app: Flask, alba: Standing, over: Any) -> None:
    browser, path, values, answer = over
    proof = _proof(answer)
    told = [browser.submit(path, {**values, "proof": proof}).status_code for _time in range(2)]
    assert (told, _confirmed(app, alba)) == ([303, 303], ALLOWED + 1)


def test_a_proof_serves_no_other_form(app: Flask, alba: Standing, over: Any) -> None:
    browser, _path, values, answer = over
    other = steps.hold(browser, 12)
    again = browser.submit(other, {**values, "form_key": steps.form_key(browser.get(other)), "proof": _proof(answer)})
    assert (again.headers.get("Location"), _confirmed(app, alba)) == (f"{steps.SERVICE}/posta", ALLOWED)


def test_without_script_a_mailed_link_confirms(app: Flask, alba: Standing, over: Any) -> None:
    browser, path, values, _answer = over
    written = browser.submit(path, {**values, "proof": ""})
    assert (written.headers["Location"], _confirmed(app, alba)) == (f"{steps.SERVICE}/posta", ALLOWED)
    assert browser.submit(path, {**values, "proof": ""}).status_code == 303
    link = _link(app, alba)
    assert ("Conferma" in browser.get(link).text, _confirmed(app, alba)) == (True, ALLOWED)
    told = [browser.submit(link).headers["Location"] for _time in range(2)]
    assert (told, _confirmed(app, alba)) == ([steps.RECEIPT] * 2, ALLOWED + 1)


def test_the_mailed_link_holds_the_time_until_then(app: Flask, alba: Standing, over: Any) -> None:
    browser, path, values, _answer = over
    browser.submit(path, {**values, "proof": ""})
    with desk(app, alba):
        (held,) = db.session.scalars(
            select(Appointment).where(Appointment.state == "held", Appointment.visitor_id.is_not(None))
        )
        (kept,) = db.session.scalars(select(Reservation.expires_at).where(Reservation.about_id == held.id))
        assert (held.held_until == kept, held.held_until > now() + timedelta(minutes=15)) == (True, True)


def test_a_telephone_cannot_be_written_to(app: Flask, alba: Standing, over: Any) -> None:
    browser, path, values, _answer = over
    answer = browser.submit(path, {**values, "contact": steps.PHONE, "proof": ""})
    assert (answer.status_code, "serve un&#39;e-mail" in answer.text, _confirmed(app, alba)) == (422, True, ALLOWED)


def test_links_are_written_three_times_an_hour(app: Flask, alba: Standing, over: Any) -> None:
    browser, path, values, _answer = over
    answers = [browser.submit(path, {**values, "proof": ""}) for _time in range(4)]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
    assert f'value="{steps.NICKNAME}"' in answers[-1].text


def test_a_link_too_old_says_so(app: Flask, alba: Standing, over: Any) -> None:
    browser, path, values, _answer = over
    browser.submit(path, {**values, "proof": ""})
    link = _link(app, alba)
    with time_machine.travel(now() + timedelta(minutes=31), tick=False):
        answer = browser.get(link)
    assert (answer.status_code, "Questo link non vale più" in answer.text) == (404, True)
    assert browser.get("/sportello/conferma/x.y").status_code == 404


def test_a_link_followed_after_somebody_else_came_says_so(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path = steps.hold(browser, 11)
    values = steps.typed(form_key=steps.form_key(browser.get(path)), proof="")
    assert browser.submit(path, values).status_code == 303
    link = _link(app, alba)
    other, eleven = client(alba.host), steps.choice(at(11))
    with time_machine.travel(now() + timedelta(minutes=21), tick=True):
        theirs = other.submit(f"{steps.SERVICE}/orario", {"slot": eleven}).headers["Location"]
        assert steps.send(other, theirs, contact=steps.PHONE).status_code == 303
        answer = browser.submit(link)
    assert (answer.status_code, "non è più libero" in answer.text, _confirmed(app, alba)) == (409, True, 1)


def test_of_who_never_follows_the_link_nothing_is_kept(app: Flask, alba: Standing, over: Any) -> None:
    browser, path, values, _answer = over
    browser.submit(path, {**values, "proof": ""})
    with time_machine.travel(now() + timedelta(hours=2), tick=False), desk(app, alba):
        _sweep()
    with desk(app, alba):
        emptied = db.session.scalars(select(Visitor).where(Visitor.emptied_at.is_not(None))).all()
        assert [(one.nickname, one.contact, one.reason) for one in emptied] == [(None, None, None)]
        mails = db.session.scalars(select(Message).where(Message.template == "helpdesk/confirm_link")).all()
        assert [(mail.recipient, mail.text) for mail in mails] == [(None, None)] * len(mails)
    assert [hour for state, hour in steps.appointments(app, alba) if state == "held" and hour == at(11)] == []


def test_who_booked_otherwise_is_kept(app: Flask, alba: Standing, over: Any) -> None:
    browser, path, values, answer = over
    browser.submit(path, {**values, "proof": ""})
    other = {**values, "slot": steps.choice(at(12)), "proof": _proof(answer)}
    assert browser.submit(f"{steps.SERVICE}/prenotazione/{'x' * 43}", other).status_code == 303
    with time_machine.travel(now() + timedelta(hours=2), tick=False), desk(app, alba):
        _sweep()
    with desk(app, alba):
        assert db.session.scalars(select(Visitor).where(Visitor.emptied_at.is_not(None))).all() == []


def test_a_link_is_of_who_was_written_to(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba, people=2)
    browser = client(alba.host)
    path = steps.hold(browser, 11)
    first = steps.typed(form_key=steps.form_key(browser.get(path)), contact="sbagliata@posta.example", proof="")
    browser.submit(path, first)
    stranger = _link(app, alba)
    again = {
        **first,
        "form_key": steps.form_key(browser.get(path)),
        "contact": steps.MAIL,
        "slot": steps.choice(at(12)),
    }
    assert browser.submit(path, again).status_code == 303
    browser.submit(stranger)
    with desk(app, alba):
        made = db.session.scalars(select(Appointment).where(Appointment.state == "confirmed")).one()
        assert (made.starts_at, made.visitor and made.visitor.contact) == (at(11), "sbagliata@posta.example")


def test_what_is_kept_for_one_address_is_not_taken_by_another(app: Flask, alba: Standing, client: Client) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path = steps.hold(browser, 11)
    browser.submit(path, steps.typed(form_key=steps.form_key(browser.get(path)), proof=""))
    other = steps.typed(form_key=steps.form_key(browser.get(path)), contact="altra@posta.example", proof="")
    assert browser.submit(path, other).status_code in (409, 422)
    with desk(app, alba):
        kept = db.session.scalars(select(Appointment)).one()
        assert kept.visitor is not None
        assert kept.visitor.contact == steps.MAIL


def test_of_who_let_the_time_go_nothing_is_kept(app: Flask, alba: Standing, over: Any) -> None:
    browser, path, values, _answer = over
    browser.submit(path, {**values, "proof": ""})
    browser.submit(f"{path}/rinuncia")
    with time_machine.travel(now() + timedelta(hours=2), tick=False), desk(app, alba):
        _sweep()
    with desk(app, alba):
        assert len(db.session.scalars(select(Visitor).where(Visitor.emptied_at.is_not(None))).all()) == 1


def test_a_link_of_a_closed_service_confirms_nothing(app: Flask, alba: Standing, over: Any) -> None:
    browser, path, values, _answer = over
    browser.submit(path, {**values, "proof": ""})
    link = _link(app, alba)
    with desk(app, alba):
        db.session.scalars(select(Service).where(Service.slug == steps.SLUG)).one().is_open = False
    assert (browser.submit(link).status_code, _confirmed(app, alba)) == (409, ALLOWED)
