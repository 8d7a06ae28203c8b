"""The office's pages of applications: who may, what they show, the list's questions, the night's work."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.members.application_facts import facts_of
from ama_net.features.members.applications_tasks import empty_old_applications, warn_of_applications
from ama_net.features.members.models import Application, ApplicationState, Membership
from ama_net.features.members.office_applications import figures_of_applications
from ama_net.features.members.operations.applications import TooLate, appeal, withdraw
from ama_net.features.members.operations.applications_alerts import warn_of_terms
from ama_net.features.members.operations.applications_retention import empty_applications, emptying_plan
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import enqueue
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.correspondence import Letter
from ama_net.kernel.outbox import Message
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.members import ordinary
from tests.factories.people import make_person
from tests.members.application_steps import FACTS, MINOR, admitted, applied, on_paper, refused, typed
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

Fill = Callable[[Callable[[], Any]], Any]
LIST = "/manage/soci/domande"
ADMIT = f"{LIST}/ammissione"


@pytest.fixture
def office(alba: Standing, client: Callable[[str], Browser]) -> Browser:
    """Alba's secretary."""
    return sign_in(client("alba.localhost"), alba, Role.SECRETARY)


def _id(fill: Fill, work: Callable[[], Application]) -> str:
    return str(fill(lambda: work().id))


def _row(app: Flask, standing: Standing, application_id: str) -> Any:
    with app.app_context(), tenant_scope(standing.id):
        row = db.session.scalars(select(Application).where(Application.id == application_id)).one()
        return row.state, row.told_on, row.membership_id


def test_the_list_shows_who_waits_and_until_when(office: Browser, fill: Fill) -> None:
    fill(lambda: on_paper(50))
    page = office.get(LIST)
    assert ("Inventata Zefirina" in page.text, "Sta per scadere" in page.text) == (True, True)


def test_drafts_are_the_applicants_alone(office: Browser, fill: Fill) -> None:
    draft = _id(fill, lambda: applied(as_draft=True))
    assert "Zefirina" not in office.get(LIST).text
    assert office.get(f"{LIST}/{draft}").status_code == 404


@pytest.mark.parametrize(("due", "days"), [("soon", 45), ("soon", 59), ("last_day", 60), ("late", 61)])
def test_the_filter_of_terms_is_exact(office: Browser, fill: Fill, due: str, days: int) -> None:
    fill(lambda: on_paper(days))
    counts = {one: "Zefirina" in office.get(f"{LIST}?due={one}").text for one in ("soon", "last_day", "late")}
    assert counts == {one: one == due for one in counts}


def test_the_list_asks_the_same_whatever_its_length(office: Browser, fill: Fill) -> None:
    fill(lambda: on_paper(1))
    office.get(LIST)
    with count_queries() as one:
        office.get(LIST)
    fill(lambda: [on_paper(day, replace(FACTS, given_name=f"Nome{day}")) for day in range(2, 6)])
    with count_queries() as many:
        office.get(LIST)
    assert len(many) == len(one)


@pytest.mark.parametrize("role", [Role.HELPDESK_OPERATOR, Role.MEMBER, Role.EDITOR])
def test_who_has_nothing_to_do_with_members_finds_no_page(
    alba: Standing, client: Callable[[str], Browser], fill: Fill, role: Role
) -> None:
    row = _id(fill, applied)
    browser = sign_in(client("alba.localhost"), alba, role)
    assert {browser.get(url).status_code for url in (LIST, f"{LIST}/{row}", f"{ADMIT}?domanda={row}")} == {404}


@pytest.mark.parametrize("role", [Role.BOARD, Role.CONTROL_BODY, Role.TREASURER])
def test_who_only_reads_decides_nothing(
    app: Flask, alba: Standing, client: Callable[[str], Browser], fill: Fill, role: Role
) -> None:
    row = _id(fill, applied)
    browser = sign_in(client("alba.localhost"), alba, role)
    page = browser.get(f"{LIST}/{row}")
    assert (page.status_code, "Respingi" in page.text) == (200, False)
    for path in (f"{ADMIT}?domanda={row}", f"{LIST}/{row}/rifiuto", f"{LIST}/{row}/esame", f"{LIST}/nuova"):
        assert browser.submit(path, {"reason": "x", "understood": "y"}).status_code == 404
    assert _row(app, alba, row)[0] == "submitted"


