"""One mail's page, and sending it again: the same words to the same address, never a secret, never twice."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func

from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.outbox import Message
from ama_net.kernel.outbox.resending import is_secret
from ama_net.kernel.tenancy import tenant_scope
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

LIST = "/manage/posta"


def _put(app: Flask, standing: Standing, **values: object) -> UUID:
    with app.app_context(), tenant_scope(standing.id), unit_of_work():
        message = Message(
            template="members/fee_reminder", state="sent", sent_at=now(), about_kind="letters", about_id=uuid4()
        )
        message.recipient, message.subject = "rosa@esempio.example", "La quota"
        message.text, message.html = "Testo segreto", "<p>Testo segreto</p>"
        for name, value in values.items():
            setattr(message, name, value)
        db.session.add(message)
        return message.id


def _all(app: Flask, standing: Standing) -> list[tuple[str, UUID | None, str | None, str | None]]:
    with app.app_context(), tenant_scope(standing.id):
        rows = db.session.query(Message).order_by(Message.created_at)
        return [(row.state, row.again_of_id, row.recipient, row.text) for row in rows]


def test_page_says_what_became_of_a_mail_and_not_what_it_says(app: Flask, alba: Standing, president: Browser) -> None:
    page = unescape(president.get(f"{LIST}/{_put(app, alba)}").text)
    assert ("Consegnato" in page, "r…@e…" in page, "rosa@" in page, "segreto" in page, "La quota<" in page) == (
        True, True, False, False, False,
    )  # fmt: skip


def test_mail_that_came_back_says_what_to_do(app: Flask, alba: Standing, president: Browser) -> None:
    page = unescape(president.get(f"{LIST}/{_put(app, alba, returned_at=now(), return_code='5.1.1')}").text)
    assert "L'indirizzo non esiste, o non esiste più. Chi doveva leggerlo non lo ha letto: manda una lettera" in page


def test_mail_leaves_again_as_another_mail(
    app: Flask, alba: Standing, president: Browser, run_jobs: Callable[[], int]
) -> None:
    first = _put(app, alba)
    answer = president.submit(f"{LIST}/{first}/rispedizioni")
    assert (answer.status_code, run_jobs()) == (303, 1)
    assert _all(app, alba) == [
        ("sent", None, "rosa@esempio.example", "Testo segreto"),
        ("sent", first, "rosa@esempio.example", "Testo segreto"),
    ]


def test_pages_lead_from_one_to_the_other(app: Flask, alba: Standing, president: Browser) -> None:
    first = _put(app, alba)
    second = president.submit(f"{LIST}/{first}/rispedizioni").location
    assert (f'href="{second}"' in president.get(f"{LIST}/{first}").text, f'href="{LIST}/{first}"' in president.get(second).text) == (
        True, True,
    )  # fmt: skip


def test_pressing_twice_sends_one(app: Flask, alba: Standing, president: Browser) -> None:
    first = _put(app, alba)
    president.submit(f"{LIST}/{first}/rispedizioni")
    page = president.get(president.submit(f"{LIST}/{first}/rispedizioni").location).text
    assert ("Lo stesso messaggio sta già ripartendo." in unescape(page), len(_all(app, alba))) == (True, 2)


def test_repeats_of_repeats_are_repeats_of_the_first(
    app: Flask, alba: Standing, president: Browser, run_jobs: Callable[[], int]
) -> None:
    first = _put(app, alba)
    second = _put(app, alba, again_of_id=first, created_at=now() - timedelta(hours=3))
    page = president.get(president.submit(f"{LIST}/{second}/rispedizioni").location).text
    president.submit(f"{LIST}/{first}/rispedizioni")
    assert ([row[1] for row in _all(app, alba)].count(first), len(_all(app, alba))) == (2, 3)
    assert f'href="{LIST}/{first}"' in page


@pytest.mark.parametrize(("hours", "rows"), [(3, 4), (25, 5)])
def test_the_same_words_leave_again_three_times_a_day_at_most(
    app: Flask, alba: Standing, president: Browser, hours: int, rows: int
) -> None:
    first = _put(app, alba, created_at=now() - timedelta(days=2))
    before = {"again_of_id": first, "created_at": now() - timedelta(hours=hours)}
    repeats = [_put(app, alba, **before) for _time in range(3)]
    page = unescape(president.get(president.submit(f"{LIST}/{repeats[-1]}/rispedizioni").location).text)
    assert (len(_all(app, alba)), "È già stato rispedito tre volte in un giorno" in page) == (rows, rows == 4)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"template": "accounts/reset"}, "Dentro c'è un link personale"),
        ({"template": "donations/donor_link"}, "Dentro c'è un link personale"),
        ({"emptied_at": func.now(), "recipient": None, "text": None}, "Il suo testo non c'è più"),
        ({"template": "newsletters/test", "purpose": "newsletter"}, "È la prova di una newsletter"),
        ({"state": "queued"}, "Si può rispedire solo un messaggio già partito."),
        ({"state": "failed"}, "Si può rispedire solo un messaggio già partito."),
    ],
)
def test_some_mail_never_leaves_again(
    app: Flask, alba: Standing, president: Browser, values: dict[str, object], words: str
) -> None:
    first = _put(app, alba, **values)
    page = unescape(president.get(president.submit(f"{LIST}/{first}/rispedizioni").location).text)
    assert (words in page, len(_all(app, alba))) == (True, 1)


def test_audit_knows_that_it_left_again(app: Flask, alba: Standing, president: Browser) -> None:
    president.submit(f"{LIST}/{_put(app, alba)}/rispedizioni")
    page = president.get("/manage/registro-attivita").text
    assert ("Messaggio rispedito" in page, "rosa@" in page) == (True, False)


def test_mail_of_the_other_association_is_not_there(app: Flask, brig: Standing, president: Browser) -> None:
    theirs = _put(app, brig)
    assert president.get(f"{LIST}/{theirs}").status_code == 404
    assert president.submit(f"{LIST}/{theirs}/rispedizioni").status_code == 404


@pytest.mark.parametrize(
    ("role", "reads", "sends"), [(Role.SECRETARY, 200, 303), (Role.BOARD, 200, 404), (Role.EDITOR, 404, 404)]
)
def test_sending_again_is_for_who_acts_on_mail(
    app: Flask, client: Callable[[str], Browser], alba: Standing, role: Role, reads: int, sends: int
) -> None:
    first, browser = _put(app, alba), sign_in(client(alba.host), alba, role)
    statuses = (browser.get(f"{LIST}/{first}").status_code, browser.submit(f"{LIST}/{first}/rispedizioni").status_code)
    assert statuses == (reads, sends)


@pytest.mark.parametrize(("state", "rows"), [("returned", 1), ("sent", 1), ("failed", 0)])
def test_list_tells_what_came_back_from_what_arrived(
    app: Flask, alba: Standing, president: Browser, state: str, rows: int
) -> None:
    _put(app, alba)
    _put(app, alba, returned_at=now(), return_code="5.1.1")
    assert president.get(f"{LIST}?state={state}").text.count('<th scope="row">') == rows


@pytest.mark.parametrize(
    ("day", "rows"), [("01/02/2026", 1), ("2026-02-01", 1), ("02/02/2026", 0), ("ieri", 1), ("01/02/0026", 1)]
)
def test_list_is_narrowed_by_day(app: Flask, alba: Standing, president: Browser, day: str, rows: int) -> None:
    from datetime import datetime

    from ama_net.foundation.clock import ROME

    _put(app, alba, created_at=datetime(2026, 2, 1, 23, 30, tzinfo=ROME))
    assert president.get(f"{LIST}?day={day}").text.count('<th scope="row">') == rows


def test_first_page_of_the_office_asks_to_look_at_what_came_back(
    app: Flask, alba: Standing, president: Browser
) -> None:
    _put(app, alba, returned_at=now(), return_code="5.1.1")
    assert "Messaggi tornati indietro" in president.get("/manage/").text


@pytest.mark.parametrize(
    ("template", "secret"),
    [("accounts/invitation", True), ("helpdesk/confirm_link", True), ("volunteers/candidacy_confirm", True),
     ("newsletters/confirm", True), ("members/fee_reminder", False), ("helpdesk/appointment_confirmed", False)],
)  # fmt: skip
def test_secret_mails_are_known_by_their_names(template: str, secret: bool) -> None:
    assert is_secret(template) is secret


def test_sending_a_delivered_mail_again_asks_and_says_when_it_arrived(
    app: Flask, alba: Standing, president: Browser
) -> None:
    from datetime import datetime

    from ama_net.foundation.clock import ROME

    page = unescape(president.get(f"{LIST}/{_put(app, alba, sent_at=datetime(2026, 2, 1, 18, 30, tzinfo=ROME))}").text)
    assert (
        "È già stato consegnato domenica 1 febbraio 2026, ore 18:30: mandarlo un'altra volta, allo stesso indirizzo?"
        in page
    )


def test_repeat_says_when_the_first_left(app: Flask, alba: Standing, president: Browser) -> None:
    first = _put(app, alba, sent_at=now(), created_at=now() - timedelta(days=400))
    second = _put(app, alba, again_of_id=first, created_at=now() - timedelta(hours=1))
    third = _put(app, alba, again_of_id=second)
    page = unescape(president.get(f"{LIST}/{third}").text)
    assert ("La prima volta era partito" in page, f'href="{LIST}/{first}"' in page) == (True, True)
