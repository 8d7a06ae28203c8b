"""The invented votes of the demonstration: the assembly that was held approved a balance and elected a board in secret.

Its minutes are in the book. A member asks for another assembly.
"""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from ama_net.features.members.ballot_secrets import TokenMaker
from ama_net.features.members.models import (
    AgendaItem,
    ConveningRequest,
    Majority,
    MeetingState,
    Membership,
    OrganMeeting,
    Proxy,
    Question,
    RollEntry,
    VoteMode,
)
from ama_net.features.members.operations.convening import ask_assembly
from ama_net.features.members.operations.minutes import (
    Signers,
    draft_minutes,
    file_minutes,
    fingerprint,
    write_discussion,
    write_minutes,
)
from ama_net.features.members.operations.votes import (
    QuestionFacts,
    add_question,
    cast_ballot,
    close_question,
    open_question,
    proclaim,
    vote_openly,
)
from ama_net.features.members.queries_votes import carried_votes, rights_of
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.tenancy.tenant_file import load_demo

SEATS = 3
FEWEST = 5
DISCUSSION = (
    "Il tesoriere legge il bilancio dell'anno passato, un documento inventato per la dimostrazione.\n\n"
    "Una socia chiede delle spese per le sale; le viene risposto che sono diminuite."
)


def seed_demo_votes(folder: Path) -> None:
    """Vote at the assembly that was held and file its minutes. Harmless to repeat."""
    if not load_demo(folder).members or db.session.scalars(select(Question.id).limit(1)).first() is not None:
        return
    held = select(OrganMeeting).where(OrganMeeting.organ == "assembly", OrganMeeting.state == MeetingState.CLOSED)
    meeting = db.session.scalars(held.order_by(OrganMeeting.first_call_at)).first()
    if meeting is not None and len(carried_votes(meeting.id)) >= FEWEST:
        _vote(meeting)
        _file(meeting)
    _ask()


def _vote(meeting: OrganMeeting) -> None:
    """Written as it would have been then: the meeting is put back in progress for as long as it takes."""
    closed_at, meeting.state = meeting.closed_at, MeetingState.OPEN
    balance, *_others = meeting.items
    election = AgendaItem(
        meeting_id=meeting.id,
        position=len(meeting.items) + 1,
        title="Elezione del consiglio direttivo",
        vote_mode=VoteMode.SECRET,
        majority=Majority.MOST_VOTED,
        seats=SEATS,
    )
    db.session.add(election)
    db.session.flush()
    db.session.expire(meeting, ["items"])
    _approve(balance)
    _elect(election)
    for question in db.session.scalars(select(Question).where(Question.meeting_id == meeting.id)):
        question.opened_at = (meeting.opened_at or question.created_at) + timedelta(minutes=30)
        question.closed_at = question.opened_at + timedelta(minutes=10)
    meeting.state, meeting.closed_at = MeetingState.CLOSED, closed_at
    db.session.flush()


def _approve(item: AgendaItem) -> None:
    question = add_question(item, QuestionFacts(item.text or "Si approva il bilancio?"), by=SYSTEM)
    open_question(question, by=SYSTEM)
    in_favour, _against, abstain = question.options
    for place, vote in enumerate(carried_votes(question.meeting_id)):
        chosen = abstain if place == 1 else in_favour
        vote_openly(question.id, vote.entry, [str(chosen.id)], by=SYSTEM, way="office")
    close_question(question, by=SYSTEM)
    proclaim(question, by=SYSTEM)


def _elect(item: AgendaItem) -> None:
    lines = select(RollEntry).where(RollEntry.meeting_id == item.meeting_id, RollEntry.person_id.is_not(None))
    names = tuple(line.name for line in db.session.scalars(lines.order_by(RollEntry.number).limit(SEATS + 1)))
    text = f"Elezione di {SEATS} componenti del consiglio direttivo."
    facts = QuestionFacts(text, VoteMode.SECRET, Majority.MOST_VOTED, SEATS, names)
    question = add_question(item, facts, by=SYSTEM)
    open_question(question, by=SYSTEM)
    keys, maker = [str(option.id) for option in question.options], TokenMaker(question.id)
    for place, right in enumerate(rights_of(question.id)):
        chosen = keys[:SEATS] if place % 3 else keys[1:2]
        cast_ballot(question.id, maker.token_of(right), chosen)
    close_question(question, by=SYSTEM)
    if not any(option.tied for option in question.options):
        proclaim(question, by=SYSTEM)


def _file(meeting: OrganMeeting) -> None:
    waiting = select(func.count()).where(Question.meeting_id == meeting.id, Question.state == "closed")
    if db.session.scalar(waiting):
        return
    db.session.execute(update(Proxy).where(Proxy.meeting_id == meeting.id).values(given_at=meeting.convened_at))
    write_discussion(meeting.items[0], DISCUSSION, seen=fingerprint(meeting.items[0].discussion), by=SYSTEM)
    draft_minutes(meeting, by=SYSTEM)
    voters = [vote.entry.voter_id for vote in carried_votes(meeting.id) if vote.entry.voter_id and not vote.by_proxy]
    text = meeting.minutes_text
    write_minutes(meeting, text, Signers(voters[0], voters[1]), seen=fingerprint(text), by=SYSTEM)
    file_minutes(meeting, by=SYSTEM)


def _ask() -> None:
    """Somebody asks for an assembly, and waits for others to sign."""
    if db.session.scalars(select(ConveningRequest.id).limit(1)).first() is not None:
        return
    rows = select(Membership).where(Membership.ended_on.is_(None), Membership.admitted_on <= today())
    members = list(db.session.scalars(rows.order_by(Membership.number).limit(20)))
    if len(members) > 11:
        ask_assembly(
            members[-1],
            agenda="Una sede più grande per i gruppi\nGli orari della segreteria",
            reasons="Le sale sono sempre piene. È una richiesta inventata per la dimostrazione.",
            by=SYSTEM,
        )
