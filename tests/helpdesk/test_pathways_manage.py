"""Pathways in the office: who sees what, each step by its form, what is refused and what was overtaken."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.helpdesk.models import Pathway
from ama_net.foundation.clock import ROME
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.audit import LedgerEntry
from tests.factories.helpdesk import make_appointment, make_pathway, make_visitor
from tests.factories.people import make_person
from tests.helpdesk.open_hours import make_exception, wednesday
from tests.helpdesk.pathway_steps import (
    PHONE,
    at,
    followed,
    listener,
    meeting_states,
    pathway_service,
    waiting,
)
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.queries import count_queries
from tests.support.standing import Standing

LIST = "/manage/sportello/percorsi"
REASON = "non dormo da un mese"


@pytest.fixture
def office(client: Callable[[str], Browser], alba: Standing) -> Browser:
    """Who sets the helpdesk up."""
    return sign_in(client(alba.host), alba, Role.SECRETARY)


@pytest.fixture
def operator(client: Callable[[str], Browser], alba: Standing) -> Browser:
    """Who works at the helpdesk's desk."""
    return sign_in(client(alba.host), alba, Role.HELPDESK_OPERATOR)


def _make(app: Flask, alba: Standing, make: Callable[[], Any]) -> Any:
    with desk(app, alba):
        return make()


def _with_reason(pathway: Pathway) -> UUID:
    pathway.visitor.reason = REASON
    return pathway.id


def _requested(app: Flask, alba: Standing) -> UUID:
    with desk(app, alba):
        return _with_reason(make_pathway(pathway_service()))


def _waiting(app: Flask, alba: Standing) -> tuple[UUID, UUID]:
    with desk(app, alba):
        service = pathway_service()
        return waiting(service).id, listener(service).id


def _followed(app: Flask, alba: Standing, **values: Any) -> tuple[UUID, UUID, UUID]:
    """A pathway, who follows it, who else could."""
    with desk(app, alba):
        service = pathway_service()
        person = listener(service, make_person(given_name="Ada", family_name="Prima"))
        other = listener(service, make_person(given_name="Bice", family_name="Seconda"))
        return followed(service, person, **values).id, person.id, other.id


def _state(app: Flask, alba: Standing, pathway_id: UUID) -> tuple[str, str, UUID | None]:
    with desk(app, alba):
        row = db.session.get_one(Pathway, pathway_id)
        return row.state, row.outcome, row.person_id


def _verbs(app: Flask, alba: Standing, prefix: str) -> list[str]:
    with desk(app, alba):
        verbs = [row.facts["verb"] for row in db.session.scalars(select(LedgerEntry))]
        return [verb for verb in verbs if verb.startswith(prefix)]


def test_the_list_says_who_and_where_and_never_why(app: Flask, office: Browser, alba: Standing) -> None:
    _requested(app, alba)
    page = office.get(LIST)
    assert (page.status_code, "Stella" in page.text, "Da valutare" in page.text, REASON in page.text) == (
        200,
        True,
        True,
        False,
    )


def test_the_page_of_one_never_says_why(app: Flask, office: Browser, alba: Standing) -> None:
    page = office.get(f"{LIST}/{_requested(app, alba)}").text
    assert ("stella@posta.example" in page, REASON in page) == (True, False)


def test_the_list_takes_the_same_questions_for_one_and_for_many(app: Flask, office: Browser, alba: Standing) -> None:
    _waiting(app, alba)
    office.get(LIST)
    with count_queries() as one:
        office.get(LIST)
    with desk(app, alba):
        service = pathway_service(slug="altro", name="Altro")
        person = listener(service)
        for _number in range(5):
            followed(service, person)
    with count_queries() as many:
        office.get(LIST)
    assert len(many) == len(one)


def test_the_page_of_one_takes_the_same_questions_for_one_meeting_and_for_many(
    app: Flask, operator: Browser, alba: Standing
) -> None:
    pathway_id, _person, _other = _followed(app, alba)
    fix = f"{LIST}/{pathway_id}/incontri"
    operator.submit(fix, {"mode": "online", "starts": [at(7).isoformat()]})
    operator.get(f"{LIST}/{pathway_id}")
    with count_queries() as one:
        operator.get(f"{LIST}/{pathway_id}")
    operator.submit(fix, {"mode": "online", "starts": [at(days).isoformat() for days in (14, 21, 28)]})
    operator.get(f"{LIST}/{pathway_id}")
    with count_queries() as many:
        operator.get(f"{LIST}/{pathway_id}")
    assert len(many) == len(one)


