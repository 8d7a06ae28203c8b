"""A death in the register and in the person's row: written where it is not said yet, taken back only by who wrote it."""

from datetime import date

import pytest

from ama_net.features.volunteers.models import Section, ServiceEnd, Volunteer
from ama_net.features.volunteers.operations.volunteers import correct_entry, end_service, start_service
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from tests.factories.people import make_person
from tests.support.standing import Standing
from tests.volunteers.register_desk import DAY

SAID, WRITTEN = date(2025, 3, 1), date(2025, 3, 2)


@pytest.fixture
def ida(in_alba: Standing) -> Volunteer:
    """In the register, alive."""
    return start_service(make_person("Ida"), section=Section.REGULAR, on=DAY, by=SYSTEM)


def _die(volunteer: Volunteer, *, said: date | None = None) -> None:
    """The register says that she died; perhaps her card said it before."""
    volunteer.person.deceased_on = said
    end_service(volunteer, on=WRITTEN, reason=ServiceEnd.DEATH, by=SYSTEM)


def _died_on(volunteer: Volunteer) -> date | None:
    db.session.flush()
    db.session.expire(volunteer.person)
    return volunteer.person.deceased_on


def test_a_death_is_written_in_the_persons_row(ida: Volunteer) -> None:
    _die(ida)
    assert _died_on(ida) == WRITTEN


def test_a_death_said_before_is_not_replaced(ida: Volunteer) -> None:
    _die(ida, said=SAID)
    assert _died_on(ida) == SAID


@pytest.mark.parametrize("said", [SAID, WRITTEN])
def test_a_correction_does_not_take_back_what_others_said(ida: Volunteer, said: date) -> None:
    _die(ida, said=said)
    correct_entry(ida, why="aveva smesso", by=SYSTEM, end_reason=ServiceEnd.STOPPED)
    assert _died_on(ida) == said


def test_a_correction_takes_back_what_the_line_wrote(ida: Volunteer) -> None:
    _die(ida)
    correct_entry(ida, why="era un'altra", by=SYSTEM, ended_on=None, end_reason=None)
    assert _died_on(ida) is None


def test_a_corrected_day_is_corrected_in_both_and_taken_back_still(ida: Volunteer) -> None:
    _die(ida)
    correct_entry(ida, why="il giorno prima", by=SYSTEM, ended_on=SAID)
    corrected = _died_on(ida)
    correct_entry(ida, why="aveva smesso", by=SYSTEM, end_reason=ServiceEnd.STOPPED)
    assert (corrected, _died_on(ida)) == (SAID, None)


def test_what_was_said_later_stays(ida: Volunteer) -> None:
    _die(ida)
    ida.person.deceased_on = SAID
    correct_entry(ida, why="aveva smesso", by=SYSTEM, end_reason=ServiceEnd.STOPPED)
    assert _died_on(ida) == SAID


def test_a_death_found_by_a_correction_is_written(ida: Volunteer) -> None:
    end_service(ida, on=WRITTEN, reason=ServiceEnd.STOPPED, by=SYSTEM)
    correct_entry(ida, why="è morta", by=SYSTEM, end_reason=ServiceEnd.DEATH)
    assert _died_on(ida) == WRITTEN
