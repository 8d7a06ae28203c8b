"""Two hands at once on a meeting, on real connections: one room, one note, each code once, no deadlock."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.helpdesk.models import Appointment, AppointmentOutcome, MeetingNote, Outcome, Result
from ama_net.features.helpdesk.operations.forgetting import empty_visitors
from ama_net.features.helpdesk.operations.meetings import Told, point_to_group, tell_meeting
from ama_net.features.helpdesk.operations.online import online_link
from ama_net.features.helpdesk.settings import HelpdeskSettings, OnlineKind
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.helpdesk import make_appointment, make_service_of
from tests.support.cast import actor
from tests.support.hands import at_once, desk
from tests.support.standing import Standing


@pytest.fixture
def meeting(app: Flask, alba: Standing) -> UUID:
    """An online meeting of Lina's that has just begun."""
    with desk(app, alba):
        save_settings(HelpdeskSettings(online_kind=OnlineKind.JITSI, online_host="meet.alba.example"), by=None)
        person = db.session.get_one(Person, actor(alba, Role.LISTENER).person_id)
        return make_appointment(make_service_of(person), person, now() - timedelta(minutes=1), mode="online").id


@pytest.fixture
def tell(alba: Standing, meeting: UUID) -> Callable[..., None]:
    """Lina tells how it went."""

    def work(*outcomes: Outcome, note: str = "due parole") -> None:
        row = db.session.get_one(Appointment, meeting)
        tell_meeting(row, Told(Result.MET, frozenset(outcomes), note), by=actor(alba, Role.LISTENER))

    return work


def _count(app: Flask, alba: Standing, model: Any) -> int:
    with desk(app, alba):
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_who_listens_and_who_comes_open_one_room(app: Flask, alba: Standing, meeting: UUID) -> None:
    links = at_once(app, alba, lambda _n: online_link(db.session.get_one(Appointment, meeting)))
    assert (len(links), len(set(links)), links[0].startswith("https://meet.alba.example/")) == (8, 1, True)


def test_a_form_sent_eight_times_is_one_note_and_each_code_once(
    app: Flask, alba: Standing, tell: Callable[..., None]
) -> None:
    at_once(app, alba, lambda _n: tell(Outcome.LISTENING, Outcome.OTHER))
    assert [_count(app, alba, model) for model in (MeetingNote, AppointmentOutcome)] == [1, 2]


def test_pointing_to_a_group_while_telling_leaves_each_code_once(
    app: Flask, alba: Standing, meeting: UUID, tell: Callable[..., None]
) -> None:
    def work(number: int) -> None:
        if number % 2:
            tell(Outcome.GROUP)
        else:
            point_to_group(db.session.get_one(Appointment, meeting), by=actor(alba, Role.LISTENER))

    at_once(app, alba, work)
    assert _count(app, alba, AppointmentOutcome) == 1


def test_what_is_noted_while_everything_is_forgotten_does_not_stay(
    app: Flask, alba: Standing, meeting: UUID, tell: Callable[..., None]
) -> None:
    def work(number: int) -> None:
        if number == 3:
            visitor_id = db.session.get_one(Appointment, meeting).visitor_id
            assert visitor_id is not None
            empty_visitors([visitor_id])
        else:
            tell(note=f"appunto {number}")

    said = at_once(app, alba, work)
    assert (_count(app, alba, MeetingNote), set(said) <= {None, "note"}) == (0, True)
