"""Who serves no more holds no place, gets no reminder, and their calendar answers nobody."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.models import Section, ServiceEnd, Shift, ShiftSignup, SignupState, Volunteer
from ama_net.features.volunteers.operations.shift_preferences import renew_calendar
from ama_net.features.volunteers.operations.shift_reminders import remind_shifts
from ama_net.features.volunteers.operations.signups import take_place
from ama_net.features.volunteers.operations.volunteers import correct_entry, end_service, move_section, start_service
from ama_net.features.volunteers.queries_shift_preferences import calendar_with
from ama_net.foundation.clock import ROME, today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.models import SUSPENDED, Account
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import Reservation
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.factories.volunteers import make_shift
from tests.support.cast import player
from tests.support.hands import at_once
from tests.support.standing import Standing
from tests.volunteers.my_shift_acts import in_hours, mails, placed, rules


@pytest.fixture
def ada(in_alba: Standing) -> Volunteer:
    """In the register since a month; reminders leave two days before."""
    rules(reminder_hours=48)
    return _begun("Ada")


def _begun(name: str, on: date | None = None) -> Volunteer:
    person = make_person(name, email=f"{name.lower()}@alba.example")
    return start_service(person, section=Section.REGULAR, on=on or today() - timedelta(days=30), by=SYSTEM)


def _day(place: ShiftSignup) -> date:
    return place.shift.starts_at.astimezone(ROME).date()


def _reserved() -> int:
    return db.session.query(Reservation).count()


@pytest.mark.parametrize("reason", [ServiceEnd.STOPPED, ServiceEnd.EXCLUDED, ServiceEnd.DEATH])
def test_who_stops_leaves_the_shifts_to_come_and_is_free(ada: Volunteer, reason: ServiceEnd) -> None:
    place = placed(ada.person)
    end_service(ada, on=today(), reason=reason, by=SYSTEM)
    assert (place.state, place.reservation_id, _reserved()) == (SignupState.REMOVED, None, 0)


def test_an_end_to_come_frees_what_is_from_that_day_on(ada: Volunteer) -> None:
    before, after = placed(ada.person, hours=30), placed(ada.person, hours=80)
    end_service(ada, on=_day(after), reason=ServiceEnd.STOPPED, by=SYSTEM)
    assert (before.state, after.state, _reserved()) == (SignupState.TAKEN, SignupState.REMOVED, 1)


def test_what_is_over_stays_as_it_was(ada: Volunteer) -> None:
    past = take_place(make_shift(in_hours(-30)), ada.person, by=SYSTEM)
    end_service(ada, on=today() - timedelta(days=10), reason=ServiceEnd.STOPPED, by=SYSTEM)
    assert past.state == SignupState.TAKEN


def test_others_keep_their_places(ada: Volunteer) -> None:
    place = placed(ada.person)
    other = placed(_begun("Olmo").person, place.shift)
    end_service(ada, on=today(), reason=ServiceEnd.STOPPED, by=SYSTEM)
    assert (place.state, other.state) == (SignupState.REMOVED, SignupState.TAKEN)


def test_who_changes_section_keeps_them(ada: Volunteer) -> None:
    place = placed(ada.person)
    move_section(ada, Section.OCCASIONAL, on=today(), by=SYSTEM)
    assert place.state == SignupState.TAKEN


def test_an_end_brought_forward_by_a_correction_frees_them(ada: Volunteer) -> None:
    place = placed(ada.person)
    end_service(ada, on=_day(place) + timedelta(days=1), reason=ServiceEnd.STOPPED, by=SYSTEM)
    correct_entry(ada, why="era oggi", ended_on=today(), by=SYSTEM)
    assert (place.state, _reserved()) == (SignupState.REMOVED, 0)


def _not_asked(place: ShiftSignup) -> None:
    """The service ends and nobody looks at the places: as when one is taken while it is being ended."""
    service = db.session.scalars(select(Volunteer).where(Volunteer.person_id == place.person_id)).one()
    service.ended_on, service.end_reason = today(), ServiceEnd.EXCLUDED
    db.session.flush()


def _found_dead(place: ShiftSignup) -> None:
    place.person.deceased_on = today()
    db.session.flush()


@pytest.mark.parametrize("happens", [_not_asked, _found_dead])
def test_who_serves_no_more_or_has_died_is_not_reminded(ada: Volunteer, happens: Callable[[ShiftSignup], None]) -> None:
    happens(placed(ada.person, hours=40))
    placed(_begun("Olmo").person, hours=40)
    assert (remind_shifts(), mails("shift_reminder")) == (1, ["olmo@alba.example"])


@pytest.mark.parametrize("happens", [_not_asked, _found_dead])
def test_the_night_frees_what_slipped_in(app: Flask, alba: Standing, happens: Callable[[ShiftSignup], None]) -> None:
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        rules()
        happens(placed(_begun("Ada").person))
        placed(_begun("Olmo").person)
    with app.app_context():
        app.extensions["celery"].tasks["volunteers.keep_register"].apply(throw=True)
    with app.app_context(), tenant_scope(alba.id):
        taken = select(Person.given_name).join(ShiftSignup).where(ShiftSignup.state == SignupState.TAKEN)
        assert (db.session.scalars(taken).all(), _reserved()) == (["Olmo"], 1)


def test_one_takes_a_place_while_the_service_ends(app: Flask, alba: Standing) -> None:
    """Whichever comes first: after the night nobody is expected who does not serve."""
    with app.app_context(), tenant_scope(alba.id), unit_of_work():
        rules()
        service = _begun("Ada")
        placed(service.person)
        ids = service.id, service.person_id, make_shift(in_hours(90)).id

    def hand(number: int) -> str:
        line = db.session.get_one(Volunteer, ids[0])
        if number:
            end_service(line, on=today(), reason=ServiceEnd.STOPPED, by=SYSTEM)
        else:
            take_place(db.session.get_one(Shift, ids[2]), line.person, by=SYSTEM)
        return "done"

    assert set(at_once(app, alba, hand, hands=2)) <= {"done", "person"}
    with app.app_context():
        app.extensions["celery"].tasks["volunteers.keep_register"].apply(throw=True)
    with app.app_context(), tenant_scope(alba.id):
        assert db.session.query(ShiftSignup).filter_by(state=SignupState.TAKEN).count() == 0


def test_the_calendar_of_who_stopped_answers_no_more(ada: Volunteer) -> None:
    token = renew_calendar(ada.person_id, by=SYSTEM)
    assert calendar_with(token) is not None
    end_service(ada, on=today(), reason=ServiceEnd.EXCLUDED, by=SYSTEM)
    assert calendar_with(token) is None


def test_the_calendar_of_a_suspended_account_answers_no_more(alba: Standing, in_alba: Standing) -> None:
    person_id = player(alba, Role.VOLUNTEER).person_id
    start_service(db.session.get_one(Person, person_id), section=Section.REGULAR, on=today(), by=SYSTEM)
    token = renew_calendar(person_id, by=SYSTEM)
    assert calendar_with(token) is not None
    db.session.scalars(select(Account).where(Account.person_id == person_id)).one().status = SUSPENDED
    db.session.flush()
    assert calendar_with(token) is None
