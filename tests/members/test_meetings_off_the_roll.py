"""What is left to read for who was on the roll of a meeting and is not any more."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from ama_net.features.members.models import MeetingNotice, MeetingRecipient, MeetingState, NoticeKind, OrganMeeting
from ama_net.features.members.queries_votes import may_read_minutes
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.correspondence import Direction, open_entry
from ama_net.kernel.documents import File, Visibility, keep_document
from ama_net.kernel.people import Person
from tests.factories.meetings import make_item, make_line, make_meeting
from tests.support.cast import player, sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

Fill = Callable[[Callable[[], Any]], Any]


@pytest.fixture
def former(client: Callable[[str], Browser], alba: Standing) -> Browser:
    """Who once sat on the board, signed in."""
    return sign_in(client(alba.host), alba, Role.MEMBER)


def _boards(alba: Standing, why_not: str) -> tuple[UUID, UUID]:
    """A board meeting with a paper of its own, and the line of the member of the cast."""
    meeting = make_meeting(organ="board", state=MeetingState.CLOSED)
    who = db.session.get_one(Person, player(alba, Role.MEMBER).person_id)
    make_line(meeting, who, why_not=why_not, attendance=None, arrived_at=None)
    file = File("riservato.pdf", b"%PDF-1.4 riservato")
    paper = keep_document(file, title="Riservato", kind="other", by=SYSTEM, visibility=Visibility.BOARD)
    make_item(meeting, document_id=paper.id)
    return meeting.id, paper.id


@pytest.mark.parametrize(("why_not", "status"), [("not_member", 404), ("", 200)])
def test_only_who_is_on_the_boards_roll_reads_its_papers(
    former: Browser, alba: Standing, fill: Fill, why_not: str, status: int
) -> None:
    meeting, paper = fill(lambda: _boards(alba, why_not))
    assert former.get(f"/my/riunioni/{meeting}").status_code == status
    assert former.get(f"/my/riunioni/{meeting}/documenti/{paper}").status_code == status


def test_who_was_written_to_sees_the_meeting_and_not_the_boards_papers(
    former: Browser, alba: Standing, fill: Fill
) -> None:
    def begin() -> tuple[UUID, UUID]:
        meeting, paper = _boards(alba, "not_member")
        entry = open_entry(Direction.OUT, subject="Convocazione", by=SYSTEM, kind="convocation")
        notice = MeetingNotice(meeting_id=meeting, sequence=0, kind=NoticeKind.CONVOCATION, text="Prova")
        notice.entry_id = entry.id
        db.session.add(notice)
        db.session.flush()
        person = player(alba, Role.MEMBER).person_id
        db.session.add(MeetingRecipient(notice_id=notice.id, person_id=person))
        return meeting, paper

    meeting, paper = fill(begin)
    assert former.get(f"/my/riunioni/{meeting}").status_code == 200
    assert former.get(f"/my/riunioni/{meeting}/documenti/{paper}").status_code == 404


@pytest.mark.parametrize(("why_not", "reads"), [("not_member", False), ("", True)])
def test_only_who_is_on_the_boards_roll_reads_its_minutes(
    alba: Standing, fill: Fill, why_not: str, reads: bool
) -> None:
    def asked() -> bool:
        meeting = db.session.get_one(OrganMeeting, _boards(alba, why_not)[0])
        return may_read_minutes(meeting, player(alba, Role.MEMBER).person_id)

    assert fill(asked) is reads
