"""Questions about meetings: their roll, their proxies, who is called, what concerns one person."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, false, func, or_, select
from sqlalchemy.orm import joinedload

from ama_net.features.members.models import (
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
from ama_net.kernel.documents import OfficeTerm
from ama_net.kernel.documents.queries import office_holders
from ama_net.kernel.people import Person

SEEN_BY_THE_CALLED = (
    MeetingState.CONVENED,
    MeetingState.OPEN,
    MeetingState.CLOSED,
    MeetingState.FILED,
    MeetingState.CANCELLED,
    MeetingState.DESERTED,
)


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
    return db.session.scalar(lines.where(RollEntry.why_not != "not_member")) or 0


def lines_of_person(meeting_id: UUID, person_id: UUID | None) -> list[RollEntry]:
    """The lines somebody acts for at a meeting: their own, and those of the minors they answer for."""
    if person_id is None:  # an account without a person; a body's lines have nobody who votes either
        return []
    mine = or_(RollEntry.voter_id == person_id, RollEntry.person_id == person_id)
    return list(db.session.scalars(roll_of(meeting_id).where(mine)))


def meetings_for(person_id: UUID | None) -> Select[OrganMeeting]:
    """The meetings somebody is called to, themselves or for a minor, whatever became of them."""
    if person_id is None:
        return select(OrganMeeting).where(false())
    lines = select(RollEntry.meeting_id).where(or_(RollEntry.voter_id == person_id, RollEntry.person_id == person_id))
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
