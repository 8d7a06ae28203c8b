"""Steps that tests of booking share: a service that can be booked, a time chosen, the form filled and sent."""

import re
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from ama_net.features.helpdesk.models import Appointment, AppointmentState
from ama_net.foundation.database import db
from ama_net.foundation.web.limits import limiter
from tests.helpdesk.offering import at, offer
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing

NICKNAME, MAIL, PHONE = "Zefirina", "zefirina.posta@example.org", "+39051234567"
STORY = "Da quando mia sorella non c'è più non dormo."
SLUG, NAME = "ascolto", "Ascolto della quercia"
SERVICE = f"/sportello/{SLUG}"
RECEIPT = "/sportello/ricevuta"


def prepare(app: Flask, *standings: Standing, people: int = 1, **values: Any) -> None:
    """The service in each association, and nobody counted by the limits yet."""
    with app.app_context():
        limiter.reset()
    for standing in standings:
        with desk(app, standing):
            offer(people, **{"slug": SLUG, "name": NAME, "break_after": 10, **values})


def choice(moment: datetime, mode: str = "online") -> str:
    """What the button of a time sends."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}|{mode}"


def hold(browser: Browser, hour: int = 10, mode: str = "online", **where: Any) -> str:
    """Choose a time; gives the address of the form."""
    answer = browser.submit(f"{SERVICE}/orario", {"slot": choice(at(hour, **where), mode)})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def typed(**changes: Any) -> dict[str, Any]:
    """A form filled by somebody who leaves an e-mail address; None takes a field away."""
    who = {"for_whom": "self", "nickname": NICKNAME, "contact": MAIL, "call_time": "any", "under_18": "no"}
    values = {**who, "reason": STORY, "consent": "y", **changes}
    return {name: value for name, value in values.items() if value is not None}


def form_key(page: TestResponse) -> str:
    """The key of the form on a page."""
    found = re.search(r'name="form_key" type="hidden" value="([^"]+)"', page.text)
    assert found
    return found[1]


def send(browser: Browser, path: str, **changes: Any) -> TestResponse:
    """Fill the form at an address and send it."""
    return browser.submit(path, typed(**{"form_key": form_key(browser.get(path)), **changes}))


def book(browser: Browser, hour: int = 10, mode: str = "online", **changes: Any) -> tuple[str, str]:
    """All three screens: the path of the person's page, and the short code."""
    assert send(browser, hold(browser, hour, mode), **changes).status_code == 303
    page = browser.get(RECEIPT).text
    link, code = re.search(r"/sportello/mio/[\w-]{43}", page), re.search(r'secret-code">([^<]+)<', page)
    assert link
    assert code
    return link[0], code[1]


def appointments(app: Flask, standing: Standing) -> list[tuple[str, datetime]]:
    """State and time of every appointment of an association, in the order of time."""
    with desk(app, standing):
        found = select(Appointment.state, Appointment.starts_at).order_by(Appointment.starts_at, Appointment.id)
        return [(state, starts_at) for state, starts_at in db.session.execute(found)]


def the_appointment() -> Appointment:
    """The only one of the association in scope that is somebody's."""
    return db.session.scalars(select(Appointment).where(Appointment.state != AppointmentState.HELD)).one()