def test_reading_why_is_in_the_audit_each_time(app: Flask, office: Browser, alba: Standing) -> None:
    pathway_id = _requested(app, alba)
    pages = [REASON in office.get(f"{LIST}/{pathway_id}/motivo").text for _time in range(2)]
    assert (pages, _verbs(app, alba, "pathway.reason")) == ([True, True], ["pathway.reason_read"] * 2)


def test_who_books_does_not_read_why(app: Flask, operator: Browser, alba: Standing) -> None:
    pathway_id = _requested(app, alba)
    assert operator.get(f"{LIST}/{pathway_id}").status_code == 200
    assert operator.get(f"{LIST}/{pathway_id}/motivo").status_code == 404
    assert operator.submit(f"{LIST}/{pathway_id}/valutazione", {"decision": "yes"}).status_code == 404


@pytest.mark.parametrize("role", [Role.BOARD, Role.LISTENER, Role.VOLUNTEER, Role.TREASURER, Role.NETWORK_COORDINATOR])
def test_nobody_else_finds_the_list(client: Callable[[str], Browser], alba: Standing, role: Role) -> None:
    assert sign_in(client(alba.host), alba, role).get(LIST).status_code == 404


def test_another_association_finds_nothing(
    app: Flask, client: Callable[[str], Browser], alba: Standing, brig: Standing
) -> None:
    pathway_id = _requested(app, alba)
    browser = sign_in(client(brig.host), brig, Role.SECRETARY)
    assert browser.get(f"{LIST}/{pathway_id}").status_code == 404
    assert "Stella" not in browser.get(LIST).text


@pytest.mark.parametrize(("said", "state"), [("yes", ("waiting", "")), ("no", ("closed", "not_eligible"))])
def test_a_request_is_decided(app: Flask, office: Browser, alba: Standing, said: str, state: tuple[str, str]) -> None:
    pathway_id = _requested(app, alba)
    answer = office.submit(f"{LIST}/{pathway_id}/valutazione", {"decision": said})
    assert (answer.status_code, _state(app, alba, pathway_id)[:2]) == (303, state)


def test_a_decision_that_is_none_is_refused_without_the_reason(app: Flask, office: Browser, alba: Standing) -> None:
    pathway_id = _requested(app, alba)
    answer = office.submit(f"{LIST}/{pathway_id}/valutazione", {"decision": "perhaps"})
    assert (answer.status_code, REASON in answer.text, _state(app, alba, pathway_id)[0]) == (422, False, "requested")


def test_a_decision_taken_already_is_said(app: Flask, office: Browser, alba: Standing) -> None:
    pathway_id = _requested(app, alba)
    office.submit(f"{LIST}/{pathway_id}/valutazione", {"decision": "yes"})
    answer = office.submit(f"{LIST}/{pathway_id}/valutazione", {"decision": "no"}, follow_redirects=True)
    assert ("Intanto è cambiato" in answer.text, _state(app, alba, pathway_id)[0]) == (True, "waiting")


def test_a_waiting_one_is_assigned(app: Flask, operator: Browser, alba: Standing) -> None:
    pathway_id, person = _waiting(app, alba)
    answer = operator.submit(f"{LIST}/{pathway_id}/assegnazione", {"person_id": str(person)})
    assert (answer.status_code, _state(app, alba, pathway_id)) == (303, ("active", "", person))


@pytest.mark.parametrize("typed", ["", "nessuno", "0190c3a5-0000-7000-8000-000000000000"])
def test_it_is_assigned_to_nobody_who_does_not_serve(app: Flask, operator: Browser, alba: Standing, typed: str) -> None:
    pathway_id, _person = _waiting(app, alba)
    answer = operator.submit(f"{LIST}/{pathway_id}/assegnazione", {"person_id": typed})
    assert (answer.status_code, _state(app, alba, pathway_id)[0]) == (422, "waiting")


