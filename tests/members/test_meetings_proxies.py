"""Proxies: the law's limits, and that they hold whoever comes at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.members.models import Attendance, Guardianship, OrganMeeting, Proxy, RollEntry
from ama_net.features.members.operations.meetings import (
    ProxyRefused,
    attend,
    cancel_meeting,
    give_proxy,
    leave,
    presence_of,
    revoke_proxy,
)
from ama_net.features.members.settings_meetings import MeetingsSettings, OfficerProxies
from ama_net.foundation.clock import today
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.documents import OfficeTerm
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.members import make_membership
from tests.factories.people import make_person
from tests.members.meeting_acts import come, convened, members, plan, roll
from tests.support.standing import Standing


def _assembly(how_many: int) -> tuple[OrganMeeting, list[RollEntry]]:
    members(how_many)
    meeting = convened()
    return meeting, roll(meeting)


def _refusal(giver: RollEntry, holder: RollEntry) -> str:
    with pytest.raises(ProxyRefused) as refused:
        give_proxy(giver, holder, by=SYSTEM)
    return refused.value.reason


def test_a_proxy_beyond_the_limit_is_refused(in_alba: Standing) -> None:
    _meeting, lines = _assembly(5)
    for giver in lines[1:4]:
        give_proxy(giver, lines[0], by=SYSTEM)
    assert _refusal(lines[4], lines[0]) == "full"


def test_a_guardian_holds_no_more_for_acting_for_minors_too(in_alba: Standing) -> None:
    guardian = make_person("Genitore")
    make_membership(guardian)
    for name in ("Uno", "Due"):
        child = make_person(f"Minore {name}", birth_date=today())
        make_membership(child)
        db.session.add(Guardianship(person_id=child.id, guardian_id=guardian.id))
    _meeting, lines = _assembly(4)
    *hers, first, second, third, fourth = lines
    for giver, holder in zip((first, second, third), hers, strict=True):
        give_proxy(giver, holder, by=SYSTEM)
    assert [_refusal(fourth, line) for line in hers] == ["full"] * 3


def test_a_statute_may_allow_fewer_or_none(in_alba: Standing) -> None:
    save_settings(MeetingsSettings(proxies_below=1), by=None)
    _meeting, lines = _assembly(3)
    give_proxy(lines[1], lines[0], by=SYSTEM)
    assert _refusal(lines[2], lines[0]) == "full"
    save_settings(MeetingsSettings(proxies_below=0), by=None)
    assert _refusal(lines[2], lines[1]) == "not_allowed"


def test_one_proxy_each(in_alba: Standing) -> None:
    _meeting, lines = _assembly(3)
    give_proxy(lines[0], lines[1], by=SYSTEM)
    assert _refusal(lines[0], lines[2]) == "already_given"


def test_nobody_gives_one_to_themselves(in_alba: Standing) -> None:
    _meeting, lines = _assembly(1)
    assert _refusal(lines[0], lines[0]) == "same"


def test_who_holds_one_gives_none_and_who_gave_one_holds_none(in_alba: Standing) -> None:
    _meeting, lines = _assembly(4)
    give_proxy(lines[0], lines[1], by=SYSTEM)
    assert _refusal(lines[1], lines[2]) == "chained"
    assert _refusal(lines[3], lines[0]) == "chained"


def test_only_between_members_who_vote(in_alba: Standing) -> None:
    members(1)
    make_membership(admitted_on=today())
    meeting = convened()
    votes, too_young = roll(meeting)
    assert _refusal(votes, too_young) == "holder_cannot_vote"
    assert _refusal(too_young, votes) == "giver_cannot_vote"


def test_not_to_a_member_of_another_roll(in_alba: Standing) -> None:
    _meeting, lines = _assembly(2)
    other = roll(convened())
    assert _refusal(lines[0], other[1]) == "holder_cannot_vote"


def test_not_before_the_convocation_nor_after_it_is_called_off(in_alba: Standing) -> None:
    meeting, lines = _assembly(2)
    cancel_meeting(meeting, why="Rinviata", by=SYSTEM)
    assert _refusal(lines[0], lines[1]) == "closed"


def test_not_to_who_governs_when_the_statute_says_so(in_alba: Standing) -> None:
    _meeting, lines = _assembly(2)
    term = OfficeTerm(person_id=lines[1].person_id, organ="board", kind="director", started_on=today())
    db.session.add(term)
    save_settings(MeetingsSettings(proxies_to_officers=OfficerProxies.REFUSED), by=None)
    assert _refusal(lines[0], lines[1]) == "officer"


def test_there_are_none_on_the_board(in_alba: Standing) -> None:
    people = [make_person(f"Consigliera {number}") for number in range(2)]
    for person in people:
        db.session.add(OfficeTerm(person_id=person.id, organ="board", kind="director", started_on=today()))
    db.session.flush()
    first, second = roll(convened(organ="board"))
    assert _refusal(first, second) == "closed"


def test_revoked_it_may_be_given_to_somebody_else(in_alba: Standing) -> None:
    _meeting, lines = _assembly(3)
    revoke_proxy(give_proxy(lines[0], lines[1], by=SYSTEM), by=SYSTEM)
    assert give_proxy(lines[0], lines[2], by=SYSTEM).holder_id == lines[2].id


def test_who_comes_votes_for_themselves(in_alba: Standing) -> None:
    meeting, lines = _assembly(2)
    proxy = give_proxy(lines[0], lines[1], by=SYSTEM)
    come([lines[1]])
    assert (presence_of(meeting).in_person, presence_of(meeting).by_proxy) == (1, 1)
    assert attend(lines[0], Attendance.IN_PERSON, by=SYSTEM) == proxy
    assert (presence_of(meeting).in_person, presence_of(meeting).by_proxy) == (2, 0)
    assert _refusal(lines[0], lines[1]) == "giver_present"


def test_with_who_leaves_go_the_proxies_they_hold(in_alba: Standing) -> None:
    meeting, lines = _assembly(2)
    give_proxy(lines[0], lines[1], by=SYSTEM)
    come([lines[1]])
    leave(lines[1], by=SYSTEM)
    assert presence_of(meeting).total == 0


def test_a_draft_takes_none(in_alba: Standing) -> None:
    members(2)
    meeting = plan()
    assert roll(meeting) == []


def test_of_ten_at_once_exactly_three_pass(
    app: Flask, alba: Standing, fill: Callable[[Callable[[], object]], object]
) -> None:
    def begin() -> list[UUID]:
        return [line.id for line in _assembly(11)[1]]

    keys = fill(begin)
    assert isinstance(keys, list)
    gate = Barrier(10)

    def give(giver: UUID) -> str:
        with app.app_context(), tenant_scope(alba.id):
            gate.wait(20)
            try:
                with unit_of_work():
                    line, holder = db.session.get_one(RollEntry, giver), db.session.get_one(RollEntry, keys[0])
                    give_proxy(line, holder, by=SYSTEM)
            except ProxyRefused as refused:
                return refused.reason
            return "given"

    with ThreadPoolExecutor(10) as pool:
        outcomes = sorted(pool.map(give, keys[1:]))
    assert outcomes == ["full"] * 7 + ["given"] * 3
    assert fill(lambda: db.session.scalar(select(func.count()).select_from(Proxy))) == 3
