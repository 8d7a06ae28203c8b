"""Requests to join, read and answered by who keeps the group: only theirs, only open ones, each reading in the audit."""

import re
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.groups.facilitator_mails import FOR_YOU
from ama_net.features.groups.freshness_tasks import tell_facilitators
from ama_net.features.groups.models import Facilitator, Group
from ama_net.features.groups.models.join_requests import JoinState
from ama_net.features.groups.operations.facilitator_requests import tell_of_waiting_requests
from ama_net.features.groups.operations.join_requests import write_again
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import Role
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.tenancy import tenant_scope
from tests.accounts.mails import Mail, mails
from tests.accounts.rows import audited
from tests.factories.facilitators import make_term
from tests.factories.groups import make_group
from tests.groups import join_steps as steps
from tests.groups.my_steps import decide
from tests.support.cast import email_of, sign_in
from tests.support.queries import count_queries
from tests.support.standing import Standing

GROUP = f"/my/gruppi/{steps.SLUG}"
LIST = f"{GROUP}/richieste"


def _prepare(app: Flask, standing: Standing) -> None:
    steps.prepare(app, standing)
    with steps.inside(app, standing):
        group = db.session.query(Group).filter_by(slug=steps.SLUG).one()
        make_term(group, standing, Role.FACILITATOR)


def _one(app: Flask, alba: Standing, client: Any, **changes: Any) -> str:
    _prepare(app, alba)
    steps.ask(client(alba.host), **changes)
    return f"{LIST}/{steps.request_id(app, alba)}"


def _hers(client: Any, standing: Standing, part: Role = Role.FACILITATOR) -> Any:
    return sign_in(client(standing.host), standing, part)


def test_facilitator_reads_and_every_reading_is_in_the_audit(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client)
    browser = _hers(client, alba)
    assert steps.NICKNAME in browser.get(LIST).text
    page = browser.get(path).text
    assert [word in page for word in (steps.NICKNAME, "mia sorella", steps.MAIL)] == [True, True, False]
    assert audited(app, alba) == ["join_request.sent", "join_request.read"]


def test_facilitator_answers(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client)
    browser = _hers(client, alba)
    assert browser.submit(f"{path}/risposte", {"body": steps.ANSWER}).status_code == 303
    assert mails(app, alba)[-1].to == steps.MAIL
    with steps.inside(app, alba):
        row = steps.the_request()
        assert (row.state, row.messages[-1].body) == (JoinState.ANSWERED, steps.ANSWER)


def test_facilitator_notes_a_call_and_sees_the_number(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client, contact=steps.PHONE)
    browser = _hers(client, alba)
    assert 'href="tel:051234567"' in browser.get(path).text
    assert browser.submit(f"{path}/chiamate", {"outcome": "spoke"}).status_code == 303
    with steps.inside(app, alba):
        assert steps.the_request().state == JoinState.ANSWERED


def test_refused_answer_shows_nothing_because_it_leaves_no_trace(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client)
    browser = _hers(client, alba)
    for name, data in (("risposte", {"body": ""}), ("chiamate", {"outcome": "?"})):
        page = browser.submit(f"{path}/{name}", data)
        assert (page.status_code, steps.NICKNAME in page.text, "sorella" in page.text) == (422, False, False)
    assert audited(app, alba) == ["join_request.sent"]


def test_greeting_alone_is_no_answer(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client)
    browser = _hers(client, alba)
    begun = re.search(r"<textarea[^>]*>(.*?)</textarea>", browser.get(path).text, re.DOTALL)
    assert begun
    assert browser.submit(f"{path}/risposte", {"body": begun[1].strip()}).status_code == 422


@pytest.mark.parametrize("part", [Role.MEMBER, Role.VOLUNTEER, Role.SECRETARY])
def test_nobody_else_finds_it_here(app: Flask, alba: Standing, client: Any, part: Role) -> None:
    path = _one(app, alba, client)
    browser = _hers(client, alba, part)
    assert [browser.get(LIST).status_code, browser.get(path).status_code] == [404, 404]
    assert browser.submit(f"{path}/risposte", {"body": steps.ANSWER}).status_code == 404


def test_request_for_another_group_is_not_there(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client)
    with steps.inside(app, alba):
        make_term(make_group("Gruppo Beta"), alba, Role.VOLUNTEER)
    browser = _hers(client, alba, Role.VOLUNTEER)
    other = path.replace(steps.SLUG, "gruppo-beta")
    assert [browser.get(path).status_code, browser.get(other).status_code] == [404, 404]
    assert browser.submit(f"{other}/risposte", {"body": steps.ANSWER}).status_code == 404
    assert steps.NICKNAME not in browser.get("/my/gruppi/gruppo-beta/richieste").text


