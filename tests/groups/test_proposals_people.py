"""Who waits for a group: told once of each piece of news, called when they left a telephone, forgotten after the start."""

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text

from ama_net.features.groups.join_consent import consent_text
from ama_net.features.groups.models import JoinRequest, Proposal, Stage
from ama_net.features.groups.models.join_requests import CallOutcome
from ama_net.features.groups.operations import join_answers
from ama_net.features.groups.operations.join_alerts import alert_late_requests
from ama_net.features.groups.operations.join_requests import JoinWords, Sending
from ama_net.features.groups.operations.join_retention import Forgetting, forget, forgetting_plan
from ama_net.features.groups.operations.proposals_merging import merge
from ama_net.features.groups.operations.proposals_people import ask_to_be_told
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.confiding import ContactKind
from tests.groups import join_steps as steps
from tests.groups import proposal_acts as acts
from tests.support.cast import actor
from tests.support.standing import Standing

OTHER_MAIL = "ortensia.posta@example.org"


def _gathering(app: Flask, alba: Standing, client: Any, **changes: Any) -> str:
    """A proposal that somebody waits for."""
    acts.fresh(app)
    found = acts.make_proposal(app, alba, Stage.GATHERING)
    assert acts.would_come(client(alba.host), **changes).status_code == 303
    return found


def _tell(client: Any, alba: Standing, found: str, role: Role = Role.SECRETARY) -> str:
    browser = steps.office(client, alba, role)
    answer = browser.submit(f"{acts.BOARD}/{found}/avvisi")
    return str(browser.get(answer.headers["Location"]).text) if answer.status_code == 303 else str(answer.status_code)


def _news(app: Flask) -> list[Any]:
    return [mail for mail in steps.mails(app) if mail["Subject"] == "Una novità da Alba"]


