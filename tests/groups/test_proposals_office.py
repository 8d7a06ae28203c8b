"""The board of proposals in the office: who reads it, steps, the group that is born, joining and taking apart."""

import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from ama_net.features.groups.models import Group, Proposal, Stage
from ama_net.features.groups.operations.proposals_steps import NEXT
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from tests.groups import join_steps as steps
from tests.groups import proposal_acts as acts
from tests.support.queries import count_queries
from tests.support.standing import Standing


def _stage(app: Flask, alba: Standing) -> str:
    with steps.inside(app, alba):
        return acts.the_proposal().stage


def _step(browser: Any, proposal_id: str, seen: str, to: str, **changes: Any) -> Any:
    typed = {"seen": seen, "to": to, "day": today().isoformat(), "reason": "", "group_id": "", **changes}
    return browser.submit(f"{acts.BOARD}/{proposal_id}/passaggi", typed)


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.NETWORK_COORDINATOR, Role.HELPDESK_OPERATOR, Role.BOARD])
def test_who_reads_groups_reads_the_board(app: Flask, alba: Standing, client: Any, role: Role) -> None:
    found = acts.make_proposal(app, alba)
    browser = steps.office(client, alba, role)
    assert [browser.get(path).status_code for path in (acts.BOARD, f"{acts.BOARD}/{found}")] == [200, 200]


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.MEMBER, Role.TREASURER, Role.VOLUNTEER])
def test_nobody_else_does(app: Flask, alba: Standing, client: Any, role: Role) -> None:
    found = acts.make_proposal(app, alba)
    browser = steps.office(client, alba, role)
    assert [browser.get(path).status_code for path in (acts.BOARD, f"{acts.BOARD}/{found}")] == [404, 404]


def test_who_only_reads_moves_nothing(app: Flask, alba: Standing, client: Any) -> None:
    found = acts.make_proposal(app, alba)
    browser = steps.office(client, alba, Role.BOARD)
    page = browser.get(f"{acts.BOARD}/{found}").text
    assert "Annota il passo" not in page
    assert _step(browser, found, "idea", "gathering").status_code == 404
    assert browser.submit(f"{acts.BOARD}/{found}/avvisi").status_code == 404


def test_other_association_sees_nothing(app: Flask, alba: Standing, brig: Standing, client: Any) -> None:
    found = acts.make_proposal(app, alba)
    browser = steps.office(client, brig)
    assert "Ancora nessuna proposta" in browser.get(acts.BOARD).text
    assert browser.get(f"{acts.BOARD}/{found}").status_code == 404
    assert _step(browser, found, "idea", "gathering").status_code == 404


def test_board_counts_by_theme_and_district_and_opens_the_rows(app: Flask, alba: Standing, client: Any) -> None:
    for number, kind in enumerate(("proposal", "proposal", "need")):
        acts.make_proposal(app, alba, kind=kind, district="Pianura", slug=f"b-{number}")
    acts.make_proposal(app, alba, Stage.CLOSED, district="Pianura", slug="b-9")
    browser = steps.office(client, alba)
    page = browser.get(acts.BOARD).text
    link = re.search(r'<td><a href="([^"]+)">2 proposte, 1 bisogno</a></td>', page)
    assert link
    assert browser.get(link[1].replace("&amp;", "&")).text.count('<th scope="row">') == 4


def test_board_names_what_nobody_said(app: Flask, alba: Standing, client: Any) -> None:
    acts.make_proposal(app, alba, theme_id=None)
    page = steps.office(client, alba).get(acts.BOARD).text
    assert [word in page for word in ("Tema non detto", "Zona non detta", "1 proposta")] == [True] * 3


def test_list_costs_the_same_for_one_and_three(app: Flask, alba: Standing, client: Any) -> None:
    browser, costs = steps.office(client, alba), []
    for number in range(3):
        acts.make_proposal(app, alba, slug=f"b-{number}")
        browser.get(acts.BOARD)
        with count_queries() as queries:
            browser.get(acts.BOARD)
        costs.append(len(queries))
    assert costs[0] == costs[2]


def test_page_says_how_many_wait_and_never_who(app: Flask, alba: Standing, client: Any) -> None:
    acts.fresh(app)
    found = acts.make_proposal(app, alba, Stage.GATHERING)
    for _ in range(2):
        acts.would_come(client(alba.host))
    browser = steps.office(client, alba)
    page = browser.get(f"{acts.BOARD}/{found}").text
    assert "2 persone verrebbero." in page
    pages = [
        page,
        *(browser.get(path).text for path in (acts.BOARD, "/manage/richieste", "/manage/richieste/da-chiamare")),
    ]
    assert [word in one for one in pages for word in (steps.NICKNAME, steps.MAIL)] == [False] * 8


