"""What became of meetings: counted from when it was first said, corrected for some weeks, without codes of who did not meet."""

from datetime import datetime, timedelta

import pytest
import time_machine

from ama_net.features.helpdesk.figures import span_of
from ama_net.features.helpdesk.models import Appointment, AppointmentOutcome, Outcome, Result
from ama_net.features.helpdesk.operations.meetings import Told, outcomes_of, tell_meeting
from ama_net.features.helpdesk.operations.results import CORRECTABLE, CountedAlready, note_result
from ama_net.foundation.clock import ROME, now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor, Role
from ama_net.kernel.people import Person
from tests.factories.helpdesk import make_appointment, make_operator, make_service
from tests.factories.people import make_person
from tests.support.cast import actor
from tests.support.standing import Standing


def _met(result: Result = Result.MET, *codes: Outcome) -> Appointment:
    meeting = make_appointment(make_service(), make_person(), now() - timedelta(hours=1))
    note_result(meeting, result, by=SYSTEM)
    db.session.add_all(AppointmentOutcome(appointment_id=meeting.id, code=code) for code in codes)
    db.session.flush()
    return meeting


def _linas(standing: Standing) -> tuple[Actor, Appointment]:
    lina, service = actor(standing, Role.LISTENER), make_service()
    person = db.session.get_one(Person, lina.person_id)
    make_operator(service, person)
    return lina, make_appointment(service, person, now() - timedelta(hours=1))


def test_corrected_it_counts_from_when_it_was_first_said(in_alba: Standing) -> None:
    meeting = _met()
    said_at = meeting.result_at
    with time_machine.travel(now() + timedelta(days=3)):
        note_result(meeting, Result.VISITOR_ABSENT, by=SYSTEM)
    assert (meeting.result, meeting.result_at) == ("visitor_absent", said_at)


@pytest.mark.parametrize("result", [Result.VISITOR_ABSENT, Result.OPERATOR_ABSENT])
def test_who_did_not_meet_after_all_leaves_no_codes(in_alba: Standing, result: Result) -> None:
    meeting = _met(Result.MET, Outcome.GROUP, Outcome.LISTENING)
    note_result(meeting, result, by=SYSTEM)
    assert (outcomes_of(meeting), list(meeting.outcomes)) == (frozenset(), [])


def test_said_again_the_codes_stay(in_alba: Standing) -> None:
    meeting = _met(Result.MET, Outcome.GROUP)
    note_result(meeting, Result.MET, by=SYSTEM)
    assert outcomes_of(meeting) == {Outcome.GROUP}


def test_it_is_corrected_for_four_weeks_and_then_no_more(in_alba: Standing) -> None:
    meeting = _met()
    with time_machine.travel(now() + CORRECTABLE - timedelta(minutes=1)):
        note_result(meeting, Result.VISITOR_ABSENT, by=SYSTEM)
    with time_machine.travel(now() + CORRECTABLE):
        note_result(meeting, Result.VISITOR_ABSENT, by=SYSTEM)  # the same: nothing changes
        with pytest.raises(CountedAlready):
            note_result(meeting, Result.MET, by=SYSTEM)
    assert meeting.result == "visitor_absent"


def test_the_codes_are_corrected_as_long(in_alba: Standing) -> None:
    lina, meeting = _linas(in_alba)
    tell_meeting(meeting, Told(Result.MET, frozenset({Outcome.LISTENING})), by=lina)
    with time_machine.travel(now() + CORRECTABLE):
        tell_meeting(meeting, Told(Result.MET, frozenset({Outcome.LISTENING})), by=lina)
        with pytest.raises(CountedAlready):
            tell_meeting(meeting, Told(Result.MET, frozenset({Outcome.GROUP})), by=lina)
    assert outcomes_of(meeting) == {Outcome.LISTENING}


def test_what_was_never_said_may_be_said_late(in_alba: Standing) -> None:
    meeting = make_appointment(make_service(), make_person(), now() - 3 * CORRECTABLE)
    note_result(meeting, Result.MET, by=SYSTEM)
    assert meeting.result == "met"


@pytest.mark.parametrize(("day", "is_over"), [(1, False), (28, False), (29, True)])
def test_a_year_is_told_in_full_when_nothing_of_it_can_change(day: int, is_over: bool) -> None:
    with time_machine.travel(datetime(2027, 1, day, 23, 59, tzinfo=ROME), tick=False):
        span = span_of(2026)
    assert span is not None
    assert (span.is_over, span.months) == (is_over, 12)
