"""The roll: who is called and who may vote, as it stood on a day (D.Lgs. 117/2017 art. 24 c. 1)."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from ama_net.features.members.ages import is_minor
from ama_net.features.members.models import MeetingState, Membership, MembershipFee, OrganMeeting, Proxy, RollEntry
from ama_net.features.members.operations.meetings_planning import NotNow, hold_meeting
from ama_net.features.members.queries_meetings import (
    NO_LONGER,
    fees_of_year,
    in_office_on,
    members_on,
    roll_of,
    voting_guardians,
)
from ama_net.features.members.settings_meetings import FeeRule, MeetingsSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents import Organ
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy.settings import read_settings


@dataclass(frozen=True)
class _Terms:
    """What decides a line: the day, the statute, the fees of the year, who votes for whom."""

    on: date
    settings: MeetingsSettings
    fees: dict[UUID, MembershipFee]
    guardians: dict[UUID, UUID]


def freeze_roll(meeting: OrganMeeting, *, on: date, by: Actor) -> list[RollEntry]:
    """Write who is called and who may vote as it stands on a day; returns the lines by name. Again and again until opened.

    The assembly's roll is the members of that day; who has been one for too short a time, or owes a fee when the statute
    minds it, stands in it with the reason and no vote. A minor's vote belongs to whoever answers for them. The other
    organs' roll is who is in office. A line that is no longer to be stays, without a vote, and proxies which have become
    impossible are revoked; in a draft, of which nobody was told, it goes.

    Raises:
        NotNow: the meeting has been opened, or called off.
    """
    hold_meeting(meeting)
    if meeting.state not in (MeetingState.DRAFT, MeetingState.CONVENED):
        raise NotNow("roll_closed")
    before = {_key(line): line for line in db.session.scalars(select(RollEntry).where(_of(meeting)))}
    fresh = []
    for facts in _lines(meeting, on):
        line = before.pop((facts["membership_id"], facts["person_id"]), None)
        if line is None:
            fresh.append({"meeting_id": meeting.id, **facts})
            continue
        for name, value in facts.items():
            setattr(line, name, value)
    if fresh:
        db.session.execute(insert(RollEntry), fresh)
    _put_off(meeting, before.values())
    meeting.roll_on = on
    db.session.flush()
    _revoke_impossible(meeting)
    record(by=by, verb="meeting.roll_frozen", subject=meeting, changes={"on": on.isoformat()})
    return list(db.session.scalars(roll_of(meeting.id)))


def _put_off(meeting: OrganMeeting, lines: Iterable[RollEntry]) -> None:
    """Take lines off the roll: whoever was once on a draft's has nothing to read of the meeting."""
    if meeting.state == MeetingState.DRAFT:
        db.session.execute(delete(RollEntry).where(RollEntry.id.in_([line.id for line in lines])))
        return
    for line in lines:
        line.why_not = NO_LONGER


def months_later(day: date, months: int) -> date:
    """The same day some months later; the month's last when it has no such day (31 January and one month: 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def fee_word(fee: MembershipFee | None, on: date) -> str:
    """How a fee stands on a day: ``""`` when none was asked, ``paid``, ``due``, ``overdue``."""
    if fee is None:
        return ""
    if fee.is_paid:
        return "paid"
    return "overdue" if fee.due_on < on else "due"


def _lines(meeting: OrganMeeting, on: date) -> Iterable[dict[str, Any]]:
    if meeting.organ != Organ.ASSEMBLY:
        return [_officer_line(person) for person in in_office_on(meeting.organ, on)]
    terms = _Terms(on, read_settings(MeetingsSettings), fees_of_year(on.year), voting_guardians())
    return [_member_line(membership, terms) for membership in db.session.scalars(members_on(on))]


def _officer_line(person: Person) -> dict[str, Any]:
    return {
        "membership_id": None,
        "person_id": person.id,
        "voter_id": person.id,
        "name": person.list_name,
        "sort_name": person.sort_name,
        "votes": 1,
        "why_not": "",
    }


def _member_line(membership: Membership, terms: _Terms) -> dict[str, Any]:
    person, body = membership.person, membership.organisation
    minor = person is not None and is_minor(person, terms.on)
    voter = terms.guardians.get(person.id) if person and minor else membership.person_id
    fee = fee_word(terms.fees.get(membership.id), terms.on)
    return {
        "membership_id": membership.id,
        "person_id": membership.person_id,
        "voter_id": voter,
        "name": membership.list_name,
        "sort_name": person.sort_name if person else body.sort_name if body else "",
        "number": membership.number,
        "since": membership.admitted_on,
        "fee_state": fee,
        "votes": membership.category.votes,
        "why_not": _why_not(membership, fee, terms, guarded=not minor or voter is not None),
    }


def _why_not(membership: Membership, fee: str, terms: _Terms, *, guarded: bool) -> str:
    if membership.category.votes == 0:
        return "category"
    if months_later(membership.admitted_on, terms.settings.seniority_months) > terms.on:
        return "seniority"
    owed = {FeeRule.NO: (), FeeRule.NOT_OVERDUE: ("overdue",), FeeRule.PAID: ("overdue", "due")}
    if fee in owed[terms.settings.fee_rule]:
        return "fee"
    return "" if guarded else "minor_without_guardian"


def _revoke_impossible(meeting: OrganMeeting) -> None:
    """Proxies between lines that both vote stay; the others end."""
    voting = select(RollEntry.id).where(_of(meeting), RollEntry.why_not == "", RollEntry.votes > 0)
    ended = select(Proxy).where(
        Proxy.meeting_id == meeting.id,
        Proxy.revoked_at.is_(None),
        Proxy.giver_id.not_in(voting) | Proxy.holder_id.not_in(voting),
    )
    for proxy in db.session.scalars(ended.order_by(Proxy.id).with_for_update()):
        proxy.revoked_at = now()
    db.session.flush()


def _of(meeting: OrganMeeting) -> Any:
    return RollEntry.meeting_id == meeting.id


def _key(line: RollEntry) -> tuple[UUID | None, UUID | None]:
    return line.membership_id, line.person_id
