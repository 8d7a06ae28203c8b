"""Offices: giving, renewing, ending them; the permissions that follow; what expires, what the RUNTS is told."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.members.offices_tasks import warn_of_expiring_offices
from ama_net.features.members.operations.offices_alerts import warn_of_offices
from ama_net.features.members.queries_offices import directors_not_members
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import enqueue
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts.models import INVITED, SUSPENDED, Account
from ama_net.kernel.documents import OfficeKind, OfficeTerm
from ama_net.kernel.documents.models_offices import OfficeStep
from ama_net.kernel.documents.operations_offices import (
    Follow,
    Term,
    elect,
    end_office,
    give_role,
    mark,
    renew_office,
)
from ama_net.kernel.documents.queries_offices import current_terms, untold_changes
from ama_net.kernel.outbox import Message
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.members import make_membership
from tests.factories.people import make_person
from tests.support.cast import STRANGER, Part, actor, player, sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

Fill = Callable[[Callable[[], Any]], Any]
PAGE = "/manage/cariche"
START = date(2025, 3, 1)


def _person(standing: Standing, part: Part) -> Person:
    return db.session.get_one(Person, player(standing, part).person_id)


def _roles(standing: Standing, part: Part) -> list[str]:
    return sorted(db.session.get_one(Account, player(standing, part).account_id).role_set)


def _president(standing: Standing) -> Actor:
    return actor(standing, Role.PRESIDENT)


def _tomorrow() -> date:
    return today() + timedelta(days=1)


def _begin(standing: Standing, kind: OfficeKind, part: Part = STRANGER, **facts: Any) -> tuple[OfficeTerm, Follow]:
    return elect(_person(standing, part), Term(kind, facts.pop("started_on", START), **facts), by=_president(standing))


# --- the permissions that go with the office -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (OfficeKind.PRESIDENT, "president"),
        (OfficeKind.VICE_PRESIDENT, "board"),
        (OfficeKind.SECRETARY, "secretary"),
        (OfficeKind.TREASURER, "treasurer"),
        (OfficeKind.DIRECTOR, "board"),
        (OfficeKind.CONTROLLER, "control_body"),
        (OfficeKind.AUDITOR, "control_body"),
    ],
)
def test_an_office_brings_its_permissions_and_takes_them_away(in_alba: Standing, kind: OfficeKind, role: str) -> None:
    term, follow = _begin(in_alba, kind)
    assert (follow, _roles(in_alba, STRANGER)) == (Follow.GIVEN, [role])
    assert end_office(term, on=today(), reason="term", by=_president(in_alba)) is Follow.TAKEN
    assert _roles(in_alba, STRANGER) == []


def test_an_arbiter_reads_nothing_of_the_office(in_alba: Standing) -> None:
    assert (_begin(in_alba, OfficeKind.ARBITER)[1], _roles(in_alba, STRANGER)) == (Follow.SAME, [])


def test_two_offices_with_one_role_keep_it_until_the_last(in_alba: Standing) -> None:
    first, _ = _begin(in_alba, OfficeKind.DIRECTOR)
    second, _ = _begin(in_alba, OfficeKind.VICE_PRESIDENT)
    assert end_office(first, on=today(), reason="term", by=_president(in_alba)) is Follow.SAME
    assert _roles(in_alba, STRANGER) == ["board"]
    assert end_office(second, on=today(), reason="term", by=_president(in_alba)) is Follow.TAKEN


def test_who_has_no_account_has_the_office_all_the_same(in_alba: Standing) -> None:
    term, follow = elect(make_person(), Term(OfficeKind.DIRECTOR, START), by=_president(in_alba))
    assert (follow, current_terms()) == (Follow.NO_ACCOUNT, [term])


def test_the_secretary_writes_a_president_but_does_not_make_one(in_alba: Standing) -> None:
    secretary = actor(in_alba, Role.SECRETARY)
    term, follow = elect(_person(in_alba, STRANGER), Term(OfficeKind.PRESIDENT, START), by=secretary)
    assert (follow, _roles(in_alba, STRANGER)) == (Follow.NOT_YOURS, [])
    assert (give_role(term, by=_president(in_alba)), _roles(in_alba, STRANGER)) == (Follow.GIVEN, ["president"])


def test_the_last_in_charge_is_never_locked_out(in_alba: Standing) -> None:
    secretary = db.session.get_one(Account, player(in_alba, Role.SECRETARY).account_id)
    secretary.status = SUSPENDED
    term, _ = _begin(in_alba, OfficeKind.PRESIDENT, Role.PRESIDENT)
    assert end_office(term, on=today(), reason="term", by=_president(in_alba)) is Follow.LAST
    assert (term.ended_on, _roles(in_alba, Role.PRESIDENT)) == (today(), ["president"])


# --- what cannot be --------------------------------------------------------------------------------------------------


def test_one_president_at_a_time(in_alba: Standing) -> None:
    _begin(in_alba, OfficeKind.PRESIDENT, Role.PRESIDENT)
    with pytest.raises(WrongFact, match="Un'altra persona"):
        _begin(in_alba, OfficeKind.PRESIDENT)


def test_the_same_office_twice_is_a_renewal(in_alba: Standing) -> None:
    term, _ = _begin(in_alba, OfficeKind.DIRECTOR)
    with pytest.raises(WrongFact, match="rinnovare"):
        _begin(in_alba, OfficeKind.DIRECTOR)
    new = renew_office(term, Term(OfficeKind.DIRECTOR, today()), by=_president(in_alba))
    assert (term.ended_on, term.end_reason, new.started_on) == (today(), "renewed", today())
    assert _roles(in_alba, STRANGER) == ["board"]


@pytest.mark.parametrize(
    ("started_on", "expires_on"),
    [(_tomorrow, None), (lambda: date(1850, 1, 1), None), (lambda: START, START), (lambda: START, date(2025, 2, 1))],
)
def test_days_that_cannot_be(in_alba: Standing, started_on: Callable[[], date], expires_on: date | None) -> None:
    with pytest.raises(WrongFact):
        _begin(in_alba, OfficeKind.DIRECTOR, started_on=started_on(), expires_on=expires_on)


@pytest.mark.parametrize("on", [lambda: START - timedelta(days=1), _tomorrow])
def test_an_office_does_not_end_before_it_began_nor_tomorrow(in_alba: Standing, on: Callable[[], date]) -> None:
    term, _ = _begin(in_alba, OfficeKind.DIRECTOR)
    with pytest.raises(WrongFact):
        end_office(term, on=on(), reason="term", by=_president(in_alba))


def test_an_office_ends_once(in_alba: Standing) -> None:
    term, _ = _begin(in_alba, OfficeKind.DIRECTOR)
    end_office(term, on=today(), reason="term", by=_president(in_alba))
    with pytest.raises(WrongFact, match="già finita"):
        end_office(term, on=today(), reason="term", by=_president(in_alba))


# --- what expires, what is told, who is a member ---------------------------------------------------------------------


def _subjects() -> int:
    db.session.flush()
    return len(db.session.scalars(select(Message)).all())


@pytest.mark.parametrize(("days", "mails"), [(91, 0), (90, 1), (31, 1), (30, 1), (0, 1), (-5, 1)])
def test_an_expiry_is_warned_of_once(in_alba: Standing, days: int, mails: int) -> None:
    _begin(in_alba, OfficeKind.DIRECTOR, expires_on=today() + timedelta(days=days))
    warn_of_offices()
    warn_of_offices()
    assert _subjects() == mails


def test_the_second_warning_comes_in_the_last_month(in_alba: Standing) -> None:
    term, _ = _begin(in_alba, OfficeKind.DIRECTOR, expires_on=today() + timedelta(days=80))
    assert warn_of_offices() == 1
    term.expires_on = today() + timedelta(days=30)
    db.session.flush()
    assert (warn_of_offices(), warn_of_offices(), _subjects()) == (1, 0, 2)


def test_an_ended_office_warns_of_nothing(in_alba: Standing) -> None:
    term, _ = _begin(in_alba, OfficeKind.DIRECTOR, expires_on=today())
    end_office(term, on=today(), reason="term", by=_president(in_alba))
    assert warn_of_offices() == 0


def test_the_runts_is_told_of_beginnings_and_ends_within_thirty_days(in_alba: Standing) -> None:
    day = today() - timedelta(days=10)
    term, _ = _begin(in_alba, OfficeKind.DIRECTOR, started_on=day)
    end_office(term, on=today(), reason="term", by=_president(in_alba))
    changes = untold_changes()
    assert [(one.step, one.due) for one in changes] == [
        (OfficeStep.START_TOLD, day + timedelta(days=30)),
        (OfficeStep.END_TOLD, today() + timedelta(days=30)),
    ]
    mark([(one.term.id, one.step) for one in changes], on=today(), by=_president(in_alba))
    assert untold_changes() == []


def test_history_is_not_told_again(in_alba: Standing) -> None:
    _begin(in_alba, OfficeKind.DIRECTOR, started_on=today() - timedelta(days=366))
    assert untold_changes() == []


def test_a_director_who_is_not_a_member_is_a_warning_in_an_odv_only(
    app: Flask, in_alba: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ama_net.features.members import queries_offices

    term, _ = _begin(in_alba, OfficeKind.DIRECTOR)
    tenant = queries_offices.current_tenant()
    odv = tenant.identity.model_copy(update={"legal_form": "odv"})
    other = tenant.identity.model_copy(update={"legal_form": "aps"})

    def says(identity: Any) -> set[Any]:
        monkeypatch.setattr(queries_offices, "current_tenant", lambda: type("T", (), {"identity": identity}))
        return directors_not_members([term])

    assert (says(other), says(odv)) == (set(), {term.person_id})
    make_membership(term.person)
    assert says(odv) == set()


def test_the_job_runs_in_every_association(app: Flask, fill: Fill, alba: Standing, run_jobs: Callable[[], int]) -> None:
    fill(lambda: _begin(alba, OfficeKind.DIRECTOR, expires_on=today()) and None)
    with app.app_context(), unit_of_work():
        db.session.connection()
        enqueue(warn_of_expiring_offices)
    run_jobs()
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.scalars(select(Message)).one().subject == "Cariche in scadenza"


def test_two_hands_electing_make_one_president(app: Flask, alba: Standing) -> None:
    start, outcomes = Barrier(2), []

    def vote(part: Part) -> None:
        with app.app_context(), tenant_scope(alba.id):
            start.wait()
            try:
                with unit_of_work():
                    _begin(alba, OfficeKind.PRESIDENT, part)
                outcomes.append("elected")
            except WrongFact:
                outcomes.append("taken")

    hands = [Thread(target=vote, args=(part,)) for part in (STRANGER, Role.EDITOR)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(outcomes) == ["elected", "taken"]


# --- the pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def office(alba: Standing, client: Callable[[str], Browser]) -> Browser:
    """Alba's president."""
    return sign_in(client("alba.localhost"), alba, Role.PRESIDENT)