def test_news_is_one_neutral_mail_each(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    found = _gathering(app, alba, client)
    acts.would_come(client(alba.host), contact=OTHER_MAIL)
    acts.go(app, alba, Stage.STARTING)
    assert "2 e-mail in partenza." in _tell(client, alba, found)
    run_jobs()
    assert [mail["To"] for mail in _news(app)] == [OTHER_MAIL, steps.MAIL]
    texts = [steps.whole_text(mail) for mail in _news(app)]
    assert [word for word in (acts.TITLE, steps.NICKNAME, "lutto", "gruppo") for one in texts if word in one] == []


def test_button_pressed_twice_sends_once(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    found = _gathering(app, alba, client)
    acts.go(app, alba, Stage.STARTING)
    assert "1 e-mail in partenza." in _tell(client, alba, found)
    assert "Erano già tutti avvisati" in _tell(client, alba, found)
    run_jobs()
    assert len(_news(app)) == 1


def test_button_pressed_twice_at_once_sends_once(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    found = _gathering(app, alba, client)
    acts.go(app, alba, Stage.STARTING)
    browsers = [steps.office(client, alba), steps.office(client, alba, Role.PRESIDENT)]
    tokens = [browser.csrf_token() for browser in browsers]
    ready, statuses = threading.Barrier(2), []

    def press(number: int) -> None:
        ready.wait()
        answer = browsers[number].post(f"{acts.BOARD}/{found}/avvisi", data={"csrf_token": tokens[number]})
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=press, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    run_jobs()
    assert (statuses, len(_news(app))) == ([303, 303], 1)


def test_each_step_may_be_told(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    found = _gathering(app, alba, client)
    for stage in (Stage.STARTING, Stage.ACTIVE):
        acts.go(app, alba, stage)
        _tell(client, alba, found)
    run_jobs()
    assert len(_news(app)) == 2


def test_nothing_is_told_before_there_is_news(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    found = _gathering(app, alba, client)
    assert "Nel frattempo qualcun altro" in _tell(client, alba, found)
    run_jobs()
    assert _news(app) == []


def test_who_withdrew_is_not_told(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    acts.fresh(app)
    found = acts.make_proposal(app, alba, Stage.STARTING)
    person = client(alba.host)
    acts.would_come(person)
    link = person.get("/richieste/ricevuta").text.partition('<p><a href="')[2].partition('"')[0]
    person.submit(f"{link}/ritiro")
    assert "Erano già tutti avvisati" in _tell(client, alba, found)
    run_jobs()
    assert _news(app) == []


@pytest.mark.parametrize("role", [Role.BOARD, Role.EDITOR, Role.FACILITATOR])
def test_only_who_answers_requests_may_tell(app: Flask, alba: Standing, client: Any, role: Role) -> None:
    found = _gathering(app, alba, client)
    acts.go(app, alba, Stage.STARTING)
    assert _tell(client, alba, found, role) == "404"


def test_person_reads_the_news_at_their_own_link(app: Flask, alba: Standing, client: Any) -> None:
    acts.fresh(app)
    found = acts.make_proposal(app, alba, Stage.STARTING)
    person = client(alba.host)
    acts.would_come(person)
    link = person.get("/richieste/ricevuta").text.partition('<p><a href="')[2].partition('"')[0]
    acts.go(app, alba, Stage.ACTIVE)
    assert "Il gruppo è partito." not in person.get(link).text
    _tell(client, alba, found)
    page = person.get(link).text
    assert [part in page for part in ("Il gruppo è partito.", 'href="/gruppi/betulla-del-savena"')] == [True, True]


def test_who_left_a_telephone_is_called_once_there_is_news(
    app: Flask, alba: Standing, client: Any, run_jobs: Any
) -> None:
    found = _gathering(app, alba, client, contact=steps.PHONE)
    calls = "/manage/richieste/da-chiamare"
    assert steps.NICKNAME not in steps.office(client, alba).get(calls).text
    acts.go(app, alba, Stage.STARTING)
    assert "1 persona da chiamare." in _tell(client, alba, found)
    assert steps.NICKNAME in steps.office(client, alba).get(calls).text
    with steps.inside(app, alba):
        join_answers.note_call(steps.the_request(), CallOutcome.SPOKE, by=actor(alba, Role.SECRETARY))
    assert steps.NICKNAME not in steps.office(client, alba).get(calls).text
    run_jobs()
    assert _news(app) == []


def test_telling_is_in_the_audit_without_anybody(app: Flask, alba: Standing, client: Any) -> None:
    found = _gathering(app, alba, client)
    acts.go(app, alba, Stage.STARTING)
    _tell(client, alba, found)
    with steps.inside(app, alba):
        last = db.session.execute(text("SELECT facts FROM ledger_entries ORDER BY number DESC LIMIT 1")).scalar_one()
        assert (last["verb"], last["subject_id"], last["changes"]) == ("proposal.told", found, {})


def test_who_writes_again_is_answered_like_everybody(app: Flask, alba: Standing, client: Any) -> None:
    acts.fresh(app)
    acts.make_proposal(app, alba, Stage.GATHERING)
    person = client(alba.host)
    acts.would_come(person)
    link = person.get("/richieste/ricevuta").text.partition('<p><a href="')[2].partition('"')[0]
    assert person.submit(f"{link}/messaggi", {"body": "Posso portare mia madre?"}).status_code == 303
    page = steps.office(client, alba).get("/manage/richieste").text
    assert [word in page for word in (steps.NICKNAME, acts.TITLE)] == [True, True]


def test_interest_is_forgotten_thirty_days_after_the_start(app: Flask, alba: Standing, client: Any) -> None:
    _gathering(app, alba, client)
    for stage in (Stage.STARTING, Stage.ACTIVE):
        acts.go(app, alba, stage)
    found = []
    for days in (30, 31):
        with steps.inside(app, alba):
            acts.the_proposal().started_on = today() - timedelta(days=days)
        with steps.inside(app, alba):
            planned, done = forgetting_plan(), forget()
            row = steps.the_request()
            found.append((planned == done, done, row.outcome, row.contact))
    assert found == [
        (True, Forgetting(0, 0, 0), "", steps.MAIL),
        (True, Forgetting(0, 1, 1), "started", None),
    ]


def test_interest_in_what_was_closed_ends_a_day_later(app: Flask, alba: Standing, client: Any) -> None:
    _gathering(app, alba, client)
    acts.go(app, alba, Stage.CLOSED)
    found = []
    for hours in (23, 25):
        with steps.inside(app, alba):
            acts.the_proposal().stage_since = now() - timedelta(hours=hours)
        with steps.inside(app, alba):
            forget()
            found.append((steps.the_request().outcome, steps.the_request().contact))
    assert found == [("", steps.MAIL), ("not_started", steps.MAIL)]


def test_interest_lasts_longer_than_a_request_but_no_more_than_a_year(app: Flask, alba: Standing, client: Any) -> None:
    _gathering(app, alba, client)
    found = []
    for days in (300, 366):
        with steps.inside(app, alba):
            row = steps.the_request()
            row.changed_at, row.warned_at = now() - timedelta(days=days), now() - timedelta(days=8)
        with steps.inside(app, alba):
            forget()
            found.append((steps.the_request().outcome, steps.the_request().contact))
    assert found == [("", steps.MAIL), ("quiet", None)]


def test_news_begins_the_year_anew(app: Flask, alba: Standing, client: Any) -> None:
    found = _gathering(app, alba, client)
    acts.go(app, alba, Stage.STARTING)
    with steps.inside(app, alba):
        row = steps.the_request()
        row.changed_at, row.warned_at = now() - timedelta(days=366), now() - timedelta(days=8)
    _tell(client, alba, found)
    with steps.inside(app, alba):
        forget()
        assert (steps.the_request().outcome, steps.the_request().warned_at) == ("", None)


def test_office_is_alerted_once_of_who_waits_too_long(app: Flask, alba: Standing, client: Any, run_jobs: Any) -> None:
    steps.prepare(app, alba)
    for _ in range(2):
        steps.ask(client(alba.host))
    with steps.inside(app, alba):
        for row in steps.all_requests():
            row.waiting_since = now() - timedelta(days=8)
    told = []
    for _ in range(2):
        with steps.inside(app, alba):
            told.append(alert_late_requests())
    run_jobs()
    (mail,) = [mail for mail in steps.mails(app) if mail["Subject"] == "C'è chi aspetta una risposta"]
    assert told == [2, 0]
    written = steps.whole_text(mail)
    assert "2 richieste aspettano" in written
    assert "/manage/richieste?late=yes" in written
    assert [word for word in (steps.NICKNAME, steps.GROUP) if word in written] == []


def test_who_waits_for_a_group_is_never_late(app: Flask, alba: Standing, client: Any) -> None:
    _gathering(app, alba, client)
    with steps.inside(app, alba):
        steps.the_request().waiting_since = now() - timedelta(days=80)
    with steps.inside(app, alba):
        assert alert_late_requests() == 0


def test_request_leads_to_a_group_or_to_a_proposal(app: Flask, alba: Standing, client: Any) -> None:
    found = _gathering(app, alba, client)
    with steps.inside(app, alba):
        row = db.session.get_one(JoinRequest, steps.the_request().id)
        assert (str(row.proposal_id), row.group_id) == (found, None)


def test_interest_in_what_was_joined_meanwhile_leads_to_the_other(app: Flask, alba: Standing) -> None:
    one = acts.make_proposal(app, alba, Stage.GATHERING)
    other = acts.make_proposal(app, alba, Stage.STARTING, slug="altra", title="Altra")
    with steps.inside(app, alba):
        opened = db.session.get_one(Proposal, UUID(one))
        merge(UUID(other), [UUID(one)], by=actor(alba, Role.SECRETARY))
        words = JoinWords(steps.NICKNAME, steps.MAIL, ContactKind.EMAIL, "any")
        sending = Sending(words, "k" * 43, consent_text("interest"), "it")
        assert str(ask_to_be_told(opened, sending, by=PUBLIC).proposal_id) == other