def test_a_hand_over_shows_what_passes_before_it_is_done(app: Flask, operator: Browser, alba: Standing) -> None:
    pathway_id, person, other = _followed(app, alba)

    def meetings() -> None:
        pathway = db.session.get_one(Pathway, pathway_id)
        make_appointment(pathway.service, pathway.person, at(3), pathway.visitor, pathway_id=pathway.id)  # type: ignore[arg-type]

    _make(app, alba, meetings)
    page = operator.get(f"{LIST}/{pathway_id}/passaggio?a={other}").text
    said = ["Lo seguirà Bice Seconda", "Ada Prima non vedrà più", "Resterà, con la nuova persona"]
    assert ([words in page for words in said], _state(app, alba, pathway_id)[2]) == ([True] * 3, person)


def test_a_pathway_is_handed_over(app: Flask, operator: Browser, alba: Standing) -> None:
    pathway_id, _person, other = _followed(app, alba)
    answer = operator.submit(f"{LIST}/{pathway_id}/passaggio", {"person_id": str(other)})
    assert (answer.status_code, _state(app, alba, pathway_id)[2]) == (303, other)


def test_it_is_handed_to_somebody(app: Flask, operator: Browser, alba: Standing) -> None:
    pathway_id, person, _other = _followed(app, alba)
    answers = [
        operator.submit(f"{LIST}/{pathway_id}/passaggio", {"person_id": typed}).status_code
        for typed in ("", "x", str(person))
    ]
    assert (answers, _state(app, alba, pathway_id)[2]) == ([422] * 3, person)


def test_it_is_put_back(app: Flask, operator: Browser, alba: Standing) -> None:
    pathway_id, _person, _other = _followed(app, alba)
    answer = operator.submit(f"{LIST}/{pathway_id}/attesa")
    assert (answer.status_code, _state(app, alba, pathway_id)) == (303, ("waiting", "", None))


def test_it_is_suspended_and_resumed(app: Flask, operator: Browser, alba: Standing) -> None:
    pathway_id, _person, _other = _followed(app, alba)
    assert operator.get(f"{LIST}/{pathway_id}/sospensione").status_code == 200
    operator.submit(f"{LIST}/{pathway_id}/sospensione", {"until": ""})
    suspended = _state(app, alba, pathway_id)[0]
    operator.submit(f"{LIST}/{pathway_id}/ripresa")
    assert (suspended, _state(app, alba, pathway_id)[0]) == ("suspended", "active")


@pytest.mark.parametrize("typed", ["2020-01-01", "2099-01-01", "domani"])
def test_a_pause_until_no_good_day_is_refused(app: Flask, operator: Browser, alba: Standing, typed: str) -> None:
    pathway_id, _person, _other = _followed(app, alba)
    answer = operator.submit(f"{LIST}/{pathway_id}/sospensione", {"until": typed})
    assert (answer.status_code, _state(app, alba, pathway_id)[0]) == (422, "active")


def test_it_is_closed(app: Flask, operator: Browser, alba: Standing) -> None:
    pathway_id, _person, _other = _followed(app, alba)
    assert operator.get(f"{LIST}/{pathway_id}/chiusura").status_code == 200
    answer = operator.submit(f"{LIST}/{pathway_id}/chiusura", {"outcome": "completed"})
    assert (answer.status_code, _state(app, alba, pathway_id)[:2]) == (303, ("closed", "completed"))


@pytest.mark.parametrize("outcome", ["", "withdrawn", "not_eligible", "lost"])
def test_it_is_not_closed_anyhow(app: Flask, operator: Browser, alba: Standing, outcome: str) -> None:
    pathway_id, _person, _other = _followed(app, alba)
    answer = operator.submit(f"{LIST}/{pathway_id}/chiusura", {"outcome": outcome})
    assert (answer.status_code, _state(app, alba, pathway_id)[0]) == (422, "active")


def test_days_are_looked_at_then_fixed(app: Flask, operator: Browser, alba: Standing) -> None:
    pathway_id, person, _other = _followed(app, alba)
    day = at(7).date().isoformat()
    looked = operator.get(f"{LIST}/{pathway_id}/incontri?day={day}&hour=18:00&mode=online&times=3&every=1")
    boxes = looked.text.count('name="starts"')
    starts = [at(days, 17).isoformat() for days in (7, 14, 21)]
    answer = operator.submit(f"{LIST}/{pathway_id}/incontri", {"mode": "online", "starts": starts})
    with desk(app, alba):
        fixed = meeting_states(db.session.get_one(Pathway, pathway_id))
    assert (looked.status_code, boxes, answer.status_code, fixed) == (200, 3, 303, [(person, "confirmed", "")] * 3)


