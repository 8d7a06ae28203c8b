"""Correcting a line that a move joins with another: the day of the move stays one, and nothing is left between the two."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from ama_net.features.volunteers.models import Section, ServiceEnd, Volunteer
from ama_net.features.volunteers.operations.volunteers import (
    NewVolunteer,
    correct_entry,
    enter_volunteers,
    move_section,
    start_service,
)
from ama_net.features.volunteers.register import REGISTER
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.people import WrongFact
from ama_net.kernel.registers import check
from tests.factories.people import make_person
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.standing import Standing
from tests.volunteers.register_desk import DAY, begin, numbered

MOVED_ON, RIGHT = date(2025, 1, 1), date(2025, 2, 1)


@pytest.fixture
def joined(in_alba: Standing) -> tuple[Volunteer, Volunteer]:
    """The two lines of who moved to the occasional ones."""
    first = start_service(make_person("Olimpia"), section=Section.REGULAR, on=DAY, by=SYSTEM)
    return first, move_section(first, Section.OCCASIONAL, on=MOVED_ON, by=SYSTEM)


def _correct(volunteer: Volunteer, **facts: Any) -> None:
    correct_entry(volunteer, why="Giorno letto male", by=SYSTEM, **facts)


@pytest.mark.parametrize(("line", "fact"), [(0, "ended_on"), (1, "started_on")])
def test_the_day_of_a_move_is_corrected_in_both_lines(
    joined: tuple[Volunteer, Volunteer], line: int, fact: str
) -> None:
    _correct(joined[line], **{fact: RIGHT})
    last = list(db.session.scalars(REGISTER.entries().limit(2)))
    assert (joined[0].ended_on, joined[1].started_on) == (RIGHT, RIGHT)
    assert sorted((one.line, one.facts["kind"], one.facts["changed"][0]) for one in last) == [
        (1, "correction", "ended_on"),
        (2, "correction", "started_on"),
    ]
    assert check(REGISTER).is_whole


def test_a_day_that_one_of_the_two_cannot_have_is_refused(joined: tuple[Volunteer, Volunteer]) -> None:
    with pytest.raises(WrongFact):
        _correct(joined[1], started_on=DAY - timedelta(days=1))


@pytest.mark.parametrize("facts", [{"ended_on": None, "end_reason": None}, {"end_reason": ServiceEnd.STOPPED}])
def test_a_move_is_not_taken_out_of_one_line_alone(joined: tuple[Volunteer, Volunteer], facts: dict[str, Any]) -> None:
    with pytest.raises(WrongFact, match="due righe"):
        _correct(joined[0], **facts)


def test_no_correction_makes_a_move(in_alba: Standing) -> None:
    volunteer = start_service(make_person("Olimpia"), section=Section.REGULAR, on=DAY, by=SYSTEM)
    with pytest.raises(WrongFact, match="due righe"):
        _correct(volunteer, ended_on=RIGHT, end_reason=ServiceEnd.MOVED)


def test_a_move_that_never_was_is_taken_back(joined: tuple[Volunteer, Volunteer]) -> None:
    _correct(joined[1], ended_on=MOVED_ON, end_reason=ServiceEnd.MISTAKE)
    _correct(joined[0], ended_on=None, end_reason=None)
    assert (joined[0].is_active, joined[1].is_active, check(REGISTER).is_whole) == (True, False, True)


def test_a_move_whose_other_line_is_not_here_is_corrected_alone(in_alba: Standing) -> None:
    old = NewVolunteer(make_person("Olimpia").id, DAY, number=7, ended_on=MOVED_ON, end_reason=ServiceEnd.MOVED)
    (volunteer,) = enter_volunteers([old], by=SYSTEM)
    _correct(volunteer, ended_on=RIGHT)
    assert (volunteer.ended_on, volunteer.end_reason) == (RIGHT, ServiceEnd.MOVED)


def test_the_page_offers_to_take_it_back_only_then(app: Flask, alba: Standing, secretary: Browser) -> None:
    with app.app_context():
        begin(alba, "Olimpia")
    with desk(app, alba):
        page = f"/manage/volontari/{numbered(1).id}/registro/correzione"
        move_section(numbered(1), Section.OCCASIONAL, on=MOVED_ON, by=SYSTEM)
    assert "È ancora in servizio" not in secretary.get(page).text
    with desk(app, alba):
        _correct(numbered(2), ended_on=MOVED_ON, end_reason=ServiceEnd.MISTAKE)
    assert "È ancora in servizio" in secretary.get(page).text
