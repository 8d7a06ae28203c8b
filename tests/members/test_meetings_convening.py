"""Calling people to a meeting: once each, however often the job runs; by e-mail or on paper; told of changes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from ama_net.features.members import meetings_tasks
from ama_net.features.members.meeting_ical import meeting_ical
from ama_net.features.members.models import (
    Guardianship,
    MeetingNotice,
    MeetingRecipient,
    MeetingState,
    NoticeKind,
    OrganMeeting,
)
from ama_net.features.members.operations.meetings import (
    AgendaFacts,
    NotNow,
    add_item,
    cancel_meeting,
    change_meeting,
    convene,
    move_item,
    tell_changes,
)
from ama_net.features.members.operations.meetings_convening import write_again, write_some
from ama_net.features.members.operations.meetings_planning import MeetingPlan, write_notice
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.correspondence import Channel, Letter, ProtocolEntry
from ama_net.kernel.office import JobProgress
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.members import make_membership
from tests.factories.people import make_organisation, make_person
from tests.members.meeting_acts import NOTICE, at, convened, members, plan
from tests.support.standing import Standing

Fill = Callable[[Callable[[], object]], object]


def _letters() -> list[Letter]:
    return list(db.session.scalars(select(Letter).order_by(Letter.created_at, Letter.id)))


def _refused(work: Callable[[], object]) -> str:
    with pytest.raises(NotNow) as refused:
        work()
    return refused.value.reason


def _assembly() -> UUID:
    make_membership(make_person("Con posta", email="con@posta.example"))
    make_membership(make_person("Senza posta"))
    return convened().id


def test_everybody_has_one_letter_by_the_way_they_can_be_reached(
    fill: Fill, run_jobs: Callable[[], int], in_alba: Standing
) -> None:
    fill(_assembly)
    run_jobs()
    assert sorted(letter.channel for letter in _letters()) == [Channel.EMAIL, Channel.HAND]
    assert db.session.scalar(select(MeetingNotice.finished_at)) is not None
    assert db.session.execute(select(JobProgress.state, JobProgress.done)).one() == ("done", 2)


def test_the_letter_says_the_agenda_and_has_the_form_of_a_proxy(
    fill: Fill, run_jobs: Callable[[], int], in_alba: Standing
) -> None:
    fill(_assembly)
    run_jobs()
    paper = next(letter for letter in _letters() if letter.channel == Channel.HAND)
    assert "1. Approvazione del bilancio" in (paper.body or "")
    assert "DELEGA" in (paper.body or "")
    assert paper.entry.kind == "convocation"


def test_letters_of_one_convocation_share_a_line_of_the_protocol(
    fill: Fill, run_jobs: Callable[[], int], in_alba: Standing
) -> None:
    fill(_assembly)
    run_jobs()
    assert db.session.scalar(select(func.count()).select_from(ProtocolEntry)) == 1


def test_run_again_nobody_is_written_to_twice(fill: Fill, run_jobs: Callable[[], int], in_alba: Standing) -> None:
    fill(_assembly)
    run_jobs()
    notice = db.session.scalars(select(MeetingNotice.id)).one()
    db.session.rollback()
    meetings_tasks.send_notice(str(notice))
    assert len(_letters()) == 2


def test_killed_half_way_it_goes_on_where_it_was(
    fill: Fill, run_jobs: Callable[[], int], in_alba: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meetings_tasks, "AT_ONCE", 2)

    def begin() -> UUID:
        members(5)
        return convened().id

    fill(begin)
    notice = db.session.scalars(select(MeetingNotice.id)).one()
    db.session.rollback()
    with unit_of_work():
        write_some(notice, at_most=2)
    with suppress(InterruptedError), unit_of_work():
        write_some(notice, at_most=2)
        raise InterruptedError
    meetings_tasks.resume()
    run_jobs()
    names = [letter.person_id for letter in _letters()]
    assert (len(names), len(set(names))) == (5, 5)


def test_two_workers_at_once_write_once(app: Flask, alba: Standing, fill: Fill) -> None:
    def begin() -> UUID:
        members(6)
        convened()
        return db.session.scalars(select(MeetingNotice.id)).one()

    notice = fill(begin)
    assert isinstance(notice, UUID)

    def work(_number: int) -> int:
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            return write_some(notice, at_most=4)

    with ThreadPoolExecutor(3) as pool:
        written = sum(pool.map(work, range(3)))
    assert written + int(fill(lambda: write_some(notice, at_most=9))) == 6  # type: ignore[call-overload]
    assert fill(lambda: len(_letters())) == 6


def test_convening_twice_is_refused(in_alba: Standing) -> None:
    members(1)
    meeting = convened()
    assert _refused(lambda: convene(meeting, by=SYSTEM)) == "convened"


def test_convening_twice_at_once_convenes_once(app: Flask, alba: Standing, fill: Fill) -> None:
    def begin() -> UUID:
        members(2)
        meeting = plan()
        write_notice(meeting, NOTICE, by=SYSTEM)
        return meeting.id

    key = fill(begin)

    def work(_number: int) -> str:
        with app.app_context(), tenant_scope(alba.id):
            try:
                with unit_of_work():
                    convene(db.session.get_one(OrganMeeting, key), by=SYSTEM)
            except NotNow as refused:
                return refused.reason
            return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(work, range(2))) == ["convened", "done"]


def test_not_without_an_agenda_a_text_or_a_day_to_come(in_alba: Standing) -> None:
    members(1)
    bare = plan()
    assert _refused(lambda: convene(bare, by=SYSTEM)) == "no_notice"
    late = plan(first_call_at=now() - timedelta(days=1))
    write_notice(late, NOTICE, by=SYSTEM)
    assert _refused(lambda: convene(late, by=SYSTEM)) == "past"


def test_nobody_to_call(in_alba: Standing) -> None:
    meeting = plan()
    write_notice(meeting, NOTICE, by=SYSTEM)
    assert _refused(lambda: convene(meeting, by=SYSTEM)) == "nobody"


def test_a_minors_letter_goes_to_who_answers_for_them(
    fill: Fill, run_jobs: Callable[[], int], in_alba: Standing
) -> None:
    def begin() -> tuple[UUID, UUID]:
        child, parent = make_person("Minore", birth_date=now().date()), make_person("Genitore")
        make_membership(child)
        db.session.add(Guardianship(person_id=child.id, guardian_id=parent.id))
        make_membership(organisation_id=make_organisation().id)
        db.session.flush()
        convened()
        return child.id, parent.id

    child, parent = fill(begin)  # type: ignore[misc]
    run_jobs()
    found = {(letter.person_id, letter.for_person_id, letter.organisation_id is None) for letter in _letters()}
    assert found == {(parent, child, True), (None, None, False)}


def test_a_change_is_told_to_everybody_and_calendars_follow(in_alba: Standing) -> None:
    members(2)
    meeting = convened()
    assert _refused(lambda: tell_changes(meeting, by=SYSTEM)) == "unchanged"
    first = meeting.first_call_at + timedelta(days=1)
    change_meeting(meeting, MeetingPlan("board", "Altro titolo", first, place="Altrove"), by=SYSTEM)
    notice = tell_changes(meeting, by=SYSTEM)
    assert (notice.kind, notice.sequence, meeting.sequence, meeting.changed_at) == (NoticeKind.CHANGE, 1, 1, None)
    assert meeting.organ == "assembly"
    count = select(func.count()).select_from(MeetingRecipient).where(MeetingRecipient.notice_id == notice.id)
    assert db.session.scalar(count) == 2
    assert b"SEQUENCE:1" in meeting_ical(meeting)


def test_a_change_of_the_agenda_is_noticed_too(in_alba: Standing) -> None:
    members(1)
    meeting = convened()
    move_item(meeting.items[0], up=True, by=SYSTEM)
    assert meeting.changed_at is None
    write_notice(meeting, NOTICE, by=SYSTEM)
    assert meeting.changed_at is None
    add_item(meeting, AgendaFacts("Varie"), by=SYSTEM)
    assert meeting.changed_at is not None


def test_called_off_everybody_is_told(in_alba: Standing) -> None:
    members(1)
    meeting = convened()
    notice = cancel_meeting(meeting, why="La sala è chiusa.", by=SYSTEM)
    assert (meeting.state, notice.kind, notice.text) == (MeetingState.CANCELLED, "cancellation", "La sala è chiusa.")
    body = meeting_ical(meeting)
    assert b"METHOD:CANCEL" in body
    assert b"STATUS:CANCELLED" in body


def test_a_letter_may_be_written_again_another_way(fill: Fill, run_jobs: Callable[[], int], in_alba: Standing) -> None:
    fill(_assembly)
    run_jobs()
    recipient = db.session.scalars(
        select(MeetingRecipient).join(Letter, Letter.id == MeetingRecipient.letter_id).where(Letter.channel == "email")
    ).one()
    write_again(recipient, channel=Channel.HAND, by=SYSTEM)
    letter = db.session.get_one(Letter, recipient.letter_id)
    assert (letter.channel, len(_letters())) == (Channel.HAND, 3)


def test_a_calendar_keeps_the_hour_of_the_wall_when_the_clocks_change(in_alba: Standing) -> None:
    meeting = plan(first_call_at=at("2026-10-24 10:00"), second_call_at=at("2026-10-25 10:00"))
    body = meeting_ical(meeting).decode()
    assert "DTSTART;TZID=Europe/Rome:20261024T100000" in body
    assert "DTSTART;TZID=Europe/Rome:20261025T100000" in body
    assert body.count("BEGIN:VTIMEZONE") == 1