def test_a_taken_day_is_shown_and_has_no_box(app: Flask, operator: Browser, alba: Standing) -> None:
    pathway_id, _person, _other = _followed(app, alba)
    starts = [at(7, 17).isoformat()]
    operator.submit(f"{LIST}/{pathway_id}/incontri", {"mode": "online", "starts": starts})
    day = at(7, 17).astimezone(ROME).date().isoformat()
    hour = at(7, 17).astimezone(ROME).strftime("%H:%M")
    page = operator.get(f"{LIST}/{pathway_id}/incontri?day={day}&hour={hour}&mode=online&times=2&every=1").text
    assert (page.count('name="starts"'), "già un altro impegno" in page) == (1, True)


def _on(day: date) -> str:
    """What is asked to look at one evening."""
    return f"day={day}&hour=18:00&mode=online&times=1&every=1"


def test_a_day_on_which_all_is_closed_is_said_and_not_ticked(app: Flask, operator: Browser, alba: Standing) -> None:
    pathway_id, _person, _other = _followed(app, alba)

    def looked_at() -> tuple[list[bool], bool]:
        page = operator.get(f"{LIST}/{pathway_id}/incontri?{_on(wednesday())}").text
        boxes = re.findall(r'<input[^>]* name="starts"[^>]*>', page)
        return ["checked" in box for box in boxes], "(lo sportello è chiuso)" in page

    before = looked_at()
    _make(app, alba, lambda: make_exception(None))
    assert (before, looked_at()) == (([True], False), ([False], True))


@pytest.mark.parametrize("state", ["requested", "waiting", "suspended"])
@pytest.mark.parametrize("said", [False, True], ids=["no day", "a day"])
def test_days_are_looked_at_only_while_it_goes_on(
    app: Flask, operator: Browser, alba: Standing, state: str, said: bool
) -> None:
    query = f"?{_on(wednesday())}" if said else ""
    with desk(app, alba):
        service = pathway_service()
        person = listener(service) if state == "suspended" else None
        pathway_id = make_pathway(service, person, state=state).id
    answer = operator.get(f"{LIST}/{pathway_id}/incontri{query}")
    assert (answer.status_code, answer.location) == (303, f"{LIST}/{pathway_id}")


def test_a_day_taken_meanwhile_fixes_nothing(app: Flask, operator: Browser, alba: Standing) -> None:
    pathway_id, person, _other = _followed(app, alba)
    operator.submit(f"{LIST}/{pathway_id}/incontri", {"mode": "online", "starts": [at(7).isoformat()]})
    again = [at(7).isoformat(), at(14).isoformat()]
    answer = operator.submit(f"{LIST}/{pathway_id}/incontri", {"mode": "online", "starts": again})
    with desk(app, alba):
        fixed = meeting_states(db.session.get_one(Pathway, pathway_id))
    assert (answer.status_code, fixed) == (409, [(person, "confirmed", "")])


@pytest.mark.parametrize(
    "query",
    [
        "day=&hour=18:00&mode=online&times=1&every=1",
        "day=%00&hour=18:00&mode=online&times=1&every=1",
        "day=%20&hour=18:00&mode=online&times=1&every=1",
        "day=2020-01-01&hour=18:00&mode=online&times=1&every=1",
        "day=2099-01-01&hour=18:00&mode=online&times=1&every=1",
        "day=domani&hour=sera&mode=online&times=1&every=1",
        "day=2026-12-01&hour=18:00&mode=teleport&times=1&every=1",
        "day=2026-12-01&hour=18:00&mode=online&times=99&every=1",
        "day=2026-12-01&hour=18:00&mode=online&times=2&every=9",
    ],
)
def test_days_that_cannot_be_are_refused(app: Flask, operator: Browser, alba: Standing, query: str) -> None:
    pathway_id, _person, _other = _followed(app, alba)
    assert operator.get(f"{LIST}/{pathway_id}/incontri?{query}").status_code == 422


