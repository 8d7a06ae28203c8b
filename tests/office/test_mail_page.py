"""The mail's page: states in words, nothing of what was written."""

import re
from collections.abc import Callable
from html import unescape
from uuid import UUID, uuid4

import pytest
from flask import Flask

from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.outbox import Message
from ama_net.kernel.tenancy import tenant_scope
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

ADDRESS = "/manage/posta"


def _put(app: Flask, standing: Standing, state: str = "sent", **values: object) -> UUID:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        message = Message(template="accounts/invitation", state=state, about_kind="accounts", about_id=uuid4())
        message.recipient, message.subject = "rosa@esempio.example", "Oggetto segreto"
        message.text, message.html = "Testo segreto", "<p>Testo segreto</p>"
        for name, value in values.items():
            setattr(message, name, value)
        db.session.add(message)
        return message.id


def _row(page: str) -> str:
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return " ".join(re.sub(r"<.*?>", " ", body).split())


def test_mail_is_shown_by_name_and_state(app: Flask, alba: Standing, president: Browser) -> None:
    _put(app, alba, attempts=2)
    row = _row(president.get(ADDRESS).text)
    assert re.fullmatch(r"\S+ \d+ \w+, ore \d\d:\d\d Invito ad accedere Consegnato 2 Accesso", row)


@pytest.mark.parametrize("state", ["queued", "sending", "sent", "failed"])
def test_page_never_shows_recipient_or_content(app: Flask, alba: Standing, president: Browser, state: str) -> None:
    _put(app, alba, state, failure="refused 550")
    page = president.get(ADDRESS).text
    assert ("rosa@" in page, "segreto" in page, "r…@e…" in page) == (False, False, state == "failed")


@pytest.mark.parametrize(
    ("failure", "words"),
    [("refused 550", "Il server del destinatario l'ha rifiutato"), ("address", "L'indirizzo non è scritto in modo corretto."),
     ("TimeoutError", "Il server di posta non ha risposto."), ("later 451", "ha chiesto di riprovare più tardi."),
     ("in doubt", "può arrivare due volte."), ("401", "rifiuta la chiave o il dominio"), ("interrupted", "La consegna si è interrotta più volte.")],
)  # fmt: skip
def test_failure_is_said_in_words(app: Flask, alba: Standing, president: Browser, failure: str, words: str) -> None:
    _put(app, alba, "failed", failure=failure)
    assert words in unescape(president.get(ADDRESS).text)


def test_mail_of_the_other_association_is_not_there(app: Flask, brig: Standing, president: Browser) -> None:
    theirs = _put(app, brig, "failed")
    assert "Nessun messaggio" in president.get(ADDRESS).text
    assert president.submit(f"{ADDRESS}/{theirs}/nuovi-tentativi").status_code == 404


def test_given_up_mail_leaves_again_and_the_audit_knows(
    app: Flask, alba: Standing, president: Browser, run_jobs: Callable[[], int]
) -> None:
    message_id = _put(app, alba, "failed", attempts=24)
    answer = president.submit(f"{ADDRESS}/{message_id}/nuovi-tentativi")
    assert (answer.status_code, answer.location, run_jobs()) == (303, ADDRESS, 1)
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.get_one(Message, message_id).state == "sent"
    assert "Messaggio mandato di nuovo" in president.get("/manage/registro-attivita").text


def test_delivered_mail_does_not_leave_twice(
    app: Flask, alba: Standing, president: Browser, run_jobs: Callable[[], int]
) -> None:
    message_id = _put(app, alba, "sent")
    president.submit(f"{ADDRESS}/{message_id}/nuovi-tentativi")
    assert ("non si può più mandare" in president.get(ADDRESS).text, run_jobs()) == (True, 0)


def test_page_is_narrowed_by_state(app: Flask, alba: Standing, president: Browser) -> None:
    _put(app, alba, "sent")
    _put(app, alba, "failed")
    page = president.get(f"{ADDRESS}?state=failed&state=evil&sort=rubbish").text
    assert ("Non consegnato" in _row(page), "Consegnato" in _row(page).replace("Non consegnato", "")) == (True, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_whatever_its_rows(app: Flask, alba: Standing, president: Browser, rows: int) -> None:
    _put(app, alba, "failed")
    president.get(ADDRESS)
    with count_queries() as one:
        president.get(ADDRESS)
    for _ in range(rows):
        _put(app, alba, "failed")
    with count_queries() as more:
        president.get(ADDRESS)
    assert len(more) == len(one)


@pytest.mark.parametrize(
    ("role", "status"), [(Role.BOARD, 200), (Role.SECRETARY, 200), (Role.EDITOR, 404), (Role.HELPDESK_OPERATOR, 404)]
)
def test_mail_is_for_who_may_read_it(client: Callable[[str], Browser], alba: Standing, role: Role, status: int) -> None:
    assert sign_in(client(alba.host), alba, role).get(ADDRESS).status_code == status


def test_a_day_is_picked_from_the_calendar_and_can_be_typed(president: Browser) -> None:
    assert 'type="date" id="filter-day" name="day" value=""' in president.get(ADDRESS).text
    typed = president.get(f"{ADDRESS}?day=21/11/2026").text
    assert 'type="date" id="filter-day" name="day" value="2026-11-21"' in typed
