"""Questions about votes: who carries which, what was answered, who has still to vote."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.members.ballot_secrets import TokenMaker
from ama_net.features.members.models import (
    Attendance,
    BallotReceipt,
    BallotToken,
    Membership,
    OpenVote,
    OrganMeeting,
    Proxy,
    Question,
    QuestionState,
    RightState,
    RollEntry,
    VoteRight,
)
from ama_net.features.members.queries_meetings import lines_of_person, members_on
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.documents import Organ


@dataclass(frozen=True)
class Carried:
    """A line's vote, and the line that carries it now: itself, or the holder of its proxy."""

    entry: RollEntry
    holder: RollEntry

    @property
    def by_proxy(self) -> bool:
        """Whether somebody else votes for it."""
        return self.entry.id != self.holder.id


def questions_of(meeting_id: UUID) -> list[Question]:
    """The votes of a meeting, in the order of its agenda."""
    rows = (
        select(Question)
        .where(Question.meeting_id == meeting_id)
        .options(selectinload(Question.options), joinedload(Question.item))
    )
    found = list(db.session.scalars(rows))
    return sorted(found, key=lambda question: (question.item.position, question.position))


def has_open_vote(meeting_id: UUID) -> bool:
    """Whether somebody may be voting now."""
    rows = select(Question.id).where(Question.meeting_id == meeting_id, Question.state == QuestionState.OPEN)
    return db.session.scalars(rows).first() is not None


def open_question_of(meeting_id: UUID) -> Question | None:
    """The vote being held at a meeting: there is one at a time."""
    rows = select(Question).where(Question.meeting_id == meeting_id, Question.state == QuestionState.OPEN)
    return db.session.scalars(rows.options(joinedload(Question.item))).first()


def votes_waiting(meeting_id: UUID) -> bool:
    """Whether a vote is open, or counted and not proclaimed yet."""
    waiting = Question.state.in_((QuestionState.OPEN, QuestionState.CLOSED))
    return db.session.scalars(select(Question.id).where(Question.meeting_id == meeting_id, waiting)).first() is not None


def question_in(meeting: OrganMeeting, question_id: UUID) -> Question | None:
    """A vote of this meeting."""
    question = db.session.get(Question, question_id)
    return question if question is not None and question.meeting_id == meeting.id else None


def carried_votes(meeting_id: UUID) -> list[Carried]:
    """The votes in the room now, by the name of whose they are.

    Who is there votes for themselves; a proxy counts while its holder is there and its giver is not (``quorum``).
    """
    rows = select(RollEntry).where(RollEntry.meeting_id == meeting_id, RollEntry.why_not == "", RollEntry.votes > 0)
    lines = {line.id: line for line in db.session.scalars(rows.order_by(RollEntry.sort_name, RollEntry.id))}
    given = select(Proxy.giver_id, Proxy.holder_id).where(Proxy.meeting_id == meeting_id, Proxy.revoked_at.is_(None))
    holders = {row.giver_id: row.holder_id for row in db.session.execute(given)}
    found = []
    for line in lines.values():
        holder = line if line.is_present else lines.get(holders.get(line.id, line.id))
        if holder is not None and holder.is_present:
            found.append(Carried(line, holder))
    return found


def carried_by(meeting_id: UUID, person_id: UUID | None) -> list[Carried]:
    """The votes somebody carries now: of their own line and of the minors they answer for, then of who gave them a proxy."""
    if person_id is None:
        return []
    mine = [vote for vote in carried_votes(meeting_id) if vote.holder.voter_id == person_id]
    return sorted(mine, key=lambda vote: (vote.entry.person_id != person_id, vote.by_proxy))


def open_votes_of(question_id: UUID) -> dict[UUID, OpenVote]:
    """What each line answered in an open vote."""
    rows = select(OpenVote).where(OpenVote.question_id == question_id).options(joinedload(OpenVote.entry))
    return {vote.entry_id: vote for vote in db.session.scalars(rows)}


def rights_of(question_id: UUID) -> list[VoteRight]:
    """The rights of a secret vote, by the name of who carries them and then of whose they are."""
    rows = (
        select(VoteRight)
        .where(VoteRight.question_id == question_id)
        .options(joinedload(VoteRight.entry), joinedload(VoteRight.holder))
    )
    found = list(db.session.scalars(rows))
    return sorted(found, key=lambda r: (r.holder.sort_name, r.holder_id != r.entry_id, r.entry.sort_name, r.ordinal))


def rights_held_by(question_id: UUID, person_id: UUID | None) -> list[VoteRight]:
    """The rights somebody carries in a secret vote."""
    return [right for right in rights_of(question_id) if person_id and right.holder.voter_id == person_id]


def unused_rights(question_id: UUID, rights: list[VoteRight]) -> set[UUID]:
    """Which of these rights still have their token: asked with the key, since no column says it while the vote is open."""
    kept = set(db.session.scalars(select(BallotToken.digest).where(BallotToken.question_id == question_id)))
    maker = TokenMaker(question_id)
    return {
        right.id for right in rights if right.state == RightState.ISSUED and kept and maker.digest_of(right) in kept
    }


def printable_rights(question_id: UUID) -> list[VoteRight]:
    """The rights that may have a slip: unused, and carried by who is in the room in person."""
    rights = [one for one in rights_of(question_id) if one.holder.is_present]
    unused = unused_rights(question_id, rights)
    return [one for one in rights if one.id in unused and one.holder.attendance == Attendance.IN_PERSON]


def tokens_left(question_id: UUID) -> int:
    """How many tokens have not been used."""
    return db.session.scalar(select(func.count()).where(BallotToken.question_id == question_id)) or 0


def receipts_of(question_id: UUID) -> list[str]:
    """The codes of the ballots that were counted, in alphabetical order: no other order exists."""
    rows = select(BallotReceipt.code).where(BallotReceipt.question_id == question_id)
    return sorted(db.session.scalars(rows))


def may_read_minutes(meeting: OrganMeeting, person_id: UUID | None) -> bool:
    """Whether somebody reads the minutes from their own area: called to the meeting, or a member if it is the assembly."""
    if lines_of_person(meeting.id, person_id):
        return True
    if meeting.organ != Organ.ASSEMBLY or person_id is None:
        return False
    mine = members_on(today()).where(Membership.person_id == person_id)
    return db.session.scalars(mine).first() is not None
