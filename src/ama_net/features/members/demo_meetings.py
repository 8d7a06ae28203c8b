"""The invented meetings of the demonstration: an assembly that was held, and one that members are called to."""

from datetime import datetime, time, timedelta
from pathlib import Path

from sqlalchemy import select

from ama_net.features.members.models import (
    Attendance,
    Majority,
    MeetingState,
    OrganMeeting,
    RollEntry,
    VoteMode,
)
from ama_net.features.members.notice_text import draft_notice
from ama_net.features.members.operations.meetings import (
    AgendaFacts,
    MeetingPlan,
    add_item,
    attend,
    close_meeting,
    convene,
    freeze_roll,
    give_proxy,
    leave,
    open_meeting,
    plan_meeting,
)
from ama_net.features.members.operations.meetings_convening import write_some
from ama_net.features.members.operations.meetings_planning import write_notice
from ama_net.features.members.queries_meetings import roll_of
from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.office import Outcome, finish
from ama_net.kernel.tenancy.tenant_file import load_demo

PLACE = "Sala dimostrativa della sede"
DAYS_AGO, DAYS_AHEAD = 60, 15
FEWEST = 8
"""With fewer voters there is nothing to show."""


def seed_demo_meetings(folder: Path) -> None:
    """Hold an assembly and call another, in an association with invented members. Harmless to repeat."""
    if not load_demo(folder).members or db.session.scalars(select(OrganMeeting.id).limit(1)).first() is not None:
        return
    _held()
    _called()


def _held() -> None:
    """Found deserted in first call, held in second: two came remotely, one had a proxy, one left before the end."""
    first = _on(-DAYS_AGO, time(7))
    second = _on(1 - DAYS_AGO, time(18))
    meeting = plan_meeting(MeetingPlan("assembly", "Assemblea ordinaria dei soci", first, second, PLACE), by=SYSTEM)
    add_item(
        meeting,
        AgendaFacts("Bilancio dell'anno passato", "L'assemblea approva il bilancio letto in riunione.", VoteMode.OPEN),
        by=SYSTEM,
    )
    add_item(meeting, AgendaFacts("Programma dei gruppi per l'autunno"), by=SYSTEM)
    meeting.notice = draft_notice(meeting)
    freeze_roll(meeting, on=second.date(), by=SYSTEM)
    voters = _voters(meeting)
    if len(voters) < FEWEST:
        return
    # Written as it would have been then: operations that call people look only ahead.
    meeting.state, meeting.convened_at, meeting.deserted_at = MeetingState.CONVENED, first - timedelta(days=14), first
    give_proxy(voters[7], voters[0], by=SYSTEM, way="paper")
    for place, entry in enumerate(voters[:6]):
        remote = place in (4, 5)
        way = Attendance.REMOTE if remote else Attendance.IN_PERSON
        arrived = second + timedelta(minutes=4 * place)
        attend(entry, way, by=SYSTEM, identity_check="camera" if remote else "", at=arrived)
    open_meeting(meeting, call=2, by=SYSTEM)
    leave(voters[3], by=SYSTEM, at=second + timedelta(minutes=70))
    close_meeting(meeting, by=SYSTEM)
    meeting.opened_at, meeting.closed_at = second + timedelta(minutes=20), second + timedelta(minutes=95)
    db.session.flush()


def _called() -> None:
    first, second = _on(DAYS_AHEAD, time(18)), _on(DAYS_AHEAD + 1, time(18))
    plan = MeetingPlan(
        "assembly",
        "Assemblea per il nuovo consiglio",
        first,
        second,
        PLACE,
        online_url="https://meet.jit.si/assemblea-dimostrativa",
    )
    meeting = plan_meeting(plan, by=SYSTEM)
    add_item(meeting, AgendaFacts("Relazione del consiglio uscente"), by=SYSTEM)
    election = AgendaFacts("Elezione del consiglio direttivo", "", VoteMode.SECRET, Majority.MOST_VOTED, seats=5)
    add_item(meeting, election, by=SYSTEM)
    budget = AgendaFacts("Bilancio di previsione", "L'assemblea approva il bilancio di previsione.", VoteMode.OPEN)
    add_item(meeting, budget, by=SYSTEM)
    write_notice(meeting, draft_notice(meeting), by=SYSTEM)
    notice = convene(meeting, by=SYSTEM)
    voters = _voters(meeting)
    if len(voters) >= FEWEST:
        give_proxy(voters[6], voters[1], by=SYSTEM, way="paper")
    while write_some(notice.id, at_most=50):
        db.session.flush()
    notice.finished_at = now()
    if notice.job_id is not None:
        finish(notice.job_id, Outcome())


def _voters(meeting: OrganMeeting) -> list[RollEntry]:
    lines = db.session.scalars(roll_of(meeting.id).order_by(None).order_by(RollEntry.number))
    return [line for line in lines if line.may_vote and line.voter_id == line.person_id]


def _on(days: int, hour: time) -> datetime:
    return datetime.combine(today() + timedelta(days=days), hour, ROME)
