"""The office's pages of shifts, through the browser."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.models import (
    HourEntry,
    Shift,
    ShiftSignup,
    ShiftState,
    Volunteer,
)
from ama_net.features.volunteers.operations.signups import take_place
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from tests.factories.volunteers import make_activity, make_shift
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing
from tests.volunteers.shifts_desk import all_of, desk, one_of, person_called, soon, typed_shift, words_of

At = Callable[[str], Browser]


def test_the_week_shows_who_comes_and_what_is_missing(secretary: Browser, shift: str) -> None:
    page = words_of(secretary.get(f"/manage/turni?settimana={soon().date().isoformat()}"))
    assert "Sportello di prova" in page
    assert "manca una" in page
    assert "10:00–12:00" in page
    assert "Ada" in page
    assert "Ada Prova" not in page


def test_another_week_is_empty_and_says_how_to_begin(secretary: Browser, shift: str) -> None:
    page = words_of(secretary.get("/manage/turni?settimana=2031-05-05"))
    assert ("Nessun turno in questa settimana" in page, "Guarda la settimana prossima" in page) == (True, False)
    before = (soon() - timedelta(days=7)).date().isoformat()
    page = words_of(secretary.get(f"/manage/turni?settimana={before}"))
    assert ["Guarda la settimana prossima (1 turno)" in page, "Settimana dopo" in page] == [True, True]


@pytest.mark.parametrize("rubbish", ["settimana=boh", "settimana=9999-12-31", "attivita=x&luogo=y&posti=z"])
def test_rubbish_in_the_address_is_ignored(secretary: Browser, rubbish: str) -> None:
    assert secretary.get(f"/manage/turni?{rubbish}").status_code == 200


def test_the_week_is_narrowed_by_activity_and_by_what_is_missing(
    app: Flask, alba: Standing, secretary: Browser, shift: str
) -> None:
    with desk(app, alba):
        other = make_activity("other-things", "Altre cose")
        make_shift(soon(hour=15), title="Altro turno", activity_id=other.id, state=ShiftState.DRAFT)
        other_id = other.id
    address = f"/manage/turni?settimana={soon().date().isoformat()}"
    by_activity = secretary.get(f"{address}&attivita={other_id}").text
    assert ("Altro turno" in by_activity, "Sportello di prova" in by_activity) == (True, False)
    short = secretary.get(f"{address}&posti=short").text
    assert ("Altro turno" in short, "Sportello di prova" in short) == (False, True)


def test_a_shift_is_written_and_published(app: Flask, alba: Standing, secretary: Browser) -> None:
    answer = secretary.submit("/manage/turni/nuovo", typed_shift(app, alba))
    assert answer.status_code == 303
    with desk(app, alba):
        made = db.session.scalars(select(Shift)).one()
        assert (made.title, made.state, made.maximum, made.starts_at) == ("Banchetto", "draft", 6, soon(7))
        made_id = made.id
    assert secretary.submit(f"/manage/turni/{made_id}/pubblicazione").status_code == 303
    assert one_of(app, alba, select(Shift.state)) == "published"


def test_a_series_is_written_as_its_shifts(app: Flask, alba: Standing, secretary: Browser) -> None:
    until = (soon(7) + timedelta(days=14)).date().isoformat()
    typed = typed_shift(app, alba, repeats="weekly", until=until, on_holidays="y")
    assert secretary.submit("/manage/turni/nuovo", typed).status_code == 303
    assert len(all_of(app, alba, select(Shift.id))) == 3


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": " "}, "Scrivere un titolo."),
        ({"day": "ieri"}, "Scrivi la data con giorno"),
        ({"day": "2020-01-01"}, "Questo giorno è già passato."),
        ({"starts": "25:00"}, "Scrivi l'ora come"),
        ({"starts": "10:00", "ends": "10:01", "maximum": "0"}, "Serve un numero fra"),
        ({"minimum": "4", "maximum": "2"}, "Non può essere meno delle persone che servono."),
        ({"place": ""}, "Scegliere una sede, o scrivere dove."),
        ({"activity_id": str(uuid4())}, "Scegli una delle voci"),
        ({"activity_id": "boh"}, "Scegli una delle voci"),
        ({"repeats": "weekly"}, "Scrivere fino a quando."),
        ({"repeats": "weekly", "until": "2020-01-01"}, "L'ultimo giorno viene dopo il primo."),
        ({"repeats": "weekly", "until": "2200-01-01"}, "Sono troppi turni in una volta"),
        ({"notes": "x" * 2001}, "Il testo è troppo lungo"),
    ],
)
def test_what_is_typed_wrong_is_said_beside_its_field(
    app: Flask, alba: Standing, secretary: Browser, wrong: dict[str, str], words: str
) -> None:
    answer = secretary.submit("/manage/turni/nuovo", typed_shift(app, alba, **wrong))
    assert answer.status_code == 422
    assert words in unescape(answer.text)
    assert all_of(app, alba, select(Shift.id)) == []


def test_the_week_is_copied_and_its_drafts_published(
    app: Flask, alba: Standing, secretary: Browser, shift: str
) -> None:
    week, to = soon().date().isoformat(), soon(16).date().isoformat()
    assert secretary.submit("/manage/turni/copia", {"settimana": week, "to": to}).status_code == 303
    assert sorted(all_of(app, alba, select(Shift.state))) == ["draft", "published"]
    assert secretary.submit("/manage/turni/pubblicazione", {"settimana": to}).status_code == 303
    assert all_of(app, alba, select(Shift.state)) == ["published", "published"]
    assert secretary.submit("/manage/turni/copia", {"settimana": week, "to": "boh"}).status_code == 422


def test_chosen_drafts_are_published_from_the_list(app: Flask, alba: Standing, secretary: Browser, shift: str) -> None:
    with desk(app, alba):
        draft = str(make_shift(soon(), state=ShiftState.DRAFT).id)
    answer = secretary.submit("/manage/turni/elenco", {"selected": [draft, shift], "action": "publish"})
    assert answer.status_code == 303
    assert all_of(app, alba, select(Shift.state)) == ["published", "published"]


def test_the_list_is_told_and_taken_away(secretary: Browser, shift: str) -> None:
    assert "1 di 2, ne manca una" in words_of(secretary.get("/manage/turni/elenco?posti=short"))
    file = secretary.get("/manage/turni/elenco.csv")
    assert file.mimetype == "text/csv"
    assert "Ada Prova" in file.text


def test_the_sheet_for_the_wall_is_a_paper(secretary: Browser, shift: str) -> None:
    answer = secretary.get(f"/manage/turni/foglio.pdf?settimana={soon().date().isoformat()}")
    assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")


def test_after_the_shift_who_came_has_hours(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        past = make_shift(now() - timedelta(days=1, hours=3), maximum=2)
        ada, bea = (take_place(past, person_called(name), by=SYSTEM).id for name in ("Ada", "Bea"))
        past_id = str(past.id)
    address = f"/manage/turni/{past_id}/presenze"
    assert "Ada Prova" in secretary.get(address).text
    wrong = {f"came-{ada}": "1", f"hours-{ada}": "30", f"minutes-{ada}": ""}
    assert secretary.submit(address, wrong).status_code == 422
    right = {f"came-{ada}": "1", f"hours-{ada}": "1", f"minutes-{ada}": "30"}
    assert secretary.submit(address, right).status_code == 303
    with desk(app, alba):
        assert [(one.minutes, one.state) for one in db.session.scalars(select(HourEntry))] == [(90, "approved")]
        assert db.session.get_one(ShiftSignup, bea).came is False


def test_a_volunteers_page_has_their_shifts(app: Flask, alba: Standing, secretary: Browser, shift: str) -> None:
    volunteer = one_of(app, alba, select(Volunteer.id))
    assert "Sportello di prova" in secretary.get(f"/manage/volontari/{volunteer}/turni").text
    assert secretary.get(f"/manage/volontari/{uuid4()}/turni").status_code == 404


def test_the_other_association_has_no_such_shift(client: At, brig: Standing, shift: str) -> None:
    stranger = sign_in(client("brig.localhost"), brig, Role.SECRETARY)
    for path in ("", "/dati", "/annullamento", "/presenze"):
        assert stranger.get(f"/manage/turni/{shift}{path}").status_code == 404
    assert "Sportello di prova" not in stranger.get("/manage/turni/elenco").text


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        (Role.SECRETARY, 200, 200),
        (Role.BOARD, 200, 404),
        (Role.HELPDESK_OPERATOR, 200, 404),
        (Role.TREASURER, 404, 404),
        (Role.VOLUNTEER, 404, 404),
    ],
)
def test_who_reads_and_who_writes(
    at: Callable[[Role], Browser], shift: str, role: Role, reads: int, writes: int
) -> None:
    browser = at(role)
    assert browser.get(f"/manage/turni/{shift}").status_code == reads
    assert browser.get("/manage/turni/nuovo").status_code == writes
    assert browser.submit(f"/manage/turni/{shift}/persone", {"person": ""}).status_code == 404


def test_who_only_reads_sees_no_buttons_and_no_warnings(at: Callable[[Role], Browser], shift: str) -> None:
    page = words_of(at(Role.BOARD).get(f"/manage/turni/{shift}"))
    assert "Ada Prova" in page
    assert ("Togli" in page, "Senza assicurazione" in page, "Metti nel turno" in page) == (False, False, False)


@pytest.mark.parametrize("path", ["/manage/turni", "/manage/turni/elenco"])
def test_pages_ask_the_same_however_many_shifts(app: Flask, alba: Standing, secretary: Browser, path: str) -> None:
    counted = []
    for hour in (9, 12, 15):
        with desk(app, alba):
            one = make_shift(soon(0, hour) if path.endswith("turni") else soon(2, hour), maximum=3)
            for name in ("Ada", "Bea"):
                take_place(one, person_called(f"{name}{hour}"), by=SYSTEM)
        with count_queries() as queries:
            assert secretary.get(path).status_code == 200
        counted.append(len(queries))
    assert counted[1] == counted[2]


def test_a_shifts_page_asks_the_same_however_many_people(app: Flask, alba: Standing, secretary: Browser) -> None:
    with desk(app, alba):
        one = make_shift(soon(), maximum=9)
        one_id = one.id
    counted = []
    for name in ("Ada", "Bea", "Cleo"):
        with desk(app, alba):
            person_called(f"Libera{name}")
            take_place(db.session.get_one(Shift, one_id), person_called(name), by=SYSTEM)
        with count_queries() as queries:
            assert secretary.get(f"/manage/turni/{one_id}").status_code == 200
        counted.append(len(queries))
    assert counted[1] == counted[2]
