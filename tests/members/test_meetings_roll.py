"""The roll of an assembly: who is on it, who votes, and why not."""

from datetime import date
from typing import Any

import pytest

from ama_net.features.members.models import FeeKind, Guardianship, MemberCategory, Membership, MembershipFee
from ama_net.features.members.operations.meetings import (
    MeetingPlan,
    NotNow,
    change_meeting,
    convene,
    freeze_roll,
    give_proxy,
    open_meeting,
)
from ama_net.features.members.operations.meetings_planning import write_notice
from ama_net.features.members.operations.meetings_roll import months_later
from ama_net.features.members.queries_meetings import weight_of_members
from ama_net.features.members.settings_meetings import FeeRule, MeetingsSettings
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.documents import OfficeTerm
from ama_net.kernel.tenancy.settings import save_settings
from tests.factories.members import make_membership
from tests.factories.people import make_organisation, make_person
from tests.members.meeting_acts import NOTICE, at, come, convened, frozen, members, plan, roll
from tests.support.standing import Standing

DAY = date(2026, 5, 20)
pytestmark = pytest.mark.usefixtures("in_alba")


def _why(on: date = DAY) -> list[str]:
    return [line.why_not for line in sorted(frozen(on)[1], key=lambda line: line.number or 0)]


def _fee(membership: Membership, **values: object) -> None:
    facts = {"membership_id": membership.id, "year": 2026, "amount_cents": 2500, "due_on": date(2026, 3, 31)}
    db.session.add(MembershipFee(**{**facts, "kind": FeeKind.FULL, "reference": f"Q{membership.number}", **values}))
    db.session.flush()


def test_three_months_are_counted_to_the_day() -> None:
    for admitted in (date(2026, 2, 20), date(2026, 2, 21)):
        make_membership(admitted_on=admitted)
    assert _why() == ["", "seniority"]


def test_a_month_without_that_day_counts_to_its_last() -> None:
    assert months_later(date(2025, 11, 30), 3) == date(2026, 2, 28)
    assert months_later(date(2026, 12, 31), 2) == date(2027, 2, 28)


def test_members_of_that_day_only() -> None:
    make_membership(admitted_on=date(2026, 5, 21))
    make_membership(ended_on=DAY, end_reason="withdrawal")
    stays = make_membership(ended_on=date(2026, 5, 21), end_reason="withdrawal")
    assert [line.membership_id for line in frozen(DAY)[1]] == [stays.id]


def test_who_has_not_paid_votes_unless_the_statute_says_no() -> None:
    _fee(make_membership())
    assert _why() == [""]


@pytest.mark.parametrize(
    ("rule", "expected"), [(FeeRule.NOT_OVERDUE, ["fee", "", "", ""]), (FeeRule.PAID, ["fee", "fee", "", ""])]
)
def test_the_statute_may_ask_for_the_fee(rule: FeeRule, expected: list[str]) -> None:
    save_settings(MeetingsSettings(fee_rule=rule), by=None)
    overdue, due, paid, _none_asked = (make_membership() for _ in range(4))
    _fee(overdue)
    _fee(due, due_on=date(2026, 6, 30))
    _fee(paid, paid_cents=2500)
    assert _why() == expected
    assert [line.fee_state for line in roll(frozen(DAY)[0])] == ["overdue", "due", "paid", ""]


def test_a_category_without_a_vote() -> None:
    honorary = MemberCategory(key="honorary-prova", label="Onorario", votes=0)
    db.session.add(honorary)
    db.session.flush()
    make_membership(category_id=honorary.id)
    assert _why() == ["category"]


def test_the_guardian_votes_for_a_minor_until_eighteen() -> None:
    child, grown = (make_person("Minore", birth_date=born) for born in (date(2008, 5, 21), date(2008, 5, 20)))
    parent = make_person("Genitore")
    for person in (child, grown):
        make_membership(person)
        db.session.add(Guardianship(person_id=person.id, guardian_id=parent.id))
    db.session.flush()
    assert {line.person_id: line.voter_id for line in frozen(DAY)[1]} == {child.id: parent.id, grown.id: grown.id}


def test_a_minor_whom_nobody_answers_for_does_not_vote() -> None:
    make_membership(make_person("Minore", birth_date=date(2010, 1, 1)))
    assert _why() == ["minor_without_guardian"]


def test_a_body_is_a_member_too() -> None:
    make_membership(organisation_id=make_organisation().id)
    (line,) = frozen(DAY)[1]
    assert (line.name, line.voter_id, line.may_vote) == ("Ente Inventato", None, True)


