"""The volunteers' area follows who serves: through merges and their undoing, and away from who never began."""

from datetime import timedelta

import pytest

from ama_net.features.volunteers.models import CandidacyState, CandidacyWay, Section, ServiceEnd, VolunteerApplication
from ama_net.features.volunteers.operations.onboarding import new_application
from ama_net.features.volunteers.operations.volunteer_accounts import WAITS_DAYS, close_areas_of_who_stopped
from ama_net.features.volunteers.operations.volunteers import end_service, start_service
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.models import Account
from ama_net.kernel.people import Person
from ama_net.kernel.people.operations.merging import merge_people, part_people
from tests.factories.people import make_person
from tests.support.cast import player
from tests.support.standing import Standing
from tests.volunteers.register_desk import DAY


@pytest.fixture
def member(alba: Standing, in_alba: Standing) -> Account:
    """An account of a member who is no volunteer."""
    return db.session.get_one(Account, player(alba, Role.MEMBER).account_id)


def _welcomed(account: Account, *, days_ago: int = 0) -> VolunteerApplication:
    """Accepted without a day, with the area already open."""
    application = new_application(b"prova", CandidacyWay.IN_PERSON)
    application.state, application.person_id = CandidacyState.ACCEPTED, account.person_id
    application.decided_at = now() - timedelta(days=days_ago)
    db.session.add(application)
    account.roles = sorted({*account.roles, Role.VOLUNTEER.value})
    db.session.flush()
    return application


def _is_open(account: Account) -> bool:
    db.session.flush()
    db.session.refresh(account)
    return Role.VOLUNTEER in account.role_set


def _open_after_the_night(account: Account) -> bool:
    close_areas_of_who_stopped(by=SYSTEM)
    return _is_open(account)


def test_the_area_follows_a_service_to_the_person_it_is_made_one_with_and_back(member: Account) -> None:
    other, person_id = make_person("Doppia"), member.person_id
    assert person_id is not None
    start_service(other, section=Section.REGULAR, on=DAY, by=SYSTEM)
    undo = merge_people(person_id, other.id, from_lost=set(), by=SYSTEM)
    merged = _is_open(member)
    part_people(undo, by=SYSTEM)
    assert (merged, _is_open(member)) == (True, False)


def test_the_area_follows_an_account_to_who_serves(member: Account) -> None:
    other, person_id = make_person("Doppia"), member.person_id
    assert person_id is not None
    start_service(other, section=Section.REGULAR, on=DAY, by=SYSTEM)
    merge_people(other.id, person_id, from_lost=set(), by=SYSTEM)
    assert _is_open(member)


def test_who_waits_to_begin_keeps_the_area_for_a_year(member: Account) -> None:
    _welcomed(member, days_ago=WAITS_DAYS - 1)
    assert _open_after_the_night(member)


def test_who_never_began_loses_it_after_a_year(member: Account) -> None:
    _welcomed(member, days_ago=WAITS_DAYS + 1)
    assert (_open_after_the_night(member), Role.MEMBER in member.role_set) == (False, True)


def test_who_began_and_stopped_does_not_wait(member: Account) -> None:
    application = _welcomed(member)
    person = db.session.get_one(Person, member.person_id)
    service = start_service(person, section=Section.REGULAR, on=DAY, by=SYSTEM)
    application.volunteer_id = service.id
    end_service(service, on=today(), reason=ServiceEnd.STOPPED, by=SYSTEM)
    assert not _is_open(member)


def test_a_role_without_a_service_is_taken_at_night(member: Account) -> None:
    member.roles = sorted({*member.roles, Role.VOLUNTEER.value})
    db.session.flush()
    assert not _open_after_the_night(member)
