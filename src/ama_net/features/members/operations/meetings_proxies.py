"""Proxies: a member lets another vote in their place, at one meeting of the assembly (D.Lgs. 117/2017 art. 24 c. 3)."""

from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from ama_net.features.members.models import MeetingState, OrganMeeting, Proxy, RollEntry
from ama_net.features.members.operations.meetings_planning import hold_meeting
from ama_net.features.members.operations.votes_locks import hold_votes
from ama_net.features.members.operations.votes_secret import follow_the_room
from ama_net.features.members.queries_meetings import members_in, officers_among
from ama_net.features.members.quorum import proxies_allowed
from ama_net.features.members.settings_meetings import MeetingsSettings, OfficerProxies
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents import Organ
from ama_net.kernel.tenancy.settings import read_settings


class ProxyRefused(Exception):
    """A proxy that cannot be; ``reason`` is a word of ``meeting_words.REFUSALS``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def give_proxy(
    giver: RollEntry, holder: RollEntry, *, by: Actor, way: str = "online", document_id: UUID | None = None
) -> Proxy:
    """Write down that ``giver`` lets ``holder`` vote in their place. Flushed.

    One proxy each; the holder is a member who votes, and has given none; no more than the statute lets one person hold, for
    all the lines they act for (three below 500 members, five from 500, at most); none to who is blank, absent from the roll,
    or refused by the statute.
    The meeting is held first and its lines are locked in the order of their keys: of ten at once, as many pass as may.

    Raises:
        ProxyRefused: with the reason.
    """
    hold_votes(giver.meeting_id)
    meeting = hold_meeting(giver.meeting)
    if meeting.organ != Organ.ASSEMBLY or meeting.state not in (MeetingState.CONVENED, MeetingState.OPEN):
        raise ProxyRefused("closed")
    if holder.meeting_id != meeting.id:
        raise ProxyRefused("holder_cannot_vote")
    _lock(giver, holder)
    reason = _lines_refusal(giver, holder) or _statute_refusal(holder) or _proxies_refusal(giver, holder)
    if reason:
        raise ProxyRefused(reason)
    proxy = Proxy(meeting_id=meeting.id, giver_id=giver.id, holder_id=holder.id, way=way, document_id=document_id)
    proxy.recorded_by = by.account_id
    db.session.add(proxy)
    follow_the_room(meeting.id)
    record(by=by, verb="proxy.given", subject=proxy, changes={"way": way})
    return proxy


def revoke_proxy(proxy: Proxy, *, by: Actor) -> None:
    """Take a proxy back; it can be given again to somebody else. Revoked already: nothing happens.

    Raises:
        ProxyRefused: the meeting is over.
    """
    hold_votes(proxy.meeting_id)
    meeting = hold_meeting(db.session.get_one(OrganMeeting, proxy.meeting_id))
    db.session.refresh(proxy, with_for_update={"of": Proxy})
    if meeting.state not in (MeetingState.CONVENED, MeetingState.OPEN):
        raise ProxyRefused("closed")
    if proxy.revoked_at is None:
        end_proxy(proxy, by=by)


def end_proxy(proxy: Proxy, *, by: Actor) -> None:
    """End a proxy that is in force, for who already holds the meeting and its votes: its holder casts no more for it."""
    proxy.revoked_at = now()
    follow_the_room(proxy.meeting_id)
    record(by=by, verb="proxy.revoked", subject=proxy)


def proxy_given_by(entry: RollEntry) -> Proxy | None:
    """The proxy a line has given, in force."""
    return db.session.scalar(select(Proxy).where(Proxy.giver_id == entry.id, Proxy.revoked_at.is_(None)))


def limit_of(meeting: OrganMeeting) -> int:
    """How many proxies one may hold at this meeting."""
    settings = read_settings(MeetingsSettings)
    return proxies_allowed(members_in(meeting.id), below=settings.proxies_below, above=settings.proxies_above)


def is_officer(entry: RollEntry) -> bool:
    """Whether the line is of somebody on the board or in the control body: a proxy to them deserves a warning."""
    return entry.person_id is not None and bool(officers_among([entry.person_id], today()))


def held_by(entry: RollEntry) -> int:
    """How many proxies a line holds."""
    return _count_held(Proxy.holder_id == entry.id)


def held_by_who_acts_for(entry: RollEntry) -> int:
    """How many proxies are held by whoever acts for a line, for all their lines: a guardian's wards give them no more."""
    if entry.voter_id is None:  # a body: nobody acts for two
        return held_by(entry)
    lines = select(RollEntry.id).where(RollEntry.meeting_id == entry.meeting_id, RollEntry.voter_id == entry.voter_id)
    return _count_held(Proxy.holder_id.in_(lines))


def _count_held(which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).where(which, Proxy.revoked_at.is_(None))) or 0


def _lock(*lines: RollEntry) -> None:
    keys = {line.id for line in lines}
    rows = select(RollEntry).where(RollEntry.id.in_(keys)).order_by(RollEntry.id).with_for_update()
    db.session.scalars(rows.execution_options(populate_existing=True)).all()


def _lines_refusal(giver: RollEntry, holder: RollEntry) -> str:
    if giver.id == holder.id or (giver.voter_id is not None and giver.voter_id == holder.voter_id):
        return "same"
    if not giver.may_vote:
        return "giver_cannot_vote"
    if not holder.may_vote:
        return "holder_cannot_vote"
    return "giver_present" if giver.is_present else ""


def _statute_refusal(holder: RollEntry) -> str:
    limit, settings = limit_of(holder.meeting), read_settings(MeetingsSettings)
    if limit == 0:
        return "not_allowed"
    if settings.proxies_to_officers == OfficerProxies.REFUSED and is_officer(holder):
        return "officer"
    return "full" if held_by_who_acts_for(holder) >= limit else ""


def _proxies_refusal(giver: RollEntry, holder: RollEntry) -> str:
    if proxy_given_by(giver) is not None:
        return "already_given"
    return "chained" if held_by(giver) or proxy_given_by(holder) is not None else ""
