"""Requests in the office: who may open them, what every opening leaves behind, answers, calls, closing and its way back."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from ama_net.features.groups.models.join_requests import CloseOutcome
from ama_net.features.groups.office_join import ROOM, find_by_code, join_request_figures
from ama_net.foundation.database import db
from ama_net.kernel.access import Permission, Role
from tests.groups import join_steps as steps
from tests.support.queries import count_queries
from tests.support.standing import Standing

LIST, CALLS = "/manage/richieste", "/manage/richieste/da-chiamare"
READERS = [Role.SECRETARY, Role.PRESIDENT, Role.HELPDESK_OPERATOR, Role.NETWORK_COORDINATOR]
OTHERS = [Role.EDITOR, Role.BOARD, Role.TREASURER, Role.MEMBER, Role.FACILITATOR, Role.VOLUNTEER]


def _one(app: Flask, alba: Standing, client: Any, **changes: Any) -> str:
    """One request; the address of its page in the office."""
    steps.prepare(app, alba)
    steps.ask(client(alba.host), **changes)
    return f"{LIST}/{steps.request_id(app, alba)}"


def _verbs(app: Flask, alba: Standing) -> list[str]:
    with steps.inside(app, alba):
        verbs = db.session.execute(
            text("SELECT facts->>'verb' FROM ledger_entries WHERE ledger = 'audit' ORDER BY number")
        )
        return list(verbs.scalars())


@pytest.mark.parametrize("role", READERS)
def test_who_answers_requests_may_read_them(app: Flask, alba: Standing, client: Any, role: Role) -> None:
    path = _one(app, alba, client)
    browser = steps.office(client, alba, role)
    assert [browser.get(address).status_code for address in (LIST, CALLS, path)] == [200, 200, 200]


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_finds_them(app: Flask, alba: Standing, client: Any, role: Role) -> None:
    path = _one(app, alba, client)
    browser = steps.office(client, alba, role)
    assert [browser.get(address).status_code for address in (LIST, CALLS, path)] == [404, 404, 404]
    assert browser.submit(f"{path}/risposte", {"body": "Ciao"}).status_code == 404


def test_who_is_not_signed_in_is_led_to_the_door(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client)
    answers = [client(alba.host).get(address) for address in (LIST, CALLS, path)]
    assert [(answer.status_code, answer.headers["Location"].partition("?")[0]) for answer in answers] == [
        (302, "/accedi")
    ] * 3


def test_other_associations_secretary_sees_nothing(app: Flask, alba: Standing, brig: Standing, client: Any) -> None:
    path = _one(app, alba, client)
    browser = steps.office(client, brig)
    assert "Ancora nessuna richiesta" in browser.get(LIST).text
    assert browser.get(path).status_code == 404
    posts = [("risposte", {"body": "Ciao"}), ("chiamate", {"outcome": "spoke"}), ("chiusura", {"outcome": "other"})]
    assert [browser.submit(f"{path}/{name}", data).status_code for name, data in posts] == [404, 404, 404]


def test_list_shows_neither_contact_nor_text(app: Flask, alba: Standing, client: Any) -> None:
    _one(app, alba, client)
    page = steps.office(client, alba).get(LIST).text
    assert [word in page for word in (steps.NICKNAME, steps.GROUP, "Da leggere")] == [True] * 3
    assert [word in page for word in (steps.MAIL, "sorella")] == [False] * 2


def test_every_opening_is_in_the_audit(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client)
    browser = steps.office(client, alba)
    browser.get(LIST)
    assert [steps.MAIL in browser.get(path).text for _ in range(2)] == [True, True]
    assert _verbs(app, alba) == ["join_request.sent", "join_request.read", "join_request.read"]


def test_refused_form_shows_nothing_because_it_leaves_no_trace(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client)
    browser = steps.office(client, alba)
    for name in ("risposte", "chiusura", "chiamate"):
        page = browser.submit(f"{path}/{name}", {"body": "", "outcome": "?"})
        assert page.status_code == 422
        assert [word in page.text for word in (steps.NICKNAME, steps.MAIL, "sorella")] == [False] * 3
    assert _verbs(app, alba) == ["join_request.sent"]


def test_list_costs_the_same_for_one_and_three(app: Flask, alba: Standing, client: Any) -> None:
    _one(app, alba, client, contact=steps.PHONE)
    browser = steps.office(client, alba)
    costs = []
    for _ in range(2):
        counts = []
        for address in (LIST, CALLS):
            browser.get(address)
            with count_queries() as queries:
                browser.get(address)
            counts.append(len(queries))
        costs.append(counts)
        steps.ask(client(alba.host), contact=steps.PHONE)
        steps.ask(client(alba.host), contact=steps.PHONE)
    assert costs[0] == costs[1]


def test_list_is_narrowed_by_state_contact_and_group(app: Flask, alba: Standing, client: Any) -> None:
    _one(app, alba, client)
    steps.other_group(app, alba)
    steps.ask(client(alba.host), slug="salice", contact=steps.PHONE, nickname="Ortensia")
    browser = steps.office(client, alba)
    with steps.inside(app, alba):
        first, second = (row.group_id for row in steps.all_requests())
    found = {
        query: re.findall(r'<th scope="row"><a [^>]*>(\w+) ', browser.get(f"{LIST}?{query}").text)
        for query in ("contact=phone", "contact=email", f"group={second}", f"group={first}", "state=closed", "late=yes")
    }
    assert list(found.values()) == [["Ortensia"], ["Zefirina"], ["Ortensia"], ["Zefirina"], [], []]


def test_call_list_has_who_left_a_phone_and_was_not_spoken_to(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client, contact=steps.PHONE, nickname="Ortensia", call_time="evening")
    steps.ask(client(alba.host))
    browser = steps.office(client, alba)
    page = browser.get(CALLS).text
    assert [word in page for word in ("Ortensia", "Verso sera", "nessuna", steps.NICKNAME, "051")] == [True] * 3 + [
        False
    ] * 2
    browser.submit(f"{path}/chiamate", {"outcome": "no_answer"})
    assert "1 · Non risponde" in browser.get(CALLS).text
    browser.submit(f"{path}/chiamate", {"outcome": "spoke"})
    assert "Nessuno da chiamare" in browser.get(CALLS).text


def test_phone_number_is_shown_to_be_dialled(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client, contact=steps.PHONE)
    page = steps.office(client, alba).get(path).text
    assert 'href="tel:051234567"' in page


def test_having_spoken_counts_as_an_answer(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client, contact=steps.PHONE)
    steps.office(client, alba).submit(f"{path}/chiamate", {"outcome": "spoke"})
    with steps.inside(app, alba):
        assert steps.the_request().state == "answered"
    assert _verbs(app, alba)[-1] == "join_request.called"


def test_answer_begins_with_a_greeting(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client)
    page = steps.office(client, alba).get(path).text
    assert "Ciao Zefirina,\n\ngrazie per averci scritto." in page


def test_answer_is_kept_sealed_and_in_the_audit(app: Flask, alba: Standing, client: Any) -> None:
    _one(app, alba, client)
    steps.answer(app, client, alba)
    with steps.inside(app, alba):
        row = steps.the_request()
        assert (row.state, [message.body for message in row.messages]) == ("answered", [steps.ANSWER])
        assert steps.ANSWER.encode() not in (row.messages[0].body_sealed or b"")
    assert _verbs(app, alba)[-1] == "join_request.answered"


def test_greeting_alone_is_not_an_answer(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client)
    greeting = "Ciao Zefirina,\r\n\r\ngrazie per averci scritto.\r\n\r\nUn saluto,\r\nAlba"
    page = steps.office(client, alba).submit(f"{path}/risposte", {"body": greeting})
    assert page.status_code == 422
    assert "Manca la risposta: scriverla tra il saluto e la firma." in page.text


def test_answer_sent_twice_by_a_double_click_is_one(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    _one(app, alba, client)
    for _ in range(2):
        steps.answer(app, client, alba)
    run_jobs()
    assert [mail["Subject"] for mail in steps.mails(app)].count("Una risposta da Alba") == 1


def test_markup_somebody_wrote_is_only_text(app: Flask, alba: Standing, client: Any) -> None:
    attack = '<img src=x onerror="alert(1)">'
    path = _one(app, alba, client, nickname=attack, message=f"{attack}\n</textarea><script>x</script>")
    browser = steps.office(client, alba)
    for address in (LIST, path):
        page = browser.get(address).text
        assert "<img src=x" not in page
        assert "<script>x" not in page
        assert "&lt;img src=x onerror=" in page


def test_closing_says_how_and_can_be_taken_back(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client)
    browser = steps.office(client, alba)
    assert browser.submit(f"{path}/chiusura", {"outcome": "pointed_to_group"}).status_code == 303
    page = browser.get(path).text
    assert "Accompagnata a un gruppo" in page
    undo = re.search(r'action="(/manage/[^"]*undo[^"]*)"', page)
    assert undo
    assert browser.submit(undo[1]).status_code == 303
    with steps.inside(app, alba):
        row = steps.the_request()
        assert (row.state, row.outcome, row.closed_at) == ("new", "", None)
    assert _verbs(app, alba)[-1] == "join_request.reopened"


def test_closing_cannot_be_taken_back_once_emptied(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    person = client(alba.host)
    link, _code = steps.ask_and_read(person)
    path, browser = f"{LIST}/{steps.request_id(app, alba)}", steps.office(client, alba)
    browser.submit(f"{path}/chiusura", {"outcome": "other"})
    undo = re.search(r'action="(/manage/[^"]*undo[^"]*)"', browser.get(path).text)
    assert undo
    person.submit(f"{link}/ritiro")
    browser.submit(undo[1])
    with steps.inside(app, alba):
        assert steps.the_request().state == "closed"


@pytest.mark.parametrize("outcome", ["", "withdrawn", "quiet", "x"])
def test_office_cannot_close_in_somebody_elses_name(app: Flask, alba: Standing, client: Any, outcome: str) -> None:
    path = _one(app, alba, client)
    assert steps.office(client, alba).submit(f"{path}/chiusura", {"outcome": outcome}).status_code == 422
    with steps.inside(app, alba):
        assert steps.the_request().state == "new"


def test_answer_to_a_withdrawn_request_is_not_sent_nor_lost(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    person = client(alba.host)
    link, _code = steps.ask_and_read(person)
    person.submit(f"{link}/ritiro")
    path = f"{LIST}/{steps.request_id(app, alba)}"
    page = steps.office(client, alba).submit(f"{path}/risposte", {"body": "Una lunga risposta"})
    assert page.status_code == 409
    assert "Una lunga risposta" in page.text
    assert "Nel frattempo la richiesta è stata chiusa" in page.text


def test_emptied_request_still_opens(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    person = client(alba.host)
    link, _code = steps.ask_and_read(person)
    person.submit(f"{link}/ritiro")
    page = steps.office(client, alba).get(f"{LIST}/{steps.request_id(app, alba)}").text
    assert "I dati di questa richiesta sono stati cancellati" in page
    assert "Ritirata da chi l'ha scritta" in page


def test_dashboard_says_who_waits(app: Flask, alba: Standing, client: Any) -> None:
    _one(app, alba, client)
    steps.ask(client(alba.host), contact=steps.PHONE)
    with steps.inside(app, alba):
        steps.all_requests()[0].waiting_since = "2026-01-01T00:00:00Z"
    with app.test_request_context(), steps.inside(app, alba):
        figures = [(figure.value, figure.attention) for figure in join_request_figures()]
    assert figures == [(2, True), (1, True), (1, True), (0, False)]


def test_office_finds_a_request_by_the_code_read_on_the_telephone(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    _link, code = steps.ask_and_read(client(alba.host))
    path = f"{LIST}/{steps.request_id(app, alba)}"
    with app.test_request_context(), steps.inside(app, alba):
        assert [hit.url for hit in find_by_code(code.lower(), 5)] == [path]
        assert find_by_code(steps.NICKNAME, 5) == []


def test_room_is_for_who_reads_requests() -> None:
    assert ROOM.permission is Permission.JOIN_REQUESTS_READ


def test_outcomes_are_all_said_in_words() -> None:
    from ama_net.features.groups.join_words import OUTCOMES

    assert set(OUTCOMES) == set(CloseOutcome)