def test_the_boards_roll_is_who_is_in_office() -> None:
    members(2)
    stays, left = make_person("Resta"), make_person("Esce")
    for person, ended in ((stays, None), (left, date(2026, 1, 1))):
        term = OfficeTerm(person_id=person.id, organ="board", kind="director", started_on=date(2025, 1, 1))
        term.ended_on = ended
        db.session.add(term)
    db.session.flush()
    assert [line.person_id for line in frozen(DAY, organ="board")[1]] == [stays.id]


def test_frozen_again_it_keeps_its_lines_and_its_proxies() -> None:
    members(3)
    meeting = convened()
    before = {line.id for line in roll(meeting)}
    giver, holder, _other = roll(meeting)
    proxy = give_proxy(giver, holder, by=SYSTEM)
    freeze_roll(meeting, on=DAY, by=SYSTEM)
    assert {line.id for line in roll(meeting)} == before
    assert proxy.revoked_at is None


def test_who_left_stays_on_it_without_a_vote_and_their_proxy_ends() -> None:
    members(2)
    meeting = convened()
    giver, holder = roll(meeting)
    proxy = give_proxy(giver, holder, by=SYSTEM)
    membership = db.session.get_one(Membership, giver.membership_id)
    membership.ended_on, membership.end_reason = DAY, "withdrawal"
    db.session.flush()
    freeze_roll(meeting, on=DAY, by=SYSTEM)
    assert (giver.why_not, giver.may_vote) == ("not_member", False)
    assert proxy.revoked_at is not None


def test_who_left_goes_from_a_drafts_roll() -> None:
    membership = make_membership()
    meeting, lines = frozen(DAY)
    membership.ended_on, membership.end_reason = DAY, "withdrawal"
    db.session.flush()
    assert (len(lines), freeze_roll(meeting, on=DAY, by=SYSTEM), roll(meeting)) == (1, [], [])


@pytest.mark.parametrize("change", [{"organ": "board"}, {"first_call_at": at("2027-05-02 18:00")}])
def test_a_draft_for_another_organ_or_day_loses_its_roll(change: dict[str, Any]) -> None:
    members(2)
    meeting, _lines = frozen(first_call_at=at("2027-05-01 18:00"))
    facts = {"organ": "assembly", "title": "Altro", "first_call_at": meeting.first_call_at, **change}
    change_meeting(meeting, MeetingPlan(**facts), by=SYSTEM)
    assert (meeting.roll_on, roll(meeting)) == (None, [])


def test_a_draft_with_another_title_keeps_its_roll() -> None:
    members(2)
    meeting, lines = frozen(DAY, first_call_at=at("2027-05-01 18:00"))
    change_meeting(meeting, MeetingPlan("assembly", "Altro titolo", at("2027-05-01 20:00")), by=SYSTEM)
    assert (meeting.roll_on, {line.id for line in roll(meeting)}) == (DAY, {line.id for line in lines})


def test_who_is_called_is_looked_up_again_when_it_is_convened() -> None:
    members(1)
    meeting, _lines = frozen()
    members(1)
    write_notice(meeting, NOTICE, by=SYSTEM)
    convene(meeting, by=SYSTEM)
    assert len(roll(meeting)) == 2


def test_all_members_weigh_before_dissolving_with_or_without_a_vote() -> None:
    make_membership()
    make_membership(admitted_on=DAY)
    gone = make_membership()
    meeting = convened()
    gone.ended_on, gone.end_reason = DAY, "withdrawal"
    db.session.flush()
    lines = freeze_roll(meeting, on=DAY, by=SYSTEM)
    assert (len(lines), sum(line.may_vote for line in lines), weight_of_members(meeting.id)) == (3, 1, 2)


def test_once_open_it_no_longer_changes() -> None:
    members(2)
    meeting = convened()
    come(roll(meeting))
    open_meeting(meeting, call=1, by=SYSTEM)
    with pytest.raises(NotNow) as refused:
        freeze_roll(meeting, on=DAY, by=SYSTEM)
    assert refused.value.reason == "roll_closed"


def test_nobody_of_another_association_is_on_it(brig: Standing, alba: Standing) -> None:
    members(1)
    db.session.commit()
    from ama_net.kernel.tenancy import tenant_scope

    db.session.remove()
    with tenant_scope(brig.id):
        assert freeze_roll(plan(), on=DAY, by=SYSTEM) == []
        db.session.rollback()
