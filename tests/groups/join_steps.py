"""Steps that tests of join requests share: a group, a filled form, what is in the database, the mails that left."""

import email
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from ama_net.features.groups.models import Group, JoinRequest
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.web.limits import limiter
from ama_net.kernel.access import Role
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import make_group
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

NICKNAME, MAIL, PHONE = "Zefirina", "zefirina.posta@example.org", "+39051234567"
STORY = "Da quando mia sorella non c'è più non dormo."
ANSWER = "Il mercoledì alle sei c'è posto, ti aspettiamo."
SLUG, GROUP = "quercia", "Quercia del Reno"


@contextmanager
def inside(app: Flask, standing: Standing) -> Iterator[None]:
    """Work in an association and commit."""
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        yield


def prepare(app: Flask, *standings: Standing, **values: Any) -> None:
    """The group in each association, and nobody counted by the limits yet."""
    with app.app_context():
        limiter.reset()
    for standing in standings:
        with inside(app, standing):
            make_group(GROUP, slug=SLUG, **values)


def typed(**changes: Any) -> dict[str, Any]:
    """A form filled by somebody who leaves an e-mail address; None takes a field away."""
    who = {"for_whom": "self", "nickname": NICKNAME, "contact": MAIL, "call_time": "any", "under_18": "no"}
    values = {**who, "message": STORY, "consent": "y", **changes}
    return {name: value for name, value in values.items() if value is not None}


def form_key(page: TestResponse) -> str:
    """The key of the form on a page."""
    found = re.search(r'name="form_key" type="hidden" value="([^"]+)"', page.text)
    assert found
    return found[1]


def ask(browser: Browser, *, slug: str = SLUG, **changes: Any) -> TestResponse:
    """Open the form, fill it and send it."""
    path = f"/gruppi/{slug}/partecipa"
    return browser.submit(path, typed(**{"form_key": form_key(browser.get(path)), **changes}))


def ask_and_read(browser: Browser, **changes: Any) -> tuple[str, str]:
    """Ask, then read the receipt: the path of the person's page, and the short code."""
    assert ask(browser, **changes).status_code == 303
    page = browser.get("/richieste/ricevuta").text
    link, code = re.search(r"/richieste/[\w-]{43}", page), re.search(r'secret-code">([^<]+)<', page)
    assert link
    assert code
    return link[0], code[1]


def the_request() -> JoinRequest:
    """The only request of the association in scope."""
    return db.session.execute(select(JoinRequest)).scalar_one()


def all_requests() -> list[JoinRequest]:
    """Every request of the association in scope."""
    return list(db.session.execute(select(JoinRequest).order_by(JoinRequest.created_at)).scalars())


def office(client: Any, standing: Standing, part: Any = Role.SECRETARY) -> Browser:
    """A browser signed in as one of the association's cast."""
    return sign_in(client(standing.host), standing, part)


def request_id(app: Flask, standing: Standing) -> str:
    """The id of the only request."""
    with inside(app, standing):
        return str(the_request().id)


def answer(app: Flask, client: Any, standing: Standing, body: str = ANSWER) -> None:
    """The secretary answers the only request."""
    path = f"/manage/richieste/{request_id(app, standing)}/risposte"
    assert office(client, standing).submit(path, {"body": body}).status_code == 303


def count_requests(app: Flask, standing: Standing) -> int:
    """How many requests an association has."""
    with inside(app, standing):
        return len(all_requests())


def other_group(app: Flask, standing: Standing, name: str = "Salice") -> None:
    """One more group."""
    with inside(app, standing):
        db.session.add(Group(name=name, slug=name.lower(), status="active"))


def mails(app: Flask) -> list[EmailMessage]:
    """The mails that left, by recipient then subject."""
    folder = app.extensions["settings"].var / "mailbox"
    read = [email.message_from_bytes(file.read_bytes(), policy=default) for file in sorted(folder.glob("*.eml"))]
    return sorted(read, key=lambda mail: (str(mail["To"]), str(mail["Subject"])))


def mail_to(app: Flask, address: str) -> EmailMessage:
    """The only mail to an address."""
    (found,) = [mail for mail in mails(app) if mail["To"] == address]
    return found


def whole_text(mail: EmailMessage) -> str:
    """Everything readable of a mail: heads and both bodies, decoded."""
    parts = [str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *parts])
