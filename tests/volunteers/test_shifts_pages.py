"""The office's pages of shifts, through the browser."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.models import (
    DayPart,
    FreePart,
    HourEntry,
    Shift,
    ShiftSignup,
    ShiftState,
    Volunteer,
    VolunteerProfile,
)
from ama_net.features.volunteers.operations.shifts_alerts import tell_of_short_shifts
from ama_net.features.volunteers.operations.signups import take_place
from ama_net.features.volunteers.queries_shift_people import candidates
from ama_net.features.volunteers.settings_shifts import ShiftsSettings
from ama_net.features.volunteers.shifts_tasks import forget_old_shifts, tell_of_shifts_short_of_people
from ama_net.foundation.clock import ROME, now
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import enqueue
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.correspondence import Letter
from ama_net.kernel.outbox.models import Message
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import Reservation, reserve
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.people import make_person
from tests.factories.volunteers import make_activity, make_shift, make_volunteer
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing

At = Callable[[str], Browser]


@pytest.fixture
def at(client: At, alba: Standing) -> Callable[[Role], Browser]:
    """A browser of Alba, signed in as one of the cast."""
    return lambda role: sign_in(client("alba.localhost"), alba, role)


@pytest.fixture
def secretary(at: Callable[[Role], Browser]) -> Browser:
    return at(Role.SECRETARY)


@contextmanager
def _desk(app: Flask, place: Standing) -> Iterator[None]:
    with app.app_context(), tenant_scope(place.id), unit_of_work():
        yield


def _person(name: str = "Ada") -> Person:
    return make_volunteer(make_person(name, "Prova", email=f"{name.lower()}@alba.example")).person


def _soon(days: int = 2, hour: int = 10) -> datetime:
    day = (now().astimezone(ROME) + timedelta(days=days)).date()
    return datetime(day.year, day.month, day.day, hour, tzinfo=ROME)


@pytest.fixture
def shift(app: Flask, alba: Standing) -> str:
    """A shift of two hours in two days, for three at most and two at least, with Ada in it."""
    with _desk(app, alba):
        made = make_shift(_soon(), title="Sportello di prova", minimum=2, maximum=3)
        take_place(made, _person(), by=SYSTEM)
        return str(made.id)


def _typed(app: Flask, alba: Standing, **values: Any) -> dict[str, Any]:
    with _desk(app, alba):
        activity = str(make_activity().id)
    day = _soon(7).date().isoformat()
    facts = {"activity_id": activity, "title": "Banchetto", "day": day, "starts": "10:00", "ends": "12:00"}
    return {**facts, "venue_id": "", "place": "In piazza", "minimum": "1", "maximum": "6", "repeats": "once", **values}


def _one(app: Flask, alba: Standing, what: Any) -> Any:
    with _desk(app, alba):
        return db.session.scalar(what)


def _all(app: Flask, alba: Standing, what: Any) -> list[Any]:
    with _desk(app, alba):
        return list(db.session.scalars(what))


def _words(answer: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def test_the_week_shows_who_comes_and_what_is_missing(secretary: Browser, shift: str) -> None:
    page = _words(secretary.get(f"/manage/turni?settimana={_soon().date().isoformat()}"))
    assert "Sportello di prova" in page
    assert "manca una" in page
    assert "10:00–12:00" in page
    assert "Ada" in page
    assert "Ada Prova" not in page


def test_another_week_is_empty_and_says_how_to_begin(secretary: Browser, shift: str) -> None:
    assert "Nessun turno in questa settimana" in secretary.get("/manage/turni?settimana=2031-05-05").text


@pytest.mark.parametrize("rubbish", ["settimana=boh", "settimana=9999-12-31", "attivita=x&luogo=y&posti=z"])
def test_rubbish_in_the_address_is_ignored(secretary: Browser, rubbish: str) -> None:
    assert secretary.get(f"/manage/turni?{rubbish}").status_code == 200


def test_the_week_is_narrowed_by_activity_and_by_what_is_missing(
    app: Flask, alba: Standing, secretary: Browser, shift: str
) -> None:
    with _desk(app, alba):
        other = make_activity("other-things", "Altre cose")
        make_shift(_soon(hour=15), title="Altro turno", activity_id=other.id, state=ShiftState.DRAFT)
        other_id = other.id
    address = f"/manage/turni?settimana={_soon().date().isoformat()}"
    by_activity = secretary.get(f"{address}&attivita={other_id}").text
    assert ("Altro turno" in by_activity, "Sportello di prova" in by_activity) == (True, False)
    short = secretary.get(f"{address}&posti=short").text
    assert ("Altro turno" in short, "Sportello di prova" in short) == (False, True)


def test_a_shift_is_written_and_published(app: Flask, alba: Standing, secretary: Browser) -> None:
    answer = secretary.submit("/manage/turni/nuovo", _typed(app, alba))
    assert answer.status_code == 303
    with _desk(app, alba):
        made = db.session.scalars(select(Shift)).one()
        assert (made.title, made.state, made.maximum, made.starts_at) == ("Banchetto", "draft", 6, _soon(7))
        made_id = made.id
    assert secretary.submit(f"/manage/turni/{made_id}/pubblicazione").status_code == 303
    assert _one(app, alba, select(Shift.state)) == "published"


def test_a_series_is_written_as_its_shifts(app: Flask, alba: Standing, secretary: Browser) -> None:
    until = (_soon(7) + timedelta(days=14)).date().isoformat()
    typed = _typed(app, alba, repeats="weekly", until=until, on_holidays="y")
    assert secretary.submit("/manage/turni/nuovo", typed).status_code == 303
    assert len(_all(app, alba, select(Shift.id))) == 3


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
    answer = secretary.submit("/manage/turni/nuovo", _typed(app, alba, **wrong))
    assert answer.status_code == 422
    assert words in unescape(answer.text)
    assert _all(app, alba, select(Shift.id)) == []


def test_a_volunteer_is_put_in_by_hand_and_written_to(
    app: Flask, alba: Standing, secretary: Browser, shift: str
) -> None:
    with _desk(app, alba):
        bea = _person("Bea").id
    page = _words(secretary.get(f"/manage/turni/{shift}?chi=bea"))
    assert "Prova Bea" in page
    assert "Senza assicurazione quel giorno" in page
    assert secretary.submit(f"/manage/turni/{shift}/persone", {"person": str(bea)}).status_code == 303
    assert _all(app, alba, select(Message.template)) == ["volunteers/shift_assigned"]
    assert _one(app, alba, select(Letter.person_id)) == bea


def test_who_said_to_be_free_then_comes_first(app: Flask, alba: Standing) -> None:
    with _desk(app, alba):
        shift, bea, cleo = make_shift(_soon(hour=10)), _person("Bea"), _person("Cleo")
        profile = VolunteerProfile(person_id=cleo.id)
        db.session.add(profile)
        db.session.flush()
        db.session.add(FreePart(profile_id=profile.id, weekday=_soon().weekday(), part=DayPart.MORNING))
        db.session.flush()
        found = [(one.person.id, one.usually_free) for one in candidates(shift)]
        assert found == [(cleo.id, True), (bea.id, False)]


def test_who_is_taken_is_not_offered_and_is_refused_in_words(
    app: Flask, alba: Standing, secretary: Browser, shift: str
) -> None:
    with _desk(app, alba):
        bea = _person("Bea")
        take_place(make_shift(_soon(), title="Cosa segreta"), bea, by=SYSTEM)
        bea_id = str(bea.id)
    assert "Prova Bea" not in _words(secretary.get(f"/manage/turni/{shift}"))
    answer = secretary.submit(f"/manage/turni/{shift}/persone", {"person": bea_id})
    assert answer.status_code == 422
    assert "In quelle ore c'è già un altro impegno" in unescape(answer.text)
    assert "Cosa segreta" not in answer.text


@pytest.mark.parametrize("person", ["", "boh", str(uuid4())])
def test_nobody_in_particular_cannot_be_put_in(secretary: Browser, shift: str, person: str) -> None:
    assert secretary.submit(f"/manage/turni/{shift}/persone", {"person": person}).status_code == 404


def test_a_volunteer_is_taken_out_and_written_to(app: Flask, alba: Standing, secretary: Browser, shift: str) -> None:
    place = _one(app, alba, select(ShiftSignup.id))
    assert secretary.submit(f"/manage/turni/{shift}/persone/{place}/rimozione").status_code == 303
    assert _one(app, alba, select(ShiftSignup.state)) == "removed"
    assert _all(app, alba, select(Message.template)) == ["volunteers/shift_removed"]
    assert secretary.submit(f"/manage/turni/{shift}/persone/{place}/rimozione").status_code == 404


def test_a_volunteer_is_moved_to_another_shift(app: Flask, alba: Standing, secretary: Browser, shift: str) -> None:
    with _desk(app, alba):
        other = str(make_shift(_soon(hour=11), title="Altro turno").id)
    place = _one(app, alba, select(ShiftSignup.id))
    address = f"/manage/turni/{shift}/persone/{place}/spostamento"
    assert "Altro turno" in secretary.get(address).text
    assert secretary.submit(address, {"to": other}).status_code == 303
    taken = select(ShiftSignup.shift_id).where(ShiftSignup.state == "taken")
    assert [str(one) for one in _all(app, alba, taken)] == [other]


def test_a_move_that_cannot_be_leaves_things_as_they_were(
    app: Flask, alba: Standing, secretary: Browser, shift: str
) -> None:
    with _desk(app, alba):
        full = make_shift(_soon(3))
        take_place(full, _person("Bea"), by=SYSTEM)
        full_id = str(full.id)
        place = db.session.scalar(select(ShiftSignup.id).where(ShiftSignup.shift_id == shift))
    answer = secretary.submit(f"/manage/turni/{shift}/persone/{place}/spostamento", {"to": full_id})
    assert answer.status_code == 422
    assert "Tutti i posti di questo turno sono presi." in answer.text
    assert _one(app, alba, select(ShiftSignup.state).where(ShiftSignup.id == place)) == "taken"


def test_new_times_are_mailed_to_who_comes_with_the_old_ones(
    app: Flask, alba: Standing, secretary: Browser, shift: str
) -> None:
    form = _typed(
        app, alba, starts="15:00", ends="17:00", scope="this", minimum="2", maximum="3", place="Sede inventata"
    )
    assert secretary.submit(f"/manage/turni/{shift}/dati", form).status_code == 303
    with _desk(app, alba):
        mail = db.session.scalars(select(Message)).one()
        assert mail.template == "volunteers/shift_changed"
        assert "Prima era:" in (mail.text or "")
        assert "Banchetto" not in (mail.subject or "")


def test_the_office_is_asked_before_somebody_is_left_out(
    app: Flask, alba: Standing, secretary: Browser, shift: str
) -> None:
    with _desk(app, alba):
        ada = db.session.scalars(select(Person).where(Person.given_name == "Ada", Person.family_name == "Prova")).one()
        take_place(make_shift(_soon(7, 15)), ada, by=SYSTEM)
    form = _typed(app, alba, starts="15:00", ends="17:00", scope="this", maximum="3")
    answer = secretary.submit(f"/manage/turni/{shift}/dati", form)
    assert answer.status_code == 422
    assert "Ada Prova" in answer.text
    assert secretary.submit(f"/manage/turni/{shift}/dati", {**form, "leave_out": "y"}).status_code == 303
    assert _one(app, alba, select(ShiftSignup.state).where(ShiftSignup.shift_id == shift)) == "removed"


def test_calling_off_tells_who_was_coming_and_why(app: Flask, alba: Standing, secretary: Browser, shift: str) -> None:
    form = {"why": "Sede chiusa", "scope": "this"}
    assert secretary.submit(f"/manage/turni/{shift}/annullamento", form).status_code == 303
    with _desk(app, alba):
        mail = db.session.scalars(select(Message)).one()
        assert (mail.template, "Il motivo: Sede chiusa" in (mail.text or "")) == ("volunteers/shift_cancelled", True)
    assert "Sede chiusa" in secretary.get(f"/manage/turni/{shift}").text
    assert secretary.submit(f"/manage/turni/{shift}/annullamento", form).status_code == 422


def test_a_draft_is_changed_in_silence(app: Flask, alba: Standing, secretary: Browser) -> None:
    with _desk(app, alba):
        draft = make_shift(_soon(), state=ShiftState.DRAFT)
        take_place(draft, _person(), by=SYSTEM)
        draft_id = str(draft.id)
    assert secretary.submit(f"/manage/turni/{draft_id}/dati", _typed(app, alba, scope="this")).status_code == 303
    assert _all(app, alba, select(Message.id)) == []
    assert secretary.submit(f"/manage/turni/{draft_id}/pubblicazione").status_code == 303
    assert _all(app, alba, select(Message.template)) == ["volunteers/shift_assigned"]


def test_the_week_is_copied_and_its_drafts_published(
    app: Flask, alba: Standing, secretary: Browser, shift: str
) -> None:
    week, to = _soon().date().isoformat(), _soon(16).date().isoformat()
    assert secretary.submit("/manage/turni/copia", {"settimana": week, "to": to}).status_code == 303
    assert sorted(_all(app, alba, select(Shift.state))) == ["draft", "published"]
    assert secretary.submit("/manage/turni/pubblicazione", {"settimana": to}).status_code == 303
    assert _all(app, alba, select(Shift.state)) == ["published", "published"]
    assert secretary.submit("/manage/turni/copia", {"settimana": week, "to": "boh"}).status_code == 422


def test_chosen_drafts_are_published_from_the_list(app: Flask, alba: Standing, secretary: Browser, shift: str) -> None:
    with _desk(app, alba):
        draft = str(make_shift(_soon(), state=ShiftState.DRAFT).id)
    answer = secretary.submit("/manage/turni/elenco", {"selected": [draft, shift], "action": "publish"})
    assert answer.status_code == 303
    assert _all(app, alba, select(Shift.state)) == ["published", "published"]


def test_the_list_is_told_and_taken_away(secretary: Browser, shift: str) -> None:
    assert "1 di 2, ne manca una" in _words(secretary.get("/manage/turni/elenco?posti=short"))
    file = secretary.get("/manage/turni/elenco.csv")
    assert file.mimetype == "text/csv"
    assert "Ada Prova" in file.text


def test_the_sheet_for_the_wall_is_a_paper(secretary: Browser, shift: str) -> None:
    answer = secretary.get(f"/manage/turni/foglio.pdf?settimana={_soon().date().isoformat()}")
    assert (answer.mimetype, answer.data[:5]) == ("application/pdf", b"%PDF-")


def test_after_the_shift_who_came_has_hours(app: Flask, alba: Standing, secretary: Browser) -> None:
    with _desk(app, alba):
        past = make_shift(now() - timedelta(days=1, hours=3), maximum=2)
        ada, bea = (take_place(past, _person(name), by=SYSTEM).id for name in ("Ada", "Bea"))
        past_id = str(past.id)
    address = f"/manage/turni/{past_id}/presenze"
    assert "Ada Prova" in secretary.get(address).text
    wrong = {f"came-{ada}": "1", f"hours-{ada}": "30", f"minutes-{ada}": ""}
    assert secretary.submit(address, wrong).status_code == 422
    right = {f"came-{ada}": "1", f"hours-{ada}": "1", f"minutes-{ada}": "30"}
    assert secretary.submit(address, right).status_code == 303
    with _desk(app, alba):
        assert [(one.minutes, one.state) for one in db.session.scalars(select(HourEntry))] == [(90, "approved")]
        assert db.session.get_one(ShiftSignup, bea).came is False


def test_a_volunteers_page_has_their_shifts(app: Flask, alba: Standing, secretary: Browser, shift: str) -> None:
    volunteer = _one(app, alba, select(Volunteer.id))
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
    page = _words(at(Role.BOARD).get(f"/manage/turni/{shift}"))
    assert "Ada Prova" in page
    assert ("Togli" in page, "Senza assicurazione" in page, "Metti nel turno" in page) == (False, False, False)


@pytest.mark.parametrize("path", ["/manage/turni", "/manage/turni/elenco"])
def test_pages_ask_the_same_however_many_shifts(app: Flask, alba: Standing, secretary: Browser, path: str) -> None:
    counted = []
    for hour in (9, 12, 15):
        with _desk(app, alba):
            one = make_shift(_soon(0, hour) if path.endswith("turni") else _soon(2, hour), maximum=3)
            for name in ("Ada", "Bea"):
                take_place(one, _person(f"{name}{hour}"), by=SYSTEM)
        with count_queries() as queries:
            assert secretary.get(path).status_code == 200
        counted.append(len(queries))
    assert counted[1] == counted[2]


def test_a_shifts_page_asks_the_same_however_many_people(app: Flask, alba: Standing, secretary: Browser) -> None:
    with _desk(app, alba):
        one = make_shift(_soon(), maximum=9)
        one_id = one.id
    counted = []
    for name in ("Ada", "Bea", "Cleo"):
        with _desk(app, alba):
            _person(f"Libera{name}")
            take_place(db.session.get_one(Shift, one_id), _person(name), by=SYSTEM)
        with count_queries() as queries:
            assert secretary.get(f"/manage/turni/{one_id}").status_code == 200
        counted.append(len(queries))
    assert counted[1] == counted[2]


def test_the_secretariat_is_told_once_a_day_of_shifts_short_of_people(app: Flask, alba: Standing, shift: str) -> None:
    with _desk(app, alba):
        make_shift(_soon(20), title="Lontano")
    told = []
    for _time in range(2):
        with _desk(app, alba):
            told.append(tell_of_short_shifts())
    with _desk(app, alba):
        mail = db.session.scalars(select(Message)).one()
        assert (told, mail.template) == ([1, 0], "volunteers/shifts_short")
        assert "Sportello" not in f"{mail.subject}{mail.text}"


def test_nobody_is_told_when_the_association_does_not_want_it(app: Flask, alba: Standing, shift: str) -> None:
    with _desk(app, alba):
        save_settings(ShiftsSettings(short_hours=0), by=None)
    with _desk(app, alba):
        assert tell_of_short_shifts() == 0


def test_the_jobs_run_in_every_association(
    app: Flask, alba: Standing, brig: Standing, run_jobs: Callable[[], int]
) -> None:
    for place in (alba, brig):
        with _desk(app, place):
            make_shift(_soon(), minimum=1)
            gone = make_shift(now() - timedelta(days=1))
            reserve(_person().id, gone.starts_at, gone.ends_at, about=gone)
            make_shift(now() - timedelta(days=800))
    with app.app_context(), unit_of_work():
        enqueue(tell_of_shifts_short_of_people)
        enqueue(forget_old_shifts)
    run_jobs()
    for place in (alba, brig):
        assert _all(app, place, select(Message.template)) == ["volunteers/shifts_short"]
        assert _all(app, place, select(Reservation.id)) == []
        assert len(_all(app, place, select(Shift.id))) == 2
