"""Who came to a shift, and the hours that are there already."""

from threading import Event, Timer
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.models import HourEntry, Shift, ShiftSignup
from ama_net.features.volunteers.operations.hours import log_hours, refuse_hours
from ama_net.features.volunteers.operations.shift_attendance import note_attendance
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import Person
from ama_net.kernel.people.operations.merging import merge_people
from ama_net.kernel.scheduling import hold_people
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.hands import at_once, desk
from tests.support.standing import Standing
from tests.volunteers.hours_desk import make_hours, past_shift, three_days_ago
from tests.volunteers.support_insurance import sign_up

NOTING = note_attendance.__module__
WRITTEN = "per questo turno risultano già 2 h: si correggono fra le ore."
SENT_BACK = "quelle di questo turno sono state rimandate: si correggono fra le ore."


def _place() -> ShiftSignup:
    """Ada's, in a shift of two hours that is over."""
    return sign_up(past_shift(), make_volunteer(make_person("Ada", "Prova")))


def _hours(place: ShiftSignup) -> HourEntry:
    """Two hours that Ada wrote of it."""
    return make_hours(place.person, on=three_days_ago(), minutes=120, shift=place.shift)


@pytest.mark.parametrize(("noted", "said"), [(120, []), (90, [WRITTEN]), (None, [WRITTEN])])
def test_hours_written_before_stay_and_the_office_is_told_where_they_differ(
    in_alba: Any, noted: int | None, said: list[str]
) -> None:
    place = _place()
    entry = _hours(place)
    done = note_attendance(place.shift, {} if noted is None else {place.id: noted}, by=SYSTEM)
    assert ([why for _person, why in done.without_hours], entry.minutes) == (said, 120)


@pytest.mark.parametrize(("came", "said"), [(False, []), (True, [SENT_BACK])])
def test_hours_sent_back_are_said_of_who_came(in_alba: Any, came: bool, said: list[str]) -> None:
    place = _place()
    refuse_hours(_hours(place), why="Giorno sbagliato", by=SYSTEM)
    done = note_attendance(place.shift, {place.id: 120} if came else {}, by=SYSTEM)
    assert [why for _person, why in done.without_hours] == said


def test_the_page_tells_the_office(app: Flask, alba: Standing, secretary: Any) -> None:
    with desk(app, alba):
        place = _place()
        _hours(place)
        shift_id = place.shift_id
    page = secretary.submit(f"/manage/turni/{shift_id}/presenze", {}, follow_redirects=True)
    assert f"Ore di Ada Prova non scritte: {WRITTEN}" in page.text


def test_noting_who_came_while_two_people_are_made_one(
    app: Flask, alba: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk(app, alba):
        kept, place = make_person("Ada", "Unica").id, _place()
        lost, shift_id, place_id = place.person_id, place.shift_id, place.id
    noted, waited = Event(), Event()

    def slowly(*args: Any, **values: Any) -> HourEntry:
        db.session.flush()
        noted.set()
        Timer(1.5, waited.set).start()  # the merge is waiting by then
        waited.wait(5)
        return log_hours(*args, **values)

    def work(hand: int) -> str:
        if hand == 0:
            note_attendance(db.session.get_one(Shift, shift_id), {place_id: 60}, by=SYSTEM)
        else:
            noted.wait(10)
            merge_people(kept, lost, from_lost=set(), by=SYSTEM)
        return "done"

    monkeypatch.setattr(f"{NOTING}.log_hours", slowly)
    assert at_once(app, alba, work, hands=2) == ["done", "done"]
    with desk(app, alba):
        assert _whose() == [kept]


def test_who_was_made_one_with_another_meanwhile_is_noted_the_second_time(
    app: Flask, alba: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk(app, alba):
        kept, place = make_person("Ada", "Unica").id, _place()
        lost, shift_id, place_id = place.person_id, place.shift_id, place.id

    def merged_before(people: set[UUID]) -> None:
        if db.session.get(Person, lost) is not None:
            at_once(app, alba, lambda _n: merge_people(kept, lost, from_lost=set(), by=SYSTEM), hands=1)
        hold_people(people)

    monkeypatch.setattr(f"{NOTING}.hold_people", merged_before)

    def note(_hand: int) -> int:
        return note_attendance(db.session.get_one(Shift, shift_id), {place_id: 60}, by=SYSTEM).came

    assert [at_once(app, alba, note, hands=1) for _time in range(2)] == [["person"], [1]]


def _whose() -> list[UUID]:
    return list(db.session.scalars(select(HourEntry.person_id)))