def _current_term(app: Flask, standing: Standing) -> Any:
    with app.app_context(), tenant_scope(standing.id):
        return db.session.scalars(select(OfficeTerm.id).where(OfficeTerm.ended_on.is_(None))).one()


def test_an_office_is_written_renewed_and_ended(office: Browser, app: Flask, alba: Standing, fill: Fill) -> None:
    person = fill(lambda: make_person("Carlotta", "Inventata").id)
    assert str(person) in office.get(f"{PAGE}/nuova?q=carlotta").text
    form = {"kind": "director", "started_on": "2025-03-01", "expires_on": "2028-03-01"}
    answer = office.submit(f"{PAGE}/nuova/{person}", form, follow_redirects=True)
    assert ("Non ha un accesso" in answer.text, "Carlotta" in answer.text) == (True, True)
    term = _current_term(app, alba)
    again = {"started_on": today().isoformat(), "expires_on": "2031-03-01"}
    assert office.submit(f"{PAGE}/{term}/rinnovo", again).status_code == 303
    assert office.get(f"{PAGE}/{term}/fine").status_code == 404
    current = _current_term(app, alba)
    end = {"on": today().isoformat(), "reason": "resigned"}
    page = office.submit(f"{PAGE}/{current}/fine", end, follow_redirects=True)
    assert "dimissioni" in page.text