def test_proposers_words_are_read_among_the_requests(app: Flask, alba: Standing, client: Any) -> None:
    acts.fresh(app)
    acts.send(client(alba.host), theme_id=acts.theme_id(app, alba))
    browser = steps.office(client, alba)
    with steps.inside(app, alba):
        found, row = acts.the_proposal().id, steps.the_request().id
    page = browser.get(f"{acts.BOARD}/{found}").text
    assert steps.NICKNAME not in page
    listed = browser.get(f"/manage/richieste?proposal={found}").text
    assert [word in listed for word in (steps.NICKNAME, "Proposta di gruppo · Esperienze di lutto")] == [True, True]
    assert steps.MAIL in browser.get(f"/manage/richieste/{row}").text


def test_office_writes_down_what_was_told_by_voice(app: Flask, alba: Standing, client: Any) -> None:
    browser = steps.office(client, alba)
    typed = {"kind": "need", "theme_id": acts.theme_id(app, alba), "audience_id": "", "municipality": "Budrio"}
    assert browser.submit(f"{acts.BOARD}/nuova", {**typed, "organisation": "Comune di prova"}).status_code == 303
    with steps.inside(app, alba):
        proposal = acts.the_proposal()
        assert (proposal.kind, proposal.organisation, proposal.municipality_code) == (
            "need",
            "Comune di prova",
            "037008",
        )
        assert steps.all_requests() == []


def test_public_words_need_a_name(app: Flask, alba: Standing, client: Any) -> None:
    found = acts.make_proposal(app, alba, title="", slug=None)
    browser, path = steps.office(client, alba), f"{acts.BOARD}/{found}/dati"
    typed = {"kind": "proposal", "theme_id": "", "audience_id": "", "published": "y"}
    page = browser.submit(path, typed)
    assert page.status_code == 422
    assert "Per metterlo sul sito serve almeno il nome del gruppo." in page.text
    assert browser.submit(path, {**typed, "title": "Nome, nuovo"}).status_code == 303
    with steps.inside(app, alba):
        assert (acts.the_proposal().slug, acts.the_proposal().published) == ("nome-nuovo", True)


@pytest.mark.parametrize("title", ["Proposta", "Bisogno", "Partecipa"])
def test_announced_group_takes_no_address_of_a_form(app: Flask, alba: Standing, client: Any, title: str) -> None:
    found = acts.make_proposal(app, alba, title="", slug=None)
    typed = {"kind": "proposal", "theme_id": "", "audience_id": "", "published": "y", "title": title}
    steps.office(client, alba).submit(f"{acts.BOARD}/{found}/dati", typed)
    with steps.inside(app, alba):
        assert acts.the_proposal().slug == f"{title.lower()}-2"


def test_step_is_a_dated_row_with_its_reason_sealed(app: Flask, alba: Standing, client: Any) -> None:
    found = acts.make_proposal(app, alba)
    browser = steps.office(client, alba)
    day = today() - timedelta(days=3)
    assert (
        _step(browser, found, "idea", "gathering", reason="Lo chiedono in tre", day=day.isoformat()).status_code == 303
    )
    with steps.inside(app, alba):
        (step,) = acts.the_proposal().steps
        assert (step.from_stage, step.to_stage, step.day, step.reason) == (
            "idea",
            "gathering",
            day,
            "Lo chiedono in tre",
        )
        assert step.made_by is not None
        facts = db.session.execute(text("SELECT facts->'changes' FROM ledger_entries ORDER BY number DESC LIMIT 1"))
        assert facts.scalar() == {"stage": ["idea", "gathering"]}
    assert "Lo chiedono in tre" in browser.get(f"{acts.BOARD}/{found}").text


@pytest.mark.parametrize(
    "changes",
    [
        {"to": ""},
        {"to": "marte"},
        {"to": "paused"},
        {"to": "closed"},
        {"day": ""},
        {"day": "2999-01-01"},
        {"day": "ieri"},
    ],
)
def test_wrong_step_is_refused(app: Flask, alba: Standing, client: Any, changes: dict[str, Any]) -> None:
    found = acts.make_proposal(app, alba)
    answer = _step(steps.office(client, alba), found, "idea", **{"to": "gathering", **changes})
    assert answer.status_code == 422
    assert _stage(app, alba) == "idea"


@pytest.mark.parametrize("stage", list(Stage))
def test_every_step_offered_can_be_made(app: Flask, alba: Standing, client: Any, stage: Stage) -> None:
    acts.make_proposal(app, alba, stage)
    for to in NEXT[stage]:
        acts.go(app, alba, to)
        with steps.inside(app, alba):
            acts.the_proposal().stage = stage
            acts.the_proposal().group_id = None


