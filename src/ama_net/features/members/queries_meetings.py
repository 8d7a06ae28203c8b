"""Questions about meetings: their roll, their proxies, who is called, what concerns one person."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import joinedload

from ama_net.features.members.models import (
    AttendanceMove,
    Guardianship,
    MeetingNotice,
    MeetingRecipient,
    MeetingState,
    Membership,
    MembershipFee,
    OrganMeeting,
    Proxy,
    RollEntry,
)
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.text import fold
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.documents import Document, OfficeTerm, Organ, Visibility
from ama_net.kernel.documents.queries import all_documents, office_holders
from ama_net.kernel.people import Person

SEEN_BY_THE_CALLED = (
    MeetingState.CONVENED,
    MeetingState.OPEN,
    MeetingState.CLOSED,
    MeetingState.FILED,
    MeetingState.CANCELLED,
    MeetingState.DESERTED,
)

NO_LONGER = "not_member"
"""Why a line has no vote any more: who it names was on the roll once, and is not now."""


def members_on(day: date) -> Select[Membership]:
    """The memberships in force on a day, in the order of the book."""
    ended = or_(Membership.ended_on.is_(None), Membership.ended_on > day)
    return (
        select(Membership)
        .where(Membership.admitted_on <= day, ended)
        .options(joinedload(Membership.person), joinedload(Membership.organisation), joinedload(Membership.category))
        .order_by(Membership.number)
    )


def in_office_on(organ: str, day: date) -> list[Person]:
    """Who holds an office of an organ on a day, each once, by name."""
    people = {term.person_id: term.person for term in office_holders(organ, day)}
    return sorted(people.values(), key=lambda person: person.sort_name)


def officers_among(people: Iterable[UUID], day: date) -> set[UUID]:
    """Which of these people sit on the board or in the control body."""
    ended = or_(OfficeTerm.ended_on.is_(None), OfficeTerm.ended_on > day)
    found = select(OfficeTerm.person_id).where(
        OfficeTerm.person_id.in_(set(people)), OfficeTerm.organ.in_(("board", "control_body")), ended
    )
    return set(db.session.scalars(found))


def voting_guardians() -> dict[UUID, UUID]:
    """Who votes for each person that has a guardian."""
    rows = select(Guardianship.person_id, Guardianship.guardian_id).where(Guardianship.votes)
    return {row.person_id: row.guardian_id for row in db.session.execute(rows)}


def fees_of_year(year: int) -> dict[UUID, MembershipFee]:
    """The fee of each membership for a year."""
    rows = db.session.scalars(select(MembershipFee).where(MembershipFee.year == year))
    return {fee.membership_id: fee for fee in rows}


def roll_of(meeting_id: UUID) -> Select[RollEntry]:
    """The roll, by name."""
    return select(RollEntry).where(RollEntry.meeting_id == meeting_id).order_by(RollEntry.sort_name, RollEntry.number)


def proxies_of(meeting_id: UUID) -> list[Proxy]:
    """The proxies in force, the first given first."""
    rows = (
        select(Proxy)
        .where(Proxy.meeting_id == meeting_id, Proxy.revoked_at.is_(None))
        .options(joinedload(Proxy.giver), joinedload(Proxy.holder))
        .order_by(Proxy.given_at, Proxy.id)
    )
    return list(db.session.scalars(rows))


def members_in(meeting_id: UUID) -> int:
    """How many members the association has, as its roll says: the proxies one may hold depend on it."""
    lines = select(func.count()).where(RollEntry.meeting_id == meeting_id, RollEntry.membership_id.is_not(None))
    return db.session.scalar(lines.where(RollEntry.why_not != NO_LONGER)) or 0


def weight_of_members(meeting_id: UUID) -> int:
    """What all the members on the roll weigh together: one each, more for a body with more votes, voting or not.

    The law dissolves an association with three quarters "degli associati" (c.c. art. 21 c. 3): who cannot vote is one too.
    """
    lines = select(func.sum(func.greatest(RollEntry.votes, 1))).where(RollEntry.meeting_id == meeting_id)
    return db.session.scalar(lines.where(RollEntry.why_not != NO_LONGER)) or 0


def lines_of_person(meeting_id: UUID, person_id: UUID | None) -> list[RollEntry]:
    """The lines somebody acts for at a meeting: their own, and those of the minors they answer for; none that no longer is."""
    if person_id is None:  # an account without a person; a body's lines have nobody who votes either
        return []
    mine = or_(RollEntry.voter_id == person_id, RollEntry.person_id == person_id)
    return list(db.session.scalars(roll_of(meeting_id).where(mine, RollEntry.why_not != NO_LONGER)))


def meetings_for(person_id: UUID | None) -> Select[OrganMeeting]:
    """The meetings somebody is called to, or was written to about, themselves or for a minor, whatever became of them."""
    if person_id is None:
        return select(OrganMeeting).where(false())
    mine = or_(RollEntry.voter_id == person_id, RollEntry.person_id == person_id)
    lines = select(RollEntry.meeting_id).where(mine, RollEntry.why_not != NO_LONGER)
    told = (
        select(MeetingNotice.meeting_id)
        .join(MeetingRecipient, MeetingRecipient.notice_id == MeetingNotice.id)
        .where(MeetingRecipient.person_id == person_id)
    )
    called = or_(OrganMeeting.id.in_(lines), OrganMeeting.id.in_(told))
    return select(OrganMeeting).where(OrganMeeting.state.in_(SEEN_BY_THE_CALLED), called)


def coming_for(person_id: UUID | None) -> list[OrganMeeting]:
    """Those of them still to come or being held, the nearest first."""
    rows = meetings_for(person_id).where(
        or_(
            OrganMeeting.state == MeetingState.OPEN,
            (OrganMeeting.state == MeetingState.CONVENED)
            & (func.coalesce(OrganMeeting.second_call_at, OrganMeeting.first_call_at) > now() - timedelta(hours=12)),
        )
    )
    return list(db.session.scalars(rows.order_by(OrganMeeting.first_call_at)))


def notices_of(meeting_id: UUID) -> list[MeetingNotice]:
    """What was sent, the latest first."""
    rows = (
        select(MeetingNotice)
        .where(MeetingNotice.meeting_id == meeting_id)
        .options(joinedload(MeetingNotice.entry))
        .order_by(MeetingNotice.sequence.desc())
    )
    return list(db.session.scalars(rows))


def documents_of(meeting: OrganMeeting) -> dict[UUID, Document]:
    """The documents of the agenda, by key, unless they were withdrawn."""
    keys = {item.document_id for item in meeting.items if item.document_id}
    rows = db.session.scalars(all_documents().where(Document.id.in_(keys), Document.withdrawn_at.is_(None)))
    return {document.id: document for document in rows}


def lines_called(meeting_id: UUID, words: str) -> list[RollEntry]:
    """The lines of who is called so: by the number in the book, else by given and family name in any order."""
    lines = roll_of(meeting_id)
    if words.isdecimal() and len(words) < 10:
        return list(db.session.scalars(lines.where(RollEntry.number == int(words))))
    parts = fold(words).split()
    if not parts:
        return []
    for part in parts:
        lines = lines.where(RollEntry.sort_name.contains(part, autoescape=True))
    found = list(db.session.scalars(lines.limit(50)))
    return [line for line in found if sorted(fold(line.name).replace(",", " ").split()) == sorted(parts)]


def moves_of(meeting_id: UUID, at_most: int = 20) -> list[tuple[AttendanceMove, str]]:
    """Who came and went, the latest first, with their names."""
    rows = (
        select(AttendanceMove, RollEntry.name)
        .join(RollEntry, RollEntry.id == AttendanceMove.entry_id)
        .where(AttendanceMove.meeting_id == meeting_id)
        .order_by(AttendanceMove.at.desc(), AttendanceMove.id.desc())
    )
    return [(move, name) for move, name in db.session.execute(rows.limit(at_most))]


def proxies_touching(lines: list[UUID]) -> list[Proxy]:
    """The proxies in force that these lines gave or hold."""
    if not lines:
        return []
    rows = (
        select(Proxy)
        .where(Proxy.revoked_at.is_(None), or_(Proxy.giver_id.in_(lines), Proxy.holder_id.in_(lines)))
        .options(joinedload(Proxy.giver), joinedload(Proxy.holder))
    )
    return list(db.session.scalars(rows))


def readable_documents(meeting: OrganMeeting, actor: Actor) -> dict[UUID, Document]:
    """The documents of the agenda that somebody who is called may read: those for members; of the board's, who sits on it.

    Who was written to and is off the roll since reads only what is for members.
    """
    open_to = {Visibility.PUBLIC, Visibility.MEMBERS}
    sits = meeting.organ != Organ.ASSEMBLY and bool(lines_of_person(meeting.id, actor.person_id))
    if sits or actor.can(Permission.DOCUMENTS_READ):
        open_to |= {Visibility.BOARD}
    if actor.can(Permission.DOCUMENTS_EDIT):
        open_to |= {Visibility.OFFICE}
    return {key: document for key, document in documents_of(meeting).items() if document.visibility in open_to}