def test_another_association_finds_nothing(brig: Standing, client: Callable[[str], Browser], fill: Fill) -> None:
    row = _id(fill, applied)
    browser = sign_in(client("brig.localhost"), brig, Role.PRESIDENT)
    answers = [
        browser.get(f"{LIST}/{row}"),
        browser.get(f"{ADMIT}?domanda={row}"),
        browser.submit(f"{LIST}/{row}/esame"),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_an_application_is_copied_from_paper(office: Browser, app: Flask, alba: Standing, fill: Fill) -> None:
    fill(ordinary)
    day = (today() - timedelta(days=20)).isoformat()
    answer = office.submit(f"{LIST}/nuova", typed(received_on=day, email=None, declared=None))
    assert answer.status_code == 303
    assert "su carta" in office.get(answer.headers["Location"]).text
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert office.submit(f"{LIST}/nuova", typed(received_on=tomorrow)).status_code == 422


def test_the_secretary_admits_on_one_page(office: Browser, app: Flask, alba: Standing, fill: Fill) -> None:
    row = _id(fill, applied)
    page = office.get(f"{ADMIT}?domanda={row}")
    assert "sarà una persona nuova" in page.text
    assert office.submit(f"{ADMIT}?domanda={row}", {"decided_on": today().isoformat()}).status_code == 422
    answer = office.submit(f"{ADMIT}?domanda={row}", {"decided_on": today().isoformat(), "understood": "y"})
    assert answer.headers["Location"].endswith(f"{LIST}/{row}")
    state, told_on, membership_id = _row(app, alba, row)
    assert (state, told_on, membership_id is not None) == ("admitted", today(), True)


def test_the_secretary_says_who_it_is(office: Browser, app: Flask, alba: Standing, fill: Fill) -> None:
    person = fill(lambda: make_person("Zefirina", "Inventata", birth_date=FACTS.birth_date).id)
    row = _id(fill, applied)
    assert str(person) in office.get(f"{ADMIT}?domanda={row}").text
    choice = {f"person-{row}": str(person), "decided_on": today().isoformat(), "understood": "y"}
    office.submit(f"{ADMIT}?domanda={row}", choice)
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.scalars(select(Membership.person_id)).one() == person


def test_several_are_chosen_in_the_list(office: Browser, app: Flask, alba: Standing, fill: Fill) -> None:
    rows = [
        _id(fill, lambda: on_paper(2)),
        _id(fill, lambda: on_paper(1, replace(FACTS, given_name="Altra", email=""))),
    ]
    answer = office.submit(f"{LIST}/scelta", {"selected": rows})
    page = office.submit(answer.headers["Location"], {"decided_on": today().isoformat(), "understood": "y"})
    assert page.status_code == 303
    assert {_row(app, alba, row)[0] for row in rows} == {"admitted"}


def test_a_tax_code_of_somebody_else_is_said_beside_the_name(
    office: Browser, app: Flask, alba: Standing, fill: Fill
) -> None:
    fill(lambda: make_person("Mario", "Rossi", tax_code="RSSMRA72L09H501S"))
    row = _id(fill, lambda: applied(replace(FACTS, tax_code="RSSMRA72L09H501S")))
    answer = office.submit(f"{ADMIT}?domanda={row}", {"decided_on": today().isoformat(), "understood": "y"})
    assert (answer.status_code, "già nell&#39;anagrafe: cercalo" in answer.text) == (422, True)
    assert _row(app, alba, row)[0] == "submitted"


def test_somebody_who_is_not_there_is_nobody_new(
    office: Browser, app: Flask, alba: Standing, fill: Fill, brig: Standing
) -> None:
    row = _id(fill, applied)
    with app.app_context(), tenant_scope(brig.id), unit_of_work():
        theirs = make_person().id
    choice = {f"person-{row}": str(theirs), "decided_on": today().isoformat(), "understood": "y"}
    assert office.submit(f"{ADMIT}?domanda={row}", choice).status_code == 404
    assert _row(app, alba, row)[0] == "submitted"


def test_who_decides_second_is_told(office: Browser, fill: Fill) -> None:
    def work() -> Application:
        row = applied()
        admitted(row, by=SYSTEM)
        return row

    row = _id(fill, work)
    answer = office.submit(f"{ADMIT}?domanda={row}", {"decided_on": today().isoformat(), "understood": "y"})
    assert answer.status_code == 303
    assert "qualcuno ha già deciso" in office.get(answer.headers["Location"]).text


def test_a_refusal_asks_for_its_reason(office: Browser, app: Flask, alba: Standing, fill: Fill) -> None:
    row = _id(fill, applied)
    day = {"decided_on": today().isoformat()}
    assert office.submit(f"{LIST}/{row}/rifiuto", day).status_code == 422
    assert office.submit(f"{LIST}/{row}/rifiuto", {**day, "reason": "Fuori provincia."}).status_code == 303
    assert _row(app, alba, row)[0] == "refused"
    assert office.get(f"{LIST}/{row}/estratto.pdf").mimetype == "application/pdf"


def test_the_steps_by_hand(office: Browser, app: Flask, alba: Standing, fill: Fill) -> None:
    row = _id(fill, lambda: on_paper(5, replace(FACTS, email="")))
    office.submit(f"{LIST}/{row}/esame")
    office.submit(f"{LIST}/{row}/rifiuto", {"decided_on": today().isoformat(), "reason": "Fuori provincia."})
    office.submit(f"{LIST}/{row}/comunicazione", {"on": today().isoformat()})
    office.submit(f"{LIST}/{row}/riesame", {"appeal-on": today().isoformat()})
    assert _row(app, alba, row)[:2] == ("appealed", today())
    office.submit(f"{LIST}/{row}/ritiro")
    assert _row(app, alba, row)[0] == "withdrawn"


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.TREASURER, Role.BOARD, Role.CONTROL_BODY])
def test_nobody_in_the_office_reads_the_applicants_link(
    client: Callable[[str], Browser], alba: Standing, fill: Fill, role: Role
) -> None:
    fill(lambda: refused(applied(), by=SYSTEM))
    letter = fill(lambda: str(db.session.scalars(select(Letter.id)).one()))
    page = sign_in(client(alba.host), alba, role).get(f"/manage/lettere/{letter}")
    assert (page.status_code, "Abita fuori dalla provincia." in page.text) == (200, True)
    assert "/diventa-socio/domanda/" not in page.text


