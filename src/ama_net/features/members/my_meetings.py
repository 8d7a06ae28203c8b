"""What the personal area shows of meetings: the next one, and how each line one acts for stands."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.members.models import MeetingState, OrganMeeting, Proxy, RollEntry
from ama_net.features.members.queries_meetings import coming_for, lines_of_person, proxies_touching
from ama_net.features.members.queries_votes import carried_by, open_question_of
from ama_net.features.members.settings_meetings import MeetingsSettings
from ama_net.foundation.clock import now
from ama_net.kernel.access import Actor, Role
from ama_net.kernel.accounts.personal import NextThing, PersonalRoom
from ama_net.kernel.tenancy.settings import read_settings

CALLED = {Role.MEMBER, Role.BOARD, Role.CONTROL_BODY, Role.PRESIDENT, Role.SECRETARY, Role.TREASURER}

BEFORE = timedelta(hours=1)
"""How long before the call one may check in remotely."""


@dataclass(frozen=True)
class MyLine:
    """A line of the roll that concerns somebody: the proxy it has given, those it holds, whether it is theirs to act for."""

    entry: RollEntry
    acts: bool
    given: Proxy | None = None
    held: list[Proxy] = field(default_factory=list)


def my_lines(meeting: OrganMeeting, person_id: UUID | None) -> list[MyLine]:
    """The lines somebody is called for: their own first."""
    lines = lines_of_person(meeting.id, person_id)
    proxies = proxies_touching([line.id for line in lines])
    return [
        MyLine(
            entry=line,
            acts=line.voter_id == person_id,
            given=next((proxy for proxy in proxies if proxy.giver_id == line.id), None),
            held=[proxy for proxy in proxies if proxy.holder_id == line.id],
        )
        for line in sorted(lines, key=lambda line: line.person_id != person_id)
    ]


def remote_is_open(meeting: OrganMeeting) -> bool:
    """Whether one may check in remotely now: the meeting has a room online, the statute allows it, and it is time."""
    if not meeting.online_url or not read_settings(MeetingsSettings).remote_allowed:
        return False
    if meeting.state == MeetingState.OPEN:
        return True
    call = meeting.second_call_at if meeting.deserted_at and meeting.second_call_at else meeting.first_call_at
    return meeting.state == MeetingState.CONVENED and now() >= call - BEFORE


def concerns(actor: Actor) -> bool:
    """Members and who holds an office; who has no role at all may be a minor's guardian."""
    return actor.person_id is not None and (not actor.roles or bool(actor.roles & CALLED))


def next_things(actor: Actor) -> list[NextThing]:
    """The next meetings one is called to."""
    things: list[NextThing] = []
    for meeting in coming_for(actor.person_id):
        voting = _voting_now(meeting, actor)
        if voting is not None:
            things.insert(0, voting)
            continue
        running = meeting.state == MeetingState.OPEN
        when = meeting.first_call_at if not meeting.deserted_at else meeting.second_call_at
        words = _("È in corso") if running else _("Riunione convocata")
        things.append(NextThing(meeting.title, words, url_for("meetings_my.show", meeting_id=meeting.id), when=when))
    return things


def _voting_now(meeting: OrganMeeting, actor: Actor) -> NextThing | None:
    """The vote being held there, for who carries a vote: it does not wait."""
    question = open_question_of(meeting.id) if meeting.state == MeetingState.OPEN else None
    if question is None or not carried_by(meeting.id, actor.person_id):
        return None
    url = url_for("votes_my.show", meeting_id=meeting.id, question_id=question.id)
    return NextThing(_("Si vota adesso"), question.item.title, url, when=meeting.opened_at)


ROOM = PersonalRoom(
    key="meetings",
    title=_l("Riunioni"),
    icon="calendar",
    endpoint="meetings_my.index",
    next_things=next_things,
    concerns=concerns,
    order=40,
)