def test_about_to_start_is_announced_by_itself(app: Flask, alba: Standing, client: Any) -> None:
    acts.make_proposal(app, alba, Stage.GATHERING, published=False, slug=None)
    acts.go(app, alba, Stage.STARTING)
    assert acts.TITLE in client(alba.host).get(acts.ANNOUNCED).text


def test_nothing_is_announced_without_a_name(app: Flask, alba: Standing, client: Any) -> None:
    found = acts.make_proposal(app, alba, Stage.GATHERING, published=False, slug=None, title="")
    page = _step(steps.office(client, alba), found, "gathering", "starting")
    assert page.status_code == 422
    assert "serve prima il nome del gruppo" in page.text


def test_step_that_waits_for_the_name_is_not_offered_and_the_way_to_it_is(
    app: Flask, alba: Standing, client: Any
) -> None:
    found = acts.make_proposal(app, alba, Stage.GATHERING, published=False, slug=None, title="")
    page = steps.office(client, alba).get(f"/manage/gruppi/proposte/{found}").text
    assert ('value="starting"' in page, f"/manage/gruppi/proposte/{found}/dati" in page) == (False, True)
    assert "quando il gruppo ha un nome" in page


def test_group_is_born_confirmed_with_what_was_known(app: Flask, alba: Standing, client: Any) -> None:
    acts.make_proposal(app, alba, Stage.STARTING, public_text="Per chi ha perso qualcuno.", municipality_code="037006")
    acts.go(app, alba, Stage.ACTIVE)
    with steps.inside(app, alba):
        group, proposal = db.session.scalars(select(Group)).one(), acts.the_proposal()
        assert (group.name, group.status, group.description) == (acts.TITLE, "active", "Per chi ha perso qualcuno.")
        assert (group.theme_id, group.started_on, proposal.group_id) == (proposal.theme_id, today(), group.id)
        assert (group.confirmed_on, proposal.started_on) == (today(), today())


def test_group_already_in_the_directory_is_linked(app: Flask, alba: Standing, client: Any) -> None:
    steps.prepare(app, alba)
    found = acts.make_proposal(app, alba, Stage.STARTING)
    with steps.inside(app, alba):
        group_id = db.session.scalars(select(Group.id)).one()
    assert _step(steps.office(client, alba), found, "starting", "active", group_id=str(group_id)).status_code == 303
    with steps.inside(app, alba):
        assert acts.the_proposal().group_id == group_id


def test_pause_and_end_are_the_groups_too(app: Flask, alba: Standing, client: Any) -> None:
    acts.make_proposal(app, alba, Stage.STARTING)
    found = []
    for stage in (Stage.ACTIVE, Stage.PAUSED, Stage.ACTIVE, Stage.CLOSED, Stage.ACTIVE):
        acts.go(app, alba, stage)
        with steps.inside(app, alba):
            found.append(db.session.scalars(select(Group.status)).one())
    assert found == ["active", "suspended", "active", "closed", "active"]


def test_second_of_two_who_move_it_is_told(app: Flask, alba: Standing, client: Any) -> None:
    found = acts.make_proposal(app, alba)
    browsers = [steps.office(client, alba), steps.office(client, alba, Role.PRESIDENT)]
    assert _step(browsers[0], found, "idea", "gathering").status_code == 303
    answer = browsers[1].get(_step(browsers[1], found, "idea", "closed", reason="Doppia").headers["Location"])
    assert "Nel frattempo qualcun altro ha cambiato questa proposta" in answer.text
    assert _stage(app, alba) == "gathering"


def test_two_who_move_it_at_once_make_one_step(app: Flask, alba: Standing, client: Any) -> None:
    found = acts.make_proposal(app, alba)
    browsers = [steps.office(client, alba), steps.office(client, alba, Role.PRESIDENT)]
    data = [
        {"seen": "idea", "day": today().isoformat(), "group_id": "", "csrf_token": one.csrf_token()} for one in browsers
    ]
    statuses: list[int] = []
    ready = threading.Barrier(2)

    def send(number: int) -> None:
        ready.wait()
        to = ("gathering", "closed")[number]
        path = f"{acts.BOARD}/{found}/passaggi"
        statuses.append(browsers[number].post(path, data={**data[number], "to": to, "reason": "Prova"}).status_code)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303, 303]
    with steps.inside(app, alba):
        assert len(acts.the_proposal().steps) == 1


def _two(app: Flask, alba: Standing, client: Any) -> tuple[str, str]:
    """One further on and announced, one that somebody has just proposed."""
    acts.fresh(app)
    first = acts.make_proposal(app, alba, Stage.GATHERING)
    acts.send(client(alba.host), theme_id=acts.theme_id(app, alba))
    with steps.inside(app, alba):
        second = db.session.scalars(select(Proposal.id).where(Proposal.stage == "idea")).one()
    return first, str(second)