def test_two_applications_alike_are_said(office: Browser, fill: Fill) -> None:
    fill(lambda: on_paper(3))
    row = _id(fill, applied)
    assert "un'altra domanda che somiglia" in office.get(f"{LIST}/{row}").text


def test_a_minor_and_the_guardians_are_on_the_page(office: Browser, fill: Fill) -> None:
    page = office.get(f"{LIST}/{_id(fill, lambda: applied(MINOR))}").text
    assert ("minorenne" in page, "Gina Inventata, gina@example.org" in page) == (True, True)


# --- the night's work ------------------------------------------------------------------------------------------------


def _subjects() -> list[str]:
    db.session.flush()
    return [mail.subject or "" for mail in db.session.scalars(select(Message).order_by(Message.created_at))]


@pytest.mark.parametrize(("days", "told"), [(44, 0), (45, 1), (59, 1), (60, 1), (90, 1)])
def test_the_secretariat_is_warned_once(in_alba: Standing, days: int, told: int) -> None:
    on_paper(days)
    assert (warn_of_terms(), warn_of_terms(), len(_subjects())) == (told, 0, told)


def test_the_second_warning_comes_on_the_sixtieth_day(in_alba: Standing) -> None:
    row = on_paper(45)
    warn_of_terms()
    row.received_on = today() - timedelta(days=60)
    warn_of_terms()
    assert [("avvicina" in subject, "arrivato" in subject) for subject in _subjects()] == [(True, False), (False, True)]


