"""What is told of a meeting once it began: what became of it, codes of what came of it, a note; all at once."""

from datetime import timedelta

import pytest

from ama_net.features.helpdesk.models import Appointment, Outcome, Result
from ama_net.features.helpdesk.operations.meetings import Told, outcomes_of, point_to_group, tell_meeting
from ama_net.features.helpdesk.operations.notes import how_many_notes, notes_of
from ama_net.features.helpdesk.refusals import NotYet
from ama_net.features.helpdesk.rules import NotFollowed
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.people import Person, WrongFact
from tests.factories.helpdesk import make_appointment, make_service, make_service_of
from tests.support.cast import actor
from tests.support.standing import Standing

MET = Told(Result.MET)


def _meeting(standing: Standing, hours_ago: int = 1) -> tuple[Actor, Appointment]:
    lina = actor(standing, Role.LISTENER)
    person = db.session.get_one(Person, lina.person_id)
    return lina, make_appointment(make_service_of(person), person, now() - timedelta(hours=hours_ago))


def test_everything_is_told_at_once(in_alba: Standing) -> None:
    lina, meeting = _meeting(in_alba)
    tell_meeting(meeting, Told(Result.MET, frozenset({Outcome.LISTENING, Outcome.GROUP}), "due parole"), by=lina)
    assert meeting.visitor is not None
    [note] = notes_of(meeting.visitor, by=lina)
    told = (meeting.result, outcomes_of(meeting), note.body, note.appointment_id)
    assert told == ("met", frozenset({Outcome.LISTENING, Outcome.GROUP}), "due parole", meeting.id)


def test_no_word_need_be_noted(in_alba: Standing) -> None:
    lina, meeting = _meeting(in_alba)
    tell_meeting(meeting, MET, by=lina)
    assert meeting.visitor is not None
    assert (meeting.result, how_many_notes(meeting.visitor)) == ("met", 0)


def test_said_anew_it_is_what_was_said_last(in_alba: Standing) -> None:
    lina, meeting = _meeting(in_alba)
    tell_meeting(meeting, Told(Result.MET, frozenset({Outcome.LISTENING, Outcome.GROUP})), by=lina)
    tell_meeting(meeting, Told(Result.MET, frozenset({Outcome.LISTENING, Outcome.OTHER})), by=lina)
    assert outcomes_of(meeting) == {Outcome.LISTENING, Outcome.OTHER}


def test_who_was_not_met_leaves_no_codes(in_alba: Standing) -> None:
    lina, meeting = _meeting(in_alba)
    with pytest.raises(WrongFact):
        tell_meeting(meeting, Told(Result.VISITOR_ABSENT, frozenset({Outcome.GROUP})), by=lina)
    tell_meeting(meeting, Told(Result.VISITOR_ABSENT), by=lina)
    assert (meeting.result, outcomes_of(meeting)) == ("visitor_absent", frozenset())


def test_before_it_begins_nothing_is_told(in_alba: Standing) -> None:
    lina, meeting = _meeting(in_alba, hours_ago=-1)
    with pytest.raises(NotYet):
        tell_meeting(meeting, MET, by=lina)
    with pytest.raises(NotYet):
        point_to_group(meeting, by=lina)


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.PRESIDENT, Role.HELPDESK_OPERATOR])
def test_nobody_else_tells_it(in_alba: Standing, role: Role) -> None:
    _lina, meeting = _meeting(in_alba)
    with pytest.raises(NotFollowed):
        tell_meeting(meeting, MET, by=actor(in_alba, role))
    with pytest.raises(NotFollowed):
        point_to_group(meeting, by=actor(in_alba, role))


def test_who_follows_by_another_meeting_does_not_tell_this_one(in_alba: Standing) -> None:
    _lina, meeting = _meeting(in_alba)
    olga = actor(in_alba, Role.HELPDESK_OPERATOR)
    make_appointment(make_service(), db.session.get_one(Person, olga.person_id), visitor=meeting.visitor)
    with pytest.raises(NotFollowed):
        tell_meeting(meeting, MET, by=olga)


def test_pointing_to_a_group_counts_once_and_keeps_the_rest(in_alba: Standing) -> None:
    lina, meeting = _meeting(in_alba)
    tell_meeting(meeting, Told(Result.MET, frozenset({Outcome.LISTENING})), by=lina)
    for _time in range(2):
        point_to_group(meeting, by=lina)
    assert outcomes_of(meeting) == {Outcome.LISTENING, Outcome.GROUP}


def test_pointing_to_a_group_says_that_the_two_met(in_alba: Standing) -> None:
    lina, meeting = _meeting(in_alba)
    point_to_group(meeting, by=lina)
    assert meeting.result == "met"


def test_who_was_not_met_is_not_pointed_anywhere(in_alba: Standing) -> None:
    lina, meeting = _meeting(in_alba)
    tell_meeting(meeting, Told(Result.VISITOR_ABSENT), by=lina)
    with pytest.raises(WrongFact):
        point_to_group(meeting, by=lina)
    assert outcomes_of(meeting) == frozenset()


def test_the_audit_has_no_codes(in_alba: Standing) -> None:
    lina, meeting = _meeting(in_alba)
    tell_meeting(meeting, Told(Result.MET, frozenset({Outcome.HEALTH_SERVICE}), "due parole"), by=lina)
    told = [(one["verb"], one["changes"]) for one in db.session.info["audit"]]
    assert told == [
        ("helpdesk.note_written", {}),
        ("appointment.result_noted", {}),
        ("appointment.outcomes_noted", {}),
    ]