def test_joining_moves_the_people_to_the_one_further_on(app: Flask, alba: Standing, client: Any) -> None:
    first, second = _two(app, alba, client)
    browser = steps.office(client, alba)
    answer = browser.submit(f"{acts.BOARD}/unione", {"selected": [second, first], "action": "merge"})
    assert answer.headers["Location"] == f"{acts.BOARD}/{first}"
    with steps.inside(app, alba):
        assert str(steps.the_request().proposal_id) == first
        assert str(acts.the_proposal().id) == first
    page = browser.get(f"{acts.BOARD}/{first}").text
    assert "1 persona l&#39;ha proposto o segnalato." in page.replace("l'ha", "l&#39;ha")
    assert browser.get(f"{acts.BOARD}/{second}").headers["Location"] == f"{acts.BOARD}/{first}"


def test_joining_can_be_taken_back(app: Flask, alba: Standing, client: Any) -> None:
    first, second = _two(app, alba, client)
    browser = steps.office(client, alba)
    browser.submit(f"{acts.BOARD}/unione", {"selected": [second, first]})
    undo = re.search(r'action="(/manage/[^"]*undo[^"]*)"', browser.get(f"{acts.BOARD}/{first}").text)
    assert undo
    browser.submit(undo[1])
    with steps.inside(app, alba):
        assert str(steps.the_request().proposal_id) == second
        assert db.session.scalars(select(Proposal.merged_into)).all() == [None, None]


def test_joining_cannot_be_taken_back_once_the_group_started(app: Flask, alba: Standing, client: Any) -> None:
    first, second = _two(app, alba, client)
    browser = steps.office(client, alba)
    browser.submit(f"{acts.BOARD}/unione", {"selected": [second, first]})
    undo = re.search(r'action="(/manage/[^"]*undo[^"]*)"', browser.get(f"{acts.BOARD}/{first}").text)
    assert undo
    for stage in (Stage.STARTING, Stage.ACTIVE):
        acts.go(app, alba, stage)
    browser.submit(undo[1])
    with steps.inside(app, alba):
        assert str(steps.the_request().proposal_id) == first


def test_one_alone_or_one_that_started_is_not_joined(app: Flask, alba: Standing, client: Any) -> None:
    first, second = _two(app, alba, client)
    browser, path = steps.office(client, alba), f"{acts.BOARD}/unione"
    browser.submit(path, {"selected": [first]})
    with steps.inside(app, alba):
        db.session.get_one(Proposal, first).stage = Stage.ACTIVE
    browser.submit(path, {"selected": [first, second]})
    with steps.inside(app, alba):
        assert db.session.scalars(select(Proposal.merged_into)).all() == [None, None]


def test_announced_one_that_was_joined_leads_to_the_other(app: Flask, alba: Standing, client: Any) -> None:
    acts.make_proposal(app, alba, Stage.GATHERING)
    further = acts.make_proposal(app, alba, Stage.STARTING, slug="altra", title="Altra")
    with steps.inside(app, alba):
        other = db.session.scalars(select(Proposal).where(Proposal.slug == acts.SLUG)).one()
        chosen = [str(other.id), further]
    steps.office(client, alba).submit(f"{acts.BOARD}/unione", {"selected": chosen})
    assert client(alba.host).get(acts.ANNOUNCED).headers["Location"] == "/gruppi/avvia/altra"


def test_joining_while_somebody_withdraws_ends_well(app: Flask, alba: Standing, client: Any) -> None:
    acts.fresh(app)
    first = acts.make_proposal(app, alba, Stage.GATHERING)
    person = client(alba.host)
    acts.send(person)
    link = person.get("/richieste/ricevuta").text.partition('<p><a href="')[2].partition('"')[0]
    with steps.inside(app, alba):
        second = db.session.scalars(select(Proposal.id).where(Proposal.stage == "idea")).one()
    browser = steps.office(client, alba)
    ready, statuses = threading.Barrier(2), []
    jobs = [
        (person, f"{link}/ritiro", {"csrf_token": person.csrf_token()}),
        (browser, f"{acts.BOARD}/unione", {"selected": [first, str(second)], "csrf_token": browser.csrf_token()}),
    ]

    def run(number: int) -> None:
        who, path, data = jobs[number]
        ready.wait()
        statuses.append(who.post(path, data=data).status_code)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [303, 303]
    with steps.inside(app, alba):
        row = steps.the_request()
        assert (row.outcome, row.nickname, str(row.proposal_id)) == ("withdrawn", None, first)