def test_what_was_decided_warns_of_nothing(in_alba: Standing) -> None:
    row = on_paper(70)
    refused(row, by=SYSTEM)
    assert warn_of_terms() == 0


def test_ended_applications_are_emptied_after_their_months_and_letters_too(in_alba: Standing) -> None:
    row, kept = applied(), applied(replace(FACTS, given_name="Altra"))
    refused(row, by=SYSTEM)
    admitted(kept, by=SYSTEM)
    row.changed_at = kept.changed_at = now() - timedelta(days=370)
    db.session.flush()
    plan = emptying_plan()
    assert (plan.ended, empty_applications()) == (1, plan)
    db.session.expire_all()
    letter = db.session.scalars(select(Letter).where(Letter.about_id == row.id)).one()
    assert (facts_of(row).name, row.reason, letter.body, letter.address) == ("", None, None, None)
    assert facts_of(kept).given_name == "Altra"


def test_a_refusal_nobody_was_told_of_is_not_emptied(in_alba: Standing) -> None:
    row = applied(replace(FACTS, email=""))
    refused(row, by=SYSTEM)
    row.changed_at = now() - timedelta(days=800)
    db.session.flush()
    assert (row.told_on, emptying_plan().ended, empty_applications().ended) == (None, 0, 0)


def test_an_emptied_refusal_is_not_appealed(in_alba: Standing) -> None:
    row = applied()
    refused(row, by=SYSTEM)
    row.changed_at = now() - timedelta(days=370)
    db.session.flush()
    empty_applications()
    assert row.is_emptied
    with pytest.raises(TooLate):
        appeal(row, on=today(), by=PUBLIC)
    assert row.state == ApplicationState.REFUSED


@pytest.mark.parametrize(("days", "emptied"), [(29, 0), (31, 1)])
def test_a_forgotten_draft_is_emptied_after_thirty_days(in_alba: Standing, days: int, emptied: int) -> None:
    row = applied(as_draft=True)
    row.changed_at = now() - timedelta(days=days)
    db.session.flush()
    assert (emptying_plan().drafts, empty_applications().drafts) == (emptied, emptied)


def test_what_ended_lately_stays(in_alba: Standing) -> None:
    row = applied()
    withdraw(row, by=SYSTEM)
    row.changed_at = now() - timedelta(days=350)
    db.session.flush()
    assert empty_applications().ended == 0


def test_the_figures_open_their_rows(app: Flask, in_alba: Standing) -> None:
    on_paper(50)
    on_paper(80, replace(FACTS, given_name="Altra"))
    with app.test_request_context(base_url="https://alba.localhost"):
        figures = {figure.label: figure.value for figure in figures_of_applications()}
    assert figures == {"Domande di ammissione": 2, "Domande vicine al termine": 1, "Domande oltre il termine": 1}


def test_the_night_tells_how_many_and_never_who(office: Browser, fill: Fill) -> None:
    def work() -> None:
        row = applied()
        row.state, row.changed_at = ApplicationState.WITHDRAWN, now() - timedelta(days=400)

    fill(work)
    page = office.get(f"{LIST}/cancellazioni").text
    assert ("1 domanda respinta o ritirata" in page, "Zefirina" in page) == (True, False)


def test_the_jobs_run_in_every_association(app: Flask, fill: Fill, run_jobs: Callable[[], int]) -> None:
    fill(lambda: on_paper(46))
    with app.app_context():
        enqueue(warn_of_applications)
        enqueue(empty_old_applications)
        db.session.commit()
    assert run_jobs() >= 2
    assert fill(lambda: db.session.scalars(select(Application.warned_stage)).one()) == 1
