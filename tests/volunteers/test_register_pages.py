"""The register in the office: its pages, as of any day, what is written from them, who may."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.models import Section, ServiceEnd, Volunteer
from ama_net.features.volunteers.operations.volunteers import correct_entry, end_service, move_section
from ama_net.features.volunteers.queries_register import as_written, in_force, lines_in_force, lines_written
from ama_net.features.volunteers.register import REGISTER
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing
from tests.volunteers.register_desk import DAY, REGISTER_PAGE, begin, numbered


def test_as_it_was_written_and_who_was_a_volunteer(app: Flask, alba: Standing) -> None:
    with app.app_context():
        begin(alba, "Prima", "Seconda")
        with tenant_scope(alba.id), unit_of_work():
            end_service(numbered(1), on=date(2024, 6, 1), reason=ServiceEnd.STOPPED, by=SYSTEM)
            correct_entry(numbered(2), why="Data letta male", by=SYSTEM, started_on=date(2024, 5, 1))
        with tenant_scope(alba.id):
            written = as_written(db.session.scalars(lines_written()))
            yesterday = list(db.session.scalars(lines_written(today() - timedelta(days=1))))
            day = date(2024, 4, 1)
            then = in_force(list(db.session.scalars(lines_in_force(day))), day)
    assert sorted((line.number, line.says.get("ended_on")) for line in written) == [(1, "2024-06-01"), (2, None)]
    assert (yesterday, [(line.number, line.says.get("ended_on")) for line in then]) == ([], [(1, None)])


def test_the_pages_show_the_sections(app: Flask, alba: Standing, secretary: Browser) -> None:
    with app.app_context():
        begin(alba, "Continua")
        begin(alba, "Saltuaria", section=Section.OCCASIONAL)
    both, regular = secretary.get(REGISTER_PAGE).text, secretary.get(f"{REGISTER_PAGE}?sezione=regular").text
    assert ("Continua" in both, "Saltuaria" in both) == (True, True)
    assert ("Continua" in regular, "Saltuaria" in regular) == (True, False)
    assert "Saltuaria" in secretary.get(f"{REGISTER_PAGE}?q=saltuaria&senso=volontari").text
    assert [both.count(f'name="{name}"') for name in ("sezione", "stato", "senso", "giorno")] == [1] * 4


@pytest.mark.parametrize("asked", ["?giorno=boh", "?giorno=3000-01-01", "?senso=x", "?page=99", "?sezione=boh"])
def test_rubbish_is_brought_back(secretary: Browser, asked: str) -> None:
    assert secretary.get(f"{REGISTER_PAGE}{asked}").status_code == 200


def test_a_start_is_confirmed_then_written(app: Flask, alba: Standing, secretary: Browser) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        person_id = make_person("Olimpia", "Alata").id
    assert "Alata" in secretary.get(f"{REGISTER_PAGE}/inizio?q=alata").text
    page, typed = f"{REGISTER_PAGE}/inizio/{person_id}", {"section": "occasional", "on": "05/03/2024"}
    asked = secretary.submit(page, typed)
    assert (asked.status_code, "Da ricontrollare" in asked.text) == (200, True)
    with app.app_context(), tenant_scope(alba.id):
        assert REGISTER.count() == 0
    done = secretary.submit(page, {**typed, "confirmed": "yes"})
    with app.app_context(), tenant_scope(alba.id):
        volunteer = numbered(1)
        assert (volunteer.section, volunteer.started_on) == ("occasional", DAY)
        assert (done.status_code, done.location) == (303, f"/manage/volontari/{volunteer.id}/registro")
    assert "è già nel registro, n. 1" in secretary.get(f"{REGISTER_PAGE}/inizio?q=alata").text
    assert secretary.submit(page, typed).status_code == 422


def test_a_start_in_the_future_is_refused_beside_its_field(app: Flask, alba: Standing, secretary: Browser) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        person_id = make_person("Olimpia").id
    tomorrow = (today() + timedelta(days=1)).isoformat()
    answer = secretary.submit(f"{REGISTER_PAGE}/inizio/{person_id}", {"section": "regular", "on": tomorrow})
    assert (answer.status_code, "nel futuro" in answer.text) == (422, True)


def _line(app: Flask, alba: Standing) -> str:
    with app.app_context():
        begin(alba, "Olimpia")
        with tenant_scope(alba.id):
            return f"/manage/volontari/{numbered(1).id}/registro"


def test_a_line_is_ended_moved_and_corrected_from_its_page(app: Flask, alba: Standing, secretary: Browser) -> None:
    page = _line(app, alba)
    moved = secretary.submit(f"{page}/sezione", {"on": "2024-09-01", "confirmed": "yes"})
    assert moved.status_code == 303
    new_page = moved.location
    ended = {"reason": "stopped", "on": "2024-12-01", "confirmed": "yes"}
    assert secretary.submit(f"{new_page}/cessazione", ended).status_code == 303
    correction = {
        "why": "Data letta male",
        "started_on": "2024-09-01",
        "ended_on": "2024-11-01",
        "end_reason": "stopped",
    }
    assert secretary.submit(f"{new_page}/correzione", {**correction, "confirmed": "yes"}).status_code == 303
    told = secretary.get(new_page).text
    assert [words in told for words in ("Correzione", "Data letta male", "Passaggio di sezione", "n. 1")] == [True] * 4
    with app.app_context(), tenant_scope(alba.id):
        kinds = [entry.facts["kind"] for entry in db.session.scalars(REGISTER.entries())]
    assert kinds == ["correction", "end", "section", "section", "start"]


def test_what_is_over_is_not_ended_again(app: Flask, alba: Standing, secretary: Browser) -> None:
    page = _line(app, alba)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        end_service(numbered(1), on=DAY, reason=ServiceEnd.MISTAKE, by=SYSTEM)
    assert [secretary.get(f"{page}/{what}").status_code for what in ("cessazione", "sezione")] == [404, 404]


def test_a_line_that_moved_is_corrected_and_stays_moved(app: Flask, alba: Standing, secretary: Browser) -> None:
    page = _line(app, alba)
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        move_section(numbered(1), Section.OCCASIONAL, on=date(2024, 9, 1), by=SYSTEM)
    shown = secretary.get(f"{page}/correzione").text
    assert ("all'altra sezione" in shown or "all&#39;altra sezione" in shown, "ancora in servizio" in shown) == (
        True,
        False,
    )


def test_the_paper_and_the_file(app: Flask, alba: Standing, secretary: Browser) -> None:
    with app.app_context():
        begin(alba, "Prima", "Seconda")
    paper = secretary.get(f"{REGISTER_PAGE}.pdf")
    assert (paper.status_code, paper.mimetype, paper.data[:5]) == (200, "application/pdf", b"%PDF-")
    rows = secretary.get(f"{REGISTER_PAGE}.csv?sezione=regular").data.decode("utf-8-sig").splitlines()
    assert (len(rows), rows[0].split(";")[0], "Non occasionali" in rows[1]) == (3, "Numero", True)


def test_who_reads_does_not_write(app: Flask, alba: Standing, client: Callable[[str], Browser]) -> None:
    page = _line(app, alba)
    board = sign_in(client(alba.host), alba, Role.BOARD)
    assert board.get(page).status_code == 200
    refused = [f"{page}/cessazione", f"{page}/correzione", f"{REGISTER_PAGE}/inizio", f"{REGISTER_PAGE}/chiusure/nuova"]
    assert [board.get(one).status_code for one in refused] == [404] * 4


def test_another_association_finds_nothing(
    app: Flask, alba: Standing, brig: Standing, client: Callable[[str], Browser]
) -> None:
    page = _line(app, alba)
    stranger = sign_in(client(brig.host), brig, Role.SECRETARY)
    assert stranger.get(page).status_code == 404
    assert "ancora vuoto" in stranger.get(REGISTER_PAGE).text


@pytest.mark.parametrize("sense", ["scritto", "volontari"])
def test_the_pages_ask_a_constant_number_of_queries(app: Flask, alba: Standing, secretary: Browser, sense: str) -> None:
    def asked() -> int:
        with count_queries() as queries:
            secretary.get(f"{REGISTER_PAGE}?senso={sense}")
        return len(queries)

    with app.app_context():
        begin(alba, "Prima")
    secretary.get(REGISTER_PAGE)
    few = asked()
    with app.app_context():
        begin(alba, *(f"Persona{number}" for number in range(8)))
    assert asked() == few


def test_the_history_asks_a_constant_number_of_queries(app: Flask, alba: Standing, secretary: Browser) -> None:
    page = _line(app, alba)

    def asked() -> int:
        with count_queries() as queries:
            secretary.get(page)
        return len(queries)

    secretary.get(page)
    few = asked()
    for day in (date(2024, 1, 1), date(2024, 2, 1), date(2024, 2, 2)):
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            volunteer = db.session.scalars(select(Volunteer)).one()
            correct_entry(volunteer, why="Data letta male", by=SYSTEM, started_on=day)
    assert asked() == few