def test_bad_days_are_said_beside_the_field(office: Browser, fill: Fill) -> None:
    person = fill(lambda: make_person().id)
    tomorrow = _tomorrow().isoformat()
    answer = office.submit(f"{PAGE}/nuova/{person}", {"kind": "director", "started_on": tomorrow})
    assert (answer.status_code, 'id="started_on-error"' in answer.text) == (422, True)


def test_the_day_the_runts_was_told_is_noted(office: Browser, alba: Standing, fill: Fill) -> None:
    day = today() - timedelta(days=5)
    fill(lambda: _begin(alba, OfficeKind.DIRECTOR, started_on=day)[0].id)
    for wrong in (day - timedelta(days=1), today() + timedelta(days=1)):
        assert office.submit(f"{PAGE}/comunicazione", {"on": wrong.isoformat()}).status_code == 422
    assert fill(lambda: len(untold_changes())) == 1
    assert office.submit(f"{PAGE}/comunicazione", {"on": today().isoformat()}).status_code == 303
    assert fill(lambda: len(untold_changes())) == 0


def test_who_has_no_account_is_invited_with_the_permissions(
    office: Browser, app: Flask, alba: Standing, fill: Fill
) -> None:
    def work() -> Any:
        person = make_person("Carlotta", "Inventata", email="carlotta@example.org")
        return elect(person, Term(OfficeKind.TREASURER, START), by=_president(alba))[0].id

    term = fill(work)
    assert "Invita" in office.get(PAGE).text
    office.submit(f"{PAGE}/{term}/invito")
    with app.app_context(), tenant_scope(alba.id):
        account = db.session.scalars(select(Account).where(Account.email == "carlotta@example.org")).one()
        assert (account.status, account.roles) == (INVITED, ["treasurer"])


