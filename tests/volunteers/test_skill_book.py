"""What volunteers can do, asked from outside the room: by skill, only who serves today."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.across.office.settings.operations import change_identity
from ama_net.features.volunteers.models import ProfileSkill, Skill, VolunteerProfile
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Role
from ama_net.kernel.people import Person
from ama_net.kernel.people.skills import at_disposal, known_skills, skills_of
from tests.factories.people import make_person
from tests.factories.volunteers import make_volunteer
from tests.support.cast import actor
from tests.support.hands import desk
from tests.support.standing import Standing


def _skill(label: str, position: int = 0, *, is_open: bool = True) -> Skill:
    skill = Skill(label=label, position=position, is_open=is_open)
    db.session.add(skill)
    db.session.flush()
    return skill


def _able(person: Person, *skills: Skill) -> Person:
    profile = VolunteerProfile(person_id=person.id)
    db.session.add(profile)
    db.session.flush()
    db.session.add_all(ProfileSkill(profile_id=profile.id, skill_id=skill.id) for skill in skills)
    db.session.flush()
    return person


def _found(skill: str | None = None) -> set[Person]:
    return set(db.session.scalars(select(Person).where(at_disposal(skill))))


@pytest.mark.usefixtures("in_alba")
def test_the_skills_one_may_choose_are_known_in_order() -> None:
    second, first, _closed = _skill("Prove B", 1), _skill("Prove A"), _skill("Prove C", is_open=False)
    mine = {key: words for key, words in known_skills().items() if words.startswith("Prove")}
    assert list(mine.items()) == [(str(first.id), "Prove A"), (str(second.id), "Prove B")]


@pytest.mark.usefixtures("in_alba")
def test_who_has_a_skill_and_serves_today_is_found() -> None:
    skill, able, unable, gone = _skill("Prove"), make_person(), make_person(), make_person()
    for person in (able, unable):
        make_volunteer(person)
    make_volunteer(gone, ended_on=today() - timedelta(days=1), end_reason="stopped")
    _able(able, skill)
    _able(gone, skill)
    _able(make_person(), skill)
    assert (_found(str(skill.id)), _found()) == ({able}, {able, unable})


@pytest.mark.usefixtures("in_alba")
@pytest.mark.parametrize("skill", ["", "niente", "00000000-0000-0000-0000-000000000000"])
def test_a_skill_that_is_not_known_is_nobodys(skill: str) -> None:
    make_volunteer(make_person())
    assert _found(skill) == set()


@pytest.mark.usefixtures("in_alba")
def test_what_each_can_do_is_said_in_words() -> None:
    first, second = _skill("Prove A"), _skill("Prove B", 1)
    able, unable = _able(make_person(), second, first), make_person()
    assert skills_of([able.id, unable.id]) == {able.id: ["Prove A", "Prove B"]}


def test_a_closed_room_says_nothing(app: Flask, alba: Standing) -> None:
    with desk(app, alba):
        make_volunteer(_able(make_person(), _skill("Prove")))
        change_identity({"rooms": {"volunteers": False}}, by=actor(alba, Role.PRESIDENT))
    with desk(app, alba):
        assert (known_skills(), _found()) == ({}, set())