def test_facilitator_of_the_other_association_finds_nothing(
    app: Flask, alba: Standing, brig: Standing, client: Any
) -> None:
    path = _one(app, alba, client)
    _prepare(app, brig)
    browser = _hers(client, brig)
    assert browser.get(path).status_code == 404
    assert steps.NICKNAME not in browser.get(LIST).text


def test_ended_term_reads_no_more(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client)
    browser = _hers(client, alba)
    assert browser.get(path).status_code == 200
    with steps.inside(app, alba):
        db.session.query(Facilitator).one().ended_on = today()
    assert [browser.get(LIST).status_code, browser.get(path).status_code] == [404, 404]


def test_secretariat_only_is_respected(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client)
    decide(app, alba, who_answers="secretariat")
    browser = _hers(client, alba)
    assert [browser.get(LIST).status_code, browser.get(path).status_code] == [404, 404]
    assert browser.submit(f"{path}/risposte", {"body": steps.ANSWER}).status_code == 404


@pytest.mark.parametrize("values", [{"state": JoinState.CLOSED}, {"emptied": True}])
def test_closed_emptied_and_other_requests_are_not_there(
    app: Flask, alba: Standing, client: Any, values: dict[str, Any]
) -> None:
    path = _one(app, alba, client)
    with steps.inside(app, alba):
        row = steps.the_request()
        row.emptied_at = now() if values.pop("emptied", False) else None
        row.closed_at = now() if values.get("state") else None
        for name, value in values.items():
            setattr(row, name, value)
    browser = _hers(client, alba)
    assert browser.get(path).status_code == 404
    assert steps.NICKNAME not in browser.get(LIST).text


def _told(app: Flask, standing: Standing) -> list[Mail]:
    return [mail for mail in mails(app, standing) if mail.template == FOR_YOU]


def _tell(app: Flask) -> None:
    with app.app_context():
        tell_facilitators.run()


def test_facilitators_are_told_that_somebody_wrote_and_nothing_else(app: Flask, alba: Standing, client: Any) -> None:
    _one(app, alba, client)
    _tell(app)
    told = _told(app, alba)
    assert [mail.to for mail in told] == [email_of(alba, Role.FACILITATOR)]
    words = (steps.NICKNAME, steps.GROUP, steps.SLUG, steps.MAIL)
    assert [word in told[-1].text + told[-1].subject for word in words] == [False] * 4


def test_facilitators_are_told_once_until_the_person_writes_again(app: Flask, alba: Standing, client: Any) -> None:
    path = _one(app, alba, client)
    for _ in range(2):
        _tell(app)
    assert len(_told(app, alba)) == 1
    _hers(client, alba).submit(f"{path}/risposte", {"body": steps.ANSWER})
    with steps.inside(app, alba):
        write_again(steps.the_request(), "Grazie, vengo!", by=PUBLIC)
    for _ in range(2):
        _tell(app)
    assert len(_told(app, alba)) == 2


def test_two_runs_at_once_tell_once(app: Flask, alba: Standing, client: Any) -> None:
    _one(app, alba, client)
    barrier, counts = Barrier(2), []

    def run() -> None:
        with steps.inside(app, alba):
            db.session.execute(select(1))
            barrier.wait()
            counts.append(tell_of_waiting_requests())

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(_told(app, alba)) == 1


@pytest.mark.parametrize("case", ["answered", "secretariat", "ended"])
def test_nobody_is_told_when_there_is_nothing_to_answer(app: Flask, alba: Standing, client: Any, case: str) -> None:
    path = _one(app, alba, client)
    if case == "answered":
        _hers(client, alba).submit(f"{path}/risposte", {"body": steps.ANSWER})
    elif case == "secretariat":
        decide(app, alba, who_answers="secretariat")
    else:
        with steps.inside(app, alba):
            db.session.query(Facilitator).one().ended_on = today()
    _tell(app)
    assert _told(app, alba) == []


def test_list_costs_the_same_for_one_and_three(app: Flask, alba: Standing, client: Any) -> None:
    _one(app, alba, client)
    browser, costs = _hers(client, alba), []
    for _ in range(2):
        browser.get(LIST)
        with count_queries() as queries:
            browser.get(LIST)
        costs.append(len(queries))
        steps.ask(client(alba.host))
        steps.ask(client(alba.host))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(("who", "told"), [("both", True), ("secretariat", False)])
def test_form_says_who_reads_the_request(app: Flask, client: Any, alba: Standing, who: str, told: bool) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        make_group()
    decide(app, alba, who_answers=who)
    page = client(alba.host).get("/gruppi/gruppo-alfa/partecipa").text
    assert ("e chi facilita questo gruppo" in page, "Non la vede il gruppo" in page) == (told, not told)