def test_permissions_that_were_missing_are_given(office: Browser, app: Flask, alba: Standing, fill: Fill) -> None:
    def work() -> Any:
        secretary = actor(alba, Role.SECRETARY)
        return elect(_person(alba, STRANGER), Term(OfficeKind.PRESIDENT, START), by=secretary)[0].id

    term = fill(work)
    assert "Senza i permessi della carica" in office.get(PAGE).text
    office.submit(f"{PAGE}/{term}/permessi")
    with app.app_context(), tenant_scope(alba.id):
        assert _roles(alba, STRANGER) == ["president"]


@pytest.mark.parametrize("role", [Role.BOARD, Role.CONTROL_BODY, Role.TREASURER])
def test_who_only_reads_changes_nothing(
    app: Flask, alba: Standing, client: Callable[[str], Browser], fill: Fill, role: Role
) -> None:
    term = fill(lambda: _begin(alba, OfficeKind.DIRECTOR)[0].id)
    browser = sign_in(client("alba.localhost"), alba, role)
    assert (browser.get(PAGE).status_code, "Scrivi una carica" in browser.get(PAGE).text) == (200, False)
    answers = [browser.submit(f"{PAGE}/{term}/{what}") for what in ("fine", "rinnovo", "permessi", "invito")]
    answers.append(browser.submit(f"{PAGE}/comunicazione", {"on": today().isoformat()}))
    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("role", [Role.HELPDESK_OPERATOR, Role.MEMBER, Role.FACILITATOR])
def test_others_find_no_page(alba: Standing, client: Callable[[str], Browser], role: Role) -> None:
    assert sign_in(client("alba.localhost"), alba, role).get(PAGE).status_code == 404


def test_another_association_finds_nothing(
    brig: Standing, alba: Standing, client: Callable[[str], Browser], fill: Fill
) -> None:
    term = fill(lambda: _begin(alba, OfficeKind.DIRECTOR)[0].id)
    browser = sign_in(client("brig.localhost"), brig, Role.PRESIDENT)
    assert "Nora" not in browser.get(PAGE).text
    assert browser.submit(f"{PAGE}/{term}/fine", {"on": today().isoformat(), "reason": "term"}).status_code == 404


def test_the_page_asks_the_same_whatever_its_length(office: Browser, alba: Standing, fill: Fill) -> None:
    fill(lambda: _begin(alba, OfficeKind.DIRECTOR)[0].id)
    office.get(PAGE)
    with count_queries() as one:
        office.get(PAGE)
    for part in (Role.BOARD, Role.EDITOR, Role.VOLUNTEER):
        fill(lambda part=part: _begin(alba, OfficeKind.DIRECTOR, part)[0].id)
    with count_queries() as many:
        office.get(PAGE)
    assert len(many) == len(one)
