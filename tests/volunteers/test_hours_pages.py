"""The pages of hours: my own on a phone, the office's, who may not, the other association."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from ama_net.features.volunteers.models import Activity, HourEntry, ShiftSignup, Volunteer
from ama_net.features.volunteers.operations.hours import refuse_hours
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.outbox.models import Message
from tests.factories.people import make_person
from tests.factories.volunteers import make_activity, make_volunteer
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.queries import count_queries
from tests.support.standing import Standing
from tests.volunteers.hours_desk import inside, make_hours, make_vito, past_shift, rules, three_days_ago

OFFICE, MINE = "/manage/ore", "/my/ore"


@pytest.fixture
def activity_id(app: Flask, alba: Standing) -> str:
    """An activity; Vito is a volunteer."""

    def write() -> str:
        make_vito(alba)
        return str(make_activity().id)

    found: str = inside(app, alba, write)
    return found


@pytest.fixture
def vito(client: Any, alba: Standing, activity_id: str) -> Browser:
    return sign_in(client(alba.host), alba, Role.VOLUNTEER)


@pytest.fixture
def sara(client: Any, alba: Standing) -> Browser:
    return sign_in(client(alba.host), alba, Role.SECRETARY)


def _entries(app: Flask, standing: Standing) -> list[tuple[int, str]]:
    return inside(
        app,
        standing,
        lambda: [(e.minutes, e.state) for e in db.session.scalars(select(HourEntry).order_by(HourEntry.id))],
    )


def _write(app: Flask, standing: Standing, **values: Any) -> UUID:
    """An entry of Ada in an association; its id."""
    found: UUID = inside(app, standing, lambda: make_hours(**values).id)
    return found


def test_hours_in_three_taps(app: Flask, alba: Standing, vito: Browser, activity_id: str) -> None:
    answer = vito.submit(MINE, {"activity_id": activity_id, "day": "yesterday", "length": "150"})
    assert answer.status_code == 303
    page = vito.get(answer.location).text
    assert "Scritte: 2 h 30 min. La segreteria le guarda." in page
    assert _entries(app, alba) == [(150, "logged")]


def test_what_is_written_counts_more_than_what_is_tapped(
    app: Flask, alba: Standing, vito: Browser, activity_id: str
) -> None:
    day = (today() - timedelta(days=9)).strftime("%d/%m/%Y")
    typed = {"activity_id": activity_id, "day": "today", "on": day, "length": "60", "minutes": "1:45"}
    assert vito.submit(MINE, typed).status_code == 303
    assert _entries(app, alba) == [(105, "logged")]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"length": "60"}, "Scegli che cosa hai fatto."),
        ({"minutes": "tanto"}, "Scrivi le ore come 2, oppure 2,5, oppure 2:30."),
        ({}, "Tocca quanto è durato, oppure scrivilo."),
        ({"length": "60", "on": "ieri"}, "Scrivi la data con giorno, mese e anno"),
        ({"length": "60", "on": "2999-01-01"}, "Questo giorno deve ancora venire."),
        ({"length": "999"}, "Tocca quanto è durato, oppure scrivilo."),
    ],
)
def test_what_is_wrong_is_said(vito: Browser, activity_id: str, typed: dict[str, str], words: str) -> None:
    known = {} if "che cosa" in words else {"activity_id": activity_id}
    answer = vito.submit(MINE, {**known, "day": "today", **typed})
    assert answer.status_code == 422
    assert words in answer.text


def test_the_same_form_twice_is_one_entry(app: Flask, alba: Standing, vito: Browser, activity_id: str) -> None:
    typed = {"activity_id": activity_id, "length": "60", "form_key": "0190f5a2-0000-7000-8000-000000000001"}
    assert [vito.submit(MINE, typed).status_code for _ in range(2)] == [303, 303]
    assert _entries(app, alba) == [(60, "logged")]


def test_nothing_is_chosen_before_one_taps_unless_it_is_the_only_thing(
    app: Flask, alba: Standing, vito: Browser, activity_id: str
) -> None:
    chosen = re.compile(r'<input checked[^>]*name="activity_id"')
    vito.submit(MINE, {"activity_id": activity_id, "length": "60"})
    assert chosen.search(vito.get(MINE).text) is None
    closed = update(Activity).where(Activity.id != UUID(activity_id)).values(is_open=False)
    inside(app, alba, lambda: db.session.execute(closed))
    assert len(chosen.findall(vito.get(MINE).text)) == 1


def test_the_same_hours_again_are_asked_about_and_shown_to_who_approves(
    app: Flask, alba: Standing, vito: Browser, sara: Browser, activity_id: str
) -> None:
    typed = {"activity_id": activity_id, "day": "yesterday", "length": "150"}
    assert vito.submit(MINE, typed).status_code == 303
    assert "forse doppia" not in sara.get(OFFICE).text
    asked = vito.submit(MINE, typed)
    assert (asked.status_code, "Hai già scritto 2 h 30 min per" in asked.text) == (422, True)
    assert vito.submit(MINE, {**typed, "length": "60"}).status_code == 303
    assert vito.submit(MINE, {**typed, "again": "y"}).status_code == 303
    assert sorted(_entries(app, alba)) == [(60, "logged"), (150, "logged"), (150, "logged")]
    assert sara.get(OFFICE).text.count("forse doppia") == 2


def test_hours_that_were_sent_back_are_written_again_without_a_question(
    app: Flask, alba: Standing, vito: Browser, activity_id: str
) -> None:
    typed = {"activity_id": activity_id, "day": "yesterday", "length": "150"}
    vito.submit(MINE, typed)

    def send_back() -> None:
        refuse_hours(db.session.scalars(select(HourEntry)).one(), why="Un altro giorno.", by=SYSTEM)

    inside(app, alba, send_back)
    assert vito.submit(MINE, typed).status_code == 303


def test_a_length_not_tapped_is_said_beside_the_buttons(vito: Browser, activity_id: str) -> None:
    page = vito.submit(MINE, {"activity_id": activity_id, "day": "today"}).text
    assert ["Quanto è durato</a>: Tocca" in page, "<details open" in page] == [True, False]
    assert 'id="length-error"' in page


def test_a_shift_is_written_with_one_tap(app: Flask, alba: Standing, vito: Browser) -> None:
    def write() -> tuple[str, str]:
        shift = past_shift()
        volunteer = db.session.scalars(select(Volunteer)).one()
        db.session.add(ShiftSignup(shift_id=shift.id, person_id=volunteer.person_id))
        return str(shift.id), f"s{shift.id.hex[-8:]}-minutes"

    shift_id, field = inside(app, alba, write)
    tag = vito.get(MINE).text.split(f'name="{field}"')[1].split(">")[0]
    assert 'value="2:00"' in tag
    assert vito.submit(f"{MINE}/turni/{shift_id}", {field: "2:00"}).status_code == 303
    assert _entries(app, alba) == [(120, "logged")]
    vito.submit(f"{MINE}/turni/{shift_id}", {field: "3"})
    assert _entries(app, alba) == [(120, "logged")]


def test_shifts_to_write_are_among_the_next_things(app: Flask, alba: Standing, vito: Browser) -> None:
    def write() -> None:
        person_id = db.session.scalars(select(Volunteer.person_id)).one()
        db.session.add(ShiftSignup(shift_id=past_shift().id, person_id=person_id))

    inside(app, alba, write)
    assert "Un turno finito aspetta le sue ore" in vito.get("/my").text


def test_a_shift_of_others_is_not_written(app: Flask, alba: Standing, vito: Browser) -> None:
    shift_id = inside(app, alba, lambda: str(past_shift().id))
    assert vito.submit(f"{MINE}/turni/{shift_id}", {}).status_code == 303
    assert _entries(app, alba) == []


def test_one_sees_no_hours_of_others(app: Flask, alba: Standing, vito: Browser) -> None:
    entry_id = _write(app, alba)
    assert "Sportello" not in vito.get(MINE).text.split("Le tue ore del")[1]
    assert vito.get(f"{MINE}/{entry_id}").status_code == 404
    assert vito.submit(f"{MINE}/{entry_id}/cancellazione").status_code == 404
    assert _entries(app, alba) == [(120, "logged")]


def test_one_puts_right_and_takes_away(app: Flask, alba: Standing, vito: Browser, activity_id: str) -> None:
    vito.submit(MINE, {"activity_id": activity_id, "length": "60"})
    entry_id = inside(app, alba, lambda: str(db.session.scalars(select(HourEntry.id)).one()))
    typed = {"activity_id": activity_id, "on": today().isoformat(), "minutes": "2,5", "note": "al banco"}
    assert vito.submit(f"{MINE}/{entry_id}", typed).status_code == 303
    assert _entries(app, alba) == [(150, "logged")]
    assert vito.submit(f"{MINE}/{entry_id}", {**typed, "minutes": "x"}).status_code == 422
    assert vito.submit(f"{MINE}/{entry_id}/cancellazione").status_code == 303
    assert _entries(app, alba) == []


def test_who_is_no_volunteer_is_offered_no_form(client: Any, alba: Standing) -> None:
    page = sign_in(client(alba.host), alba, Role.MEMBER).get(MINE)
    assert (page.status_code, "Scrivi delle ore" in page.text) == (200, False)


def test_my_page_takes_the_same_queries_for_many(app: Flask, alba: Standing, vito: Browser) -> None:
    def add(how_many: int) -> None:
        volunteer = db.session.scalars(select(Volunteer)).one()
        for number in range(how_many):
            make_hours(volunteer.person, minutes=10 + number, on=today() - timedelta(days=number))

    inside(app, alba, lambda: add(1))
    vito.get(MINE)
    with count_queries() as few:
        vito.get(MINE)
    inside(app, alba, lambda: add(9))
    with count_queries() as many:
        vito.get(MINE)
    assert len(many) == len(few)


def test_the_office_sees_what_waits(app: Flask, alba: Standing, sara: Browser) -> None:
    _write(app, alba)
    inside(app, alba, lambda: make_hours(_ben(), approved=True))
    page = sara.get(OFFICE).text
    assert ("Prova Ada" in page, "Prova Ben" in page) == (True, False)
    assert "Prova Ben" in sara.get(f"{OFFICE}?state=approved").text


def _ben() -> Any:
    person = make_person("Ben", "Prova")
    make_volunteer(person)
    return person


def test_the_list_takes_the_same_queries_for_many(app: Flask, alba: Standing, sara: Browser) -> None:
    _write(app, alba)
    sara.get(OFFICE)
    with count_queries() as few:
        sara.get(OFFICE)
    inside(app, alba, lambda: [make_hours(_ben(), minutes=10 + number) for number in range(8)])
    with count_queries() as many:
        sara.get(OFFICE)
    assert len(many) == len(few)


def test_the_list_is_narrowed(app: Flask, alba: Standing, sara: Browser) -> None:
    day = three_days_ago()
    _write(app, alba, on=day)
    for query in (f"year={day.year}&month={day.month}", "q=ada", "state="):
        assert "Prova Ada" in sara.get(f"{OFFICE}?{query}").text
    other = day.month % 12 + 1
    for query in (f"year={day.year - 1}&state=approved", f"month={other}", "q=zeno"):
        assert "Prova Ada" not in sara.get(f"{OFFICE}?{query}").text


def test_many_are_approved_and_taken_back(app: Flask, alba: Standing, sara: Browser) -> None:
    ids = [str(_write(app, alba, minutes=minutes)) for minutes in (60, 90)]
    answer = sara.submit(f"{OFFICE}/approvazione?state=logged", {"selected": ids})
    assert (answer.status_code, answer.location) == (303, f"{OFFICE}?state=logged")
    assert _entries(app, alba) == [(60, "approved"), (90, "approved")]
    undo = sara.get(answer.location).text.split('action="/manage/undo/')[1].split('"')[0]
    assert sara.submit(f"/manage/undo/{undo}").status_code == 303
    assert _entries(app, alba) == [(60, "logged"), (90, "logged")]


def test_nothing_chosen_approves_nothing(app: Flask, alba: Standing, sara: Browser) -> None:
    _write(app, alba)
    assert sara.submit(f"{OFFICE}/approvazione", {"selected": ["x"]}).status_code == 303
    assert _entries(app, alba) == [(120, "logged")]


def test_a_refusal_is_told_without_its_reason(app: Flask, alba: Standing, sara: Browser) -> None:
    entry_id = _write(app, alba)
    assert sara.submit(f"{OFFICE}/{entry_id}/rifiuto", {"why": "Era chiuso"}).status_code == 303
    assert _entries(app, alba) == [(120, "refused")]

    def mail() -> tuple[str | None, str, bool]:
        message = db.session.scalars(select(Message)).one()
        return message.recipient, message.subject or "", "Era chiuso" in (message.text or "")

    assert inside(app, alba, mail) == ("ada@alba.example", "Ore da rivedere", False)


def test_a_refusal_takes_a_reason(app: Flask, alba: Standing, sara: Browser) -> None:
    entry_id = _write(app, alba)
    assert sara.submit(f"{OFFICE}/{entry_id}/rifiuto", {"why": " "}).status_code == 422


def test_a_correction_leaves_a_trace_without_words(app: Flask, alba: Standing, sara: Browser, activity_id: str) -> None:
    entry_id = _write(app, alba, approved=True)
    typed = {"activity_id": activity_id, "on": three_days_ago().isoformat(), "minutes": "1", "note": "parole"}
    assert sara.submit(f"{OFFICE}/{entry_id}/correzione", typed).status_code == 303
    assert _entries(app, alba) == [(60, "approved")]

    def traced() -> Any:
        found = [
            row.facts for row in db.session.scalars(select(LedgerEntry)) if row.facts.get("verb") == "hours.corrected"
        ]
        return found[0]["changes"]

    assert inside(app, alba, traced) == {"fields": ["minutes", "notes"], "minutes": [120, 60]}


def test_hours_for_many_are_written_at_once(app: Flask, alba: Standing, sara: Browser, activity_id: str) -> None:
    people = inside(app, alba, lambda: [str(_ben().id), str(_ben().id)])
    typed = {"activity_id": activity_id, "on": three_days_ago().isoformat(), "minutes": "1,5", "people": people}
    assert sara.submit(f"{OFFICE}/nuove", typed).status_code == 303
    assert _entries(app, alba) == [(90, "approved"), (90, "approved")]
    assert sara.submit(f"{OFFICE}/nuove", {**typed, "people": []}).status_code == 422


def test_the_people_of_a_shift_are_ticked(app: Flask, alba: Standing, sara: Browser) -> None:
    def write() -> str:
        shift = past_shift()
        db.session.add(ShiftSignup(shift_id=shift.id, person_id=_ben().id))
        return str(shift.id)

    shift_id = inside(app, alba, write)
    assert f"{OFFICE}/nuove?turno={shift_id}" in sara.get(f"{OFFICE}/nuove").text
    page = sara.get(f"{OFFICE}/nuove?turno={shift_id}").text
    assert page.count('name="people"') == page.count(" checked><label") == 1
    assert sara.get(f"{OFFICE}/nuove?turno=x").status_code == 404


def test_totals_and_their_files(app: Flask, alba: Standing, sara: Browser) -> None:
    inside(app, alba, lambda: rules(hourly_value="10", value_source="Contratto inventato"))
    _write(app, alba, on=today(), approved=True)
    page = sara.get(f"{OFFICE}/totali").text
    assert "Contratto inventato" in page
    assert "20,00" in page
    lines = sara.get(f"{OFFICE}/totali/attivita.csv").text.splitlines()
    assert [line.strip("\ufeff") for line in lines] == ["Attività;Ore;Persone;Valore", "Sportello;2:00;1;20,00"]
    assert "Prova Ada;2:00" in sara.get(f"{OFFICE}/totali/persone.csv").text
    assert "Sportello" in sara.get(f"{OFFICE}/elenco.csv?state=approved").text


def test_a_year_is_closed_once_nothing_waits(app: Flask, alba: Standing, sara: Browser) -> None:
    last = today().replace(year=today().year - 1, day=1)
    entry_id = _write(app, alba, on=last)
    url = f"{OFFICE}/anni/{last.year}/chiusura"
    assert "aspettano" in sara.get(sara.submit(url).location).text
    sara.submit(f"{OFFICE}/{entry_id}/approvazione")
    assert "sono chiuse" in sara.get(sara.submit(url).location).text
    sara.submit(f"{OFFICE}/{entry_id}/cancellazione")
    assert _entries(app, alba) == [(120, "approved")]


def test_hours_of_a_volunteer(app: Flask, alba: Standing, sara: Browser) -> None:
    _write(app, alba, on=today(), approved=True)
    volunteer_id = inside(app, alba, lambda: db.session.scalars(select(Volunteer.id)).one())
    page = sara.get(f"/manage/volontari/{volunteer_id}/ore")
    assert (page.status_code, "Sportello" in page.text) == (200, True)


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.MEMBER, Role.FACILITATOR])
def test_the_office_is_closed_to_others(app: Flask, client: Any, alba: Standing, role: Role) -> None:
    entry_id = _write(app, alba)
    browser = sign_in(client(alba.host), alba, role)
    assert browser.get(OFFICE).status_code in {403, 404}
    assert browser.submit(f"{OFFICE}/approvazione", {"selected": [str(entry_id)]}).status_code in {403, 404}
    assert _entries(app, alba) == [(120, "logged")]


def test_who_only_reads_approves_nothing(app: Flask, client: Any, alba: Standing) -> None:
    entry_id = _write(app, alba)
    browser = sign_in(client(alba.host), alba, Role.CONTROL_BODY)
    assert browser.get(f"{OFFICE}/{entry_id}").status_code == 200
    assert browser.submit(f"{OFFICE}/{entry_id}/approvazione").status_code in {403, 404}
    assert _entries(app, alba) == [(120, "logged")]


def test_the_other_association_sees_nothing(app: Flask, client: Any, alba: Standing, brig: Standing) -> None:
    entry_id = _write(app, alba)
    theirs = sign_in(client(brig.host), brig, Role.SECRETARY)
    assert "Prova Ada" not in theirs.get(f"{OFFICE}?state=").text
    assert theirs.get(f"{OFFICE}/{entry_id}").status_code == 404
    theirs.submit(f"{OFFICE}/approvazione", {"selected": [str(entry_id)]})
    assert _entries(app, alba) == [(120, "logged")]


def test_the_secretariat_is_reminded_of_how_many(app: Flask, alba: Standing, run_jobs: Any) -> None:
    from ama_net.features.volunteers.hours_tasks import remind_of_hours

    _write(app, alba)
    remind_of_hours.apply()

    def mails() -> list[tuple[str, bool]]:
        found = db.session.scalars(select(Message).where(Message.template == "volunteers/hours_waiting"))
        return [(one.subject or "", "Una voce di ore" in (one.text or "")) for one in found]

    assert inside(app, alba, mails) == [("Ore da approvare", True)]
    count = inside(app, alba, lambda: db.session.scalar(select(func.count()).select_from(HourEntry)))
    assert count == 1
