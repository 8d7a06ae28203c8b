"""Nobody approves their own hours: alone they are refused, among others they keep waiting."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.volunteers.models import HourEntry
from ama_net.features.volunteers.operations.hours import HoursSettled, approve_hours, log_hours
from ama_net.features.volunteers.operations.hours_many import log_for_many
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.people import Person
from tests.factories.volunteers import make_activity, make_volunteer
from tests.support.cast import actor, player
from tests.support.clients import Browser
from tests.support.standing import Standing
from tests.volunteers.hours_desk import inside, make_hours, state_of, three_days_ago


def _of_the_secretary(standing: Standing) -> HourEntry:
    person = db.session.get_one(Person, player(standing, Role.SECRETARY).person_id)
    return make_hours(make_volunteer(person).person)


def test_ones_own_hours_are_refused(in_alba: Standing) -> None:
    own = _of_the_secretary(in_alba)
    with pytest.raises(HoursSettled, match="un'altra persona"):
        approve_hours([own], by=actor(in_alba, Role.SECRETARY))


def test_among_others_ones_own_are_left_out(in_alba: Standing) -> None:
    own, other = _of_the_secretary(in_alba), make_hours()
    approved = approve_hours([own, other], by=actor(in_alba, Role.SECRETARY))
    assert (approved, state_of(own.id)) == ([other], "logged")


def test_ones_own_wait_even_when_they_are_written_as_approved(in_alba: Standing) -> None:
    secretary = actor(in_alba, Role.SECRETARY)
    person = make_volunteer(person_id=secretary.person_id).person
    entry = log_hours(person, make_activity(), on=three_days_ago(), minutes=60, by=secretary, approved=True)
    assert entry.state == "logged"


def test_ones_own_wait_when_many_are_written(in_alba: Standing) -> None:
    secretary, other = actor(in_alba, Role.SECRETARY), make_volunteer().person_id
    own = make_volunteer(person_id=secretary.person_id).person_id
    log_for_many([own, other], make_activity(), on=three_days_ago(), minutes=60, by=secretary)
    found = db.session.execute(select(HourEntry.person_id, HourEntry.state, HourEntry.decided_by))
    assert {tuple(row) for row in found} == {(own, "logged", None), (other, "approved", secretary.account_id)}


def test_who_approves_many_is_told_of_their_own(app: Flask, alba: Standing, at: Callable[[Role], Browser]) -> None:
    chosen = inside(app, alba, lambda: [str(_of_the_secretary(alba).id), str(make_hours().id)])
    secretary = at(Role.SECRETARY)
    answer = secretary.submit("/manage/ore/approvazione", {"selected": chosen})
    states = inside(app, alba, lambda: sorted(db.session.scalars(select(HourEntry.state))))
    assert ("aspettano ancora" in secretary.get(answer.location).text, states) == (True, ["approved", "logged"])