@pytest.mark.parametrize(
    "starts",
    [
        [],
        ["mai"],
        ["2026-12-01T18:00:00"],
        ["2099-12-01T18:00:00+01:00"],
        ["9999-12-31T23:59:00-12:00"],
        ["0001-01-01T00:00:00+14:00"],
    ],
)
def test_instants_that_cannot_be_are_refused(app: Flask, operator: Browser, alba: Standing, starts: list[str]) -> None:
    pathway_id, _person, _other = _followed(app, alba)
    answer = operator.submit(f"{LIST}/{pathway_id}/incontri", {"mode": "online", "starts": starts})
    assert answer.status_code == 422


@pytest.mark.parametrize(("typed", "status"), [("12", 303), ("0", 422), ("61", 422), ("tanti", 422)])
def test_how_many_meetings(app: Flask, operator: Browser, alba: Standing, typed: str, status: int) -> None:
    pathway_id, _person, _other = _followed(app, alba)
    assert operator.get(f"{LIST}/{pathway_id}/numero").status_code == 200
    answer = operator.submit(f"{LIST}/{pathway_id}/numero", {"planned_meetings": typed})
    assert answer.status_code == status


def test_who_left_a_telephone_is_among_those_to_call_until_told(app: Flask, operator: Browser, alba: Standing) -> None:
    def make() -> UUID:
        return make_pathway(pathway_service(), visitor=make_visitor("Luna", PHONE), state="waiting").id

    pathway_id = _make(app, alba, make)
    before = "Luna" in operator.get(f"{LIST}?to_do=tell").text
    operator.submit(f"{LIST}/{pathway_id}/avviso")
    assert (before, "Luna" in operator.get(f"{LIST}?to_do=tell").text) == (True, False)


def test_the_dashboard_counts_what_waits(app: Flask, office: Browser, alba: Standing) -> None:
    _requested(app, alba)
    assert "Percorsi da valutare" in office.get("/manage/").text


PHONE_PAGE = f"{LIST}/nuovo"


def _said(app: Flask, alba: Standing, **changes: Any) -> dict[str, Any]:
    with desk(app, alba):
        service_id = str(pathway_service().id)
    said = {"service_id": service_id, "nickname": "Luna", "contact": "051 555 0101", "call_time": "morning"}
    return {**said, "under_18": "no", "consent": "y", "form_key": "k" * 43, **changes}


def test_who_telephones_is_written_down(app: Flask, operator: Browser, alba: Standing) -> None:
    assert operator.get(PHONE_PAGE).status_code == 200
    answer = operator.submit(PHONE_PAGE, _said(app, alba))
    with desk(app, alba):
        rows = [
            (row.state, row.visitor.contact_kind, row.visitor.reason) for row in db.session.scalars(select(Pathway))
        ]
    assert (answer.status_code, rows) == (303, [("requested", "phone", None)])


def test_the_code_is_read_out_once(app: Flask, operator: Browser, alba: Standing) -> None:
    operator.submit(PHONE_PAGE, _said(app, alba))
    first = operator.get(f"{PHONE_PAGE}/ricevuta")
    operator.submit(f"{PHONE_PAGE}/ricevuta")
    again = operator.get(f"{PHONE_PAGE}/ricevuta")
    assert (first.status_code, "Dettare il codice" in first.text, again.status_code) == (200, True, 302)


@pytest.mark.parametrize(
    "changes", [{"service_id": ""}, {"service_id": "x"}, {"nickname": ""}, {"contact": "boh"}, {"consent": ""}]
)
def test_without_what_is_needed_nobody_is_written_down(
    app: Flask, operator: Browser, alba: Standing, changes: dict[str, str]
) -> None:
    answer = operator.submit(PHONE_PAGE, _said(app, alba, **changes))
    with desk(app, alba):
        assert (answer.status_code, db.session.scalars(select(Pathway)).all()) == (422, [])


def test_the_form_of_the_telephone_sent_twice_writes_one(app: Flask, operator: Browser, alba: Standing) -> None:
    said = _said(app, alba)
    answers = [operator.submit(PHONE_PAGE, said).status_code for _time in range(2)]
    with desk(app, alba):
        assert (answers, len(db.session.scalars(select(Pathway)).all())) == ([303, 303], 1)
