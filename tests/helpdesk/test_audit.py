"""The audit says what was done at the helpdesk and never what became of it: the board reads it, and counts no one."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from ama_net.features.helpdesk.models import (
    Appointment,
    CancelledBy,
    LeftBecause,
    Mode,
    Outcome,
    PathwayOutcome,
    Result,
)
from ama_net.features.helpdesk.operations.appointments import book, cancel
from ama_net.features.helpdesk.operations.forgetting import forget
from ama_net.features.helpdesk.operations.meetings import Told, tell_meeting
from ama_net.features.helpdesk.operations.pathways import close, decide
from ama_net.features.helpdesk.operations.results import note_result
from ama_net.features.helpdesk.operations.waiting import leave_list
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.people import Person
from tests.factories.helpdesk import make_appointment, make_operator, make_pathway, make_service, make_visitor
from tests.helpdesk.offering import at, offer
from tests.helpdesk.pathway_steps import followed, listener, pathway_service
from tests.helpdesk.waiting_room import wait_for
from tests.support.cast import actor
from tests.support.standing import Standing


def _changes(verb: str) -> list[Any]:
    return [one["changes"] for one in db.session.info["audit"] if one["verb"] == verb]


@pytest.mark.parametrize("result", list(Result))
def test_it_does_not_say_what_became_of_a_meeting(in_alba: Standing, result: Result) -> None:
    met = make_appointment(make_service(), offer()[1][0], now() - timedelta(hours=1))
    note_result(met, result, by=SYSTEM)
    assert _changes("appointment.result_noted") == [{}]


def test_it_does_not_say_what_came_of_it(in_alba: Standing) -> None:
    lina = actor(in_alba, Role.LISTENER)
    person = db.session.get_one(Person, lina.person_id)
    service = make_service()
    make_operator(service, person)
    met: Appointment = make_appointment(service, person, now() - timedelta(hours=1))
    tell_meeting(met, Told(Result.MET, frozenset({Outcome.HEALTH_SERVICE})), by=lina)
    assert _changes("appointment.outcomes_noted") == [{}]


def test_it_does_not_say_on_whose_behalf_one_was_called_off(in_alba: Standing) -> None:
    service, _people = offer()
    cancel(book(service, at(10), Mode.ONLINE, make_visitor(), by=SYSTEM), by=SYSTEM, who=CancelledBy.OPERATOR)
    assert _changes("appointment.cancelled") == [{}]


def test_it_does_not_say_how_a_pathway_ended(in_alba: Standing) -> None:
    service = pathway_service()
    close(followed(service, listener(service)), PathwayOutcome.STOPPED, by=SYSTEM)
    decide(make_pathway(service), eligible=False, by=SYSTEM)
    assert _changes("pathway.closed") == [{}, {}]


def test_it_does_not_say_how_a_silent_pathway_ended(in_alba: Standing) -> None:
    with time_machine.travel(now() - timedelta(days=800)):
        make_pathway(pathway_service(), visitor=make_visitor())
    forget()
    assert _changes("pathway.closed") == [{}]


@pytest.mark.parametrize("because", list(LeftBecause))
def test_it_does_not_say_why_one_waits_no_more(in_alba: Standing, because: LeftBecause) -> None:
    leave_list(wait_for(offer()[0]), by=SYSTEM, because=because)
    assert _changes("waiting.left") == [{}]
