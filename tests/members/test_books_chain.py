"""What the audit's chain holds of votes and minutes: totals and fingerprints, so that a change in the tables is found."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ama_net.features.members.models import OrganMeeting
from ama_net.features.members.operations.meetings import close_meeting
from ama_net.features.members.operations.minutes import file_minutes
from ama_net.features.members.operations.votes import close_question, vote_openly
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.documents import Document, File
from tests.factories.meetings import make_lines, make_meeting, make_question, option

Fill = Callable[[Callable[[], Any]], Any]


def _changes(verb: str) -> list[dict[str, Any]]:
    entries = db.session.scalars(select(LedgerEntry.facts).where(LedgerEntry.ledger == "audit"))
    return [entry["changes"] for entry in entries if entry["verb"] == verb]


def test_totals_of_a_vote_are_in_the_audit(fill: Fill) -> None:
    def scene() -> None:
        meeting = make_meeting()
        lines, question = make_lines(meeting, 3), make_question(meeting)
        for line, key in zip(lines, ("in_favour", "in_favour", "against"), strict=True):
            vote_openly(question.id, line, [option(question, key)], by=Actor(person_id=line.voter_id))
        close_question(question, by=SYSTEM)

    fill(scene)
    said = {"vote_mode": "open", "present": 3, "cast": 3, "blank": 0, "counted": "2, 1, 0"}
    assert fill(lambda: _changes("vote.closed")) == [said]


def test_fingerprint_of_filed_minutes_is_in_the_audit(fill: Fill) -> None:
    def scene() -> UUID:
        meeting = make_meeting()
        make_lines(meeting, 1)
        close_meeting(meeting, by=SYSTEM)
        return file_minutes(meeting, by=SYSTEM, paper=File("atto.pdf", b"%PDF-1.7 un atto inventato")).id

    document_id = fill(scene)
    found = fill(lambda: db.session.get_one(Document, document_id).versions[0].sha256)
    assert fill(lambda: _changes("minutes.filed")) == [{"number": 1, "sha256": found}]


def test_minutes_have_one_version_that_carries_their_number(fill: Fill) -> None:
    def scene() -> list[tuple[int | None, list[int]]]:
        filed = []
        for _turn in range(2):
            meeting: OrganMeeting = make_meeting()
            make_lines(meeting, 1)
            close_meeting(meeting, by=SYSTEM)
            document = file_minutes(meeting, by=SYSTEM, paper=File("atto.pdf", b"%PDF-1.7 un atto inventato"))
            filed.append((document.book_number, [version.number for version in document.versions]))
        return filed

    assert fill(scene) == [(1, [1]), (2, [1])]
