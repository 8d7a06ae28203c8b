"""The person's own page: by link or code, with the answer, one more message, and the way to take everything back."""

from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from ama_net.features.groups.models import JoinRequestMessage
from ama_net.features.groups.operations import join_answers
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.outbox import Message
from tests.groups import join_steps as steps
from tests.support.cast import actor, sign_in
from tests.support.standing import Standing


def _sealed(app: Flask, alba: Standing) -> list[bytes | None]:
    """Every sealed value about the only request: its own, its messages', its mails'."""
    with steps.inside(app, alba):
        row = steps.the_request()
        bodies = db.session.execute(select(JoinRequestMessage.body_sealed)).scalars()
        mails = db.session.execute(
            select(Message.recipient_sealed, Message.subject_sealed, Message.text_sealed, Message.html_sealed)
        )
        own = [row.nickname_sealed, row.contact_sealed, row.message_sealed]
        return [*own, *bodies, *(value for mail in mails for value in mail)]


def test_link_shows_state_but_not_who_nor_which_group(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    path, _code = steps.ask_and_read(client(alba.host))
    page = client(alba.host).get(path)
    assert "La tua richiesta è arrivata" in page.text
    assert [word in page.text for word in (steps.NICKNAME, steps.MAIL, steps.STORY, steps.GROUP)] == [False] * 4
    assert (page.headers["Cache-Control"], page.headers["X-Robots-Tag"][:7]) == ("no-store", "noindex")


@pytest.mark.parametrize("token", ["x", "A" * 43, "a.b.c", "%00", "..", "9" * 5000])
def test_wrong_link_is_not_there(app: Flask, alba: Standing, client: Any, token: str) -> None:
    steps.prepare(app, alba)
    steps.ask(client(alba.host))
    assert client(alba.host).get(f"/richieste/{token}").status_code == 404


def test_link_does_not_open_at_the_other_association(app: Flask, alba: Standing, brig: Standing, client: Any) -> None:
    steps.prepare(app, alba, brig)
    path, _code = steps.ask_and_read(client(alba.host))
    assert client(brig.host).get(path).status_code == 404
    assert client(brig.host).submit(f"{path}/ritiro").status_code == 404


def test_answer_is_read_at_the_link(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path, _code = steps.ask_and_read(browser)
    steps.answer(app, client, alba)
    page = browser.get(path).text
    assert "Ti abbiamo risposto" in page
    assert "Il mercoledì alle sei c&#39;è posto, ti aspettiamo." in page


@pytest.mark.parametrize("change", [str, str.lower, lambda code: f" {code.replace('-', ' ')} "])
def test_code_opens_the_same_page(app: Flask, alba: Standing, client: Any, change: Any) -> None:
    steps.prepare(app, alba)
    _path, code = steps.ask_and_read(client(alba.host))
    steps.answer(app, client, alba)
    browser = client(alba.host)
    opened = browser.submit("/richieste", {"code": change(code)})
    assert opened.status_code == 303
    assert "Ti abbiamo risposto" in browser.get(opened.headers["Location"]).text


def test_page_opened_by_code_closes_after_half_an_hour(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    _path, code = steps.ask_and_read(client(alba.host))
    browser = client(alba.host)
    address = browser.submit("/richieste", {"code": code}).headers["Location"]
    with time_machine.travel(now().timestamp() + 1801):
        assert browser.get(address).status_code == 404


def test_page_opened_by_code_is_not_there_at_the_other_association(
    app: Flask, alba: Standing, brig: Standing, client: Any
) -> None:
    steps.prepare(app, alba, brig)
    _path, code = steps.ask_and_read(client(alba.host))
    address = client(alba.host).submit("/richieste", {"code": code}).headers["Location"]
    assert client(brig.host).get(address).status_code == 404
    assert client(brig.host).submit("/richieste", {"code": code}).status_code == 422


def test_every_wrong_code_has_the_same_answer(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    answers = [client(alba.host).submit("/richieste", {"code": code}) for code in ("", "ABC", "4K7P2M9X", "è" * 8)]
    assert {answer.status_code for answer in answers} == {422}
    said = {answer.text.partition('id="code-error">')[2].partition("</p>")[0] for answer in answers}
    assert len(said) == 1
    assert "Non troviamo nessuna richiesta con questo codice." in said.pop()


def test_guessing_codes_is_stopped_even_when_the_next_is_right(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path, code = steps.ask_and_read(browser)
    guesses = [browser.submit("/richieste", {"code": f"4K7P2M9{last}"}).status_code for last in "2345678"]
    assert guesses == [422] * 5 + [429] * 2
    stopped = browser.submit("/richieste", {"code": code})
    assert stopped.status_code == 429
    assert "Troppi tentativi. Riprova tra un&#39;ora" in stopped.text
    assert browser.get(path).status_code == 200


def test_guessing_from_many_addresses_is_stopped_too(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    statuses = [
        browser.submit(
            "/richieste", {"code": "x"}, environ_base={"REMOTE_ADDR": f"10.0.{n // 250}.{n % 250}"}
        ).status_code
        for n in range(202)
    ]
    assert statuses == [422] * 200 + [429] * 2


def test_person_writes_one_more_message_then_it_is_the_offices_turn(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path, _code = steps.ask_and_read(browser)
    assert browser.submit(f"{path}/messaggi", {"body": "Posso venire con un'amica?"}).status_code == 303
    refused = browser.submit(f"{path}/messaggi", {"body": "Ancora io"})
    assert refused.status_code == 409
    assert "Ancora io" not in browser.get(path).text
    steps.answer(app, client, alba)
    assert browser.submit(f"{path}/messaggi", {"body": "Grazie"}).status_code == 303
    with steps.inside(app, alba):
        row = steps.the_request()
        assert [message.body for message in row.messages] == ["Posso venire con un'amica?", steps.ANSWER, "Grazie"]
        assert row.state == "replied"


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 1001])
def test_empty_or_endless_message_is_refused(app: Flask, alba: Standing, client: Any, body: str) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path, _code = steps.ask_and_read(browser)
    assert browser.submit(f"{path}/messaggi", {"body": body}).status_code == 422


def test_withdrawing_empties_everything_sealed_at_once(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path, code = steps.ask_and_read(browser)
    run_jobs()
    browser.submit(f"{path}/messaggi", {"body": "Posso venire con un'amica?"})
    steps.answer(app, client, alba)
    assert None not in _sealed(app, alba)
    assert browser.submit(f"{path}/ritiro").status_code == 303
    assert set(_sealed(app, alba)) == {None}
    assert "Hai ritirato la richiesta" in browser.get(path).text
    assert client(alba.host).submit("/richieste", {"code": code}).status_code == 422


def test_mail_of_a_withdrawn_request_does_not_leave(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path, _code = steps.ask_and_read(browser)
    browser.submit(f"{path}/ritiro")
    run_jobs()
    assert steps.mails(app) == []
    with steps.inside(app, alba):
        assert db.session.execute(select(Message)).all() == []


def test_withdrawing_twice_or_after_closing_is_harmless(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path, _code = steps.ask_and_read(browser)
    with steps.inside(app, alba):
        join_answers.close(steps.the_request(), join_answers.OFFICE_OUTCOMES[0], by=actor(alba, Role.SECRETARY))
    assert [browser.submit(f"{path}/ritiro").status_code for _ in range(2)] == [303, 303]
    with steps.inside(app, alba):
        row = steps.the_request()
        assert (row.outcome, row.is_emptied, row.nickname) == ("pointed_to_group", True, None)


def test_request_is_withdrawn_also_when_the_association_has_closed_its_groups(
    app: Flask, alba: Standing, client: Any
) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path, code = steps.ask_and_read(browser)
    sign_in(client(alba.host), alba, Role.PRESIDENT).submit("/manage/impostazioni/stanze")
    found = browser.submit("/richieste", {"code": code})
    answers = [browser.get("/gruppi"), browser.get(path), browser.get(found.location), browser.submit(f"{path}/ritiro")]
    assert [answer.status_code for answer in answers] == [404, 200, 200, 303]
    assert set(_sealed(app, alba)) == {None}


def test_withdrawn_request_takes_no_message(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path, _code = steps.ask_and_read(browser)
    browser.submit(f"{path}/ritiro")
    assert browser.submit(f"{path}/messaggi", {"body": "Ciao"}).status_code == 409


def test_opening_a_link_changes_nothing(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    browser = client(alba.host)
    path, _code = steps.ask_and_read(browser)
    assert browser.get(f"{path}/ritiro").status_code in {404, 405}
    with steps.inside(app, alba):
        assert steps.the_request().state == "new"
