"""The invented pathways of the demonstration, one in each state."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sqlalchemy import select

from ama_net.features.helpdesk.demo_visitors import Visitors
from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    AvailabilityRule,
    FreePart,
    MeetingNote,
    Mode,
    Pathway,
    PathwayAssignment,
    PathwayOutcome,
    Result,
    Service,
    ServiceKind,
)
from ama_net.features.helpdesk.operations.pathway_meetings import look_at, plan_meetings, series_from
from ama_net.features.helpdesk.operations.pathways import assign, close, decide, request_pathway, suspend
from ama_net.features.helpdesk.operations.services import add_service, assign_operator
from ama_net.features.helpdesk.queries_services import all_services, operators_of
from ama_net.features.helpdesk.service_facts import ServiceFacts
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.foundation.clock import ROME, day_of, now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy.settings import read_settings

REASON = "Vorrei qualche incontro con la stessa persona, per un periodo difficile. È un esempio."
NOTE = "Abbiamo parlato di come passano le giornate. La prossima volta: la sera. È un esempio."
NOON = time(12)
FEW = 8
"""What is over had no more meetings than these, a week apart."""

EXAMPLE = ServiceFacts(
    name="Percorso di esempio",
    name_en="Example of a pathway",
    kind=ServiceKind.PATHWAY,
    summary="È un esempio, e sul sito non si vede: serve a mostrare come si segue una persona per più incontri.",
    minutes=50,
    planned_meetings=6,
    online=True,
    place="Un luogo di esempio",
)


def seed_demo_pathways(visitors: Visitors) -> None:
    """Pathways of each service that has them; where none has, of one that is plainly an example and not on the site."""
    services = [one for one in all_services() if one.kind == ServiceKind.PATHWAY] or [_example()]
    for place, service in enumerate(services):
        people = [one.person for one in operators_of(service)]
        if people:
            _requested(service, visitors, place)
            _going_on(service, people, visitors, place)
            _over(service, people[0], visitors, place)


def _example() -> Service:
    """Served by who serves the other services."""
    people = {one.person_id: one.person for service in all_services() for one in operators_of(service)}
    service = add_service(EXAMPLE, is_open=False, by=SYSTEM)
    for person in sorted(people.values(), key=lambda one: one.name):
        assign_operator(service, person, first_day=today() - timedelta(days=200), by=SYSTEM)
    return service


def _requested(service: Service, visitors: Visitors, place: int) -> None:
    """One to be looked at, and two that wait."""
    _asked(service, visitors, ("Pioggia", "Papavero")[place % 2], days=3)
    for number, nickname in enumerate((("Lavanda", "Sentiero"), ("Timo", "Orizzonte"))[place % 2]):
        decide(_asked(service, visitors, nickname, days=20 + number), eligible=True, by=SYSTEM)


def _going_on(service: Service, people: list[Person], visitors: Visitors, place: int) -> None:
    """One with meetings behind and ahead, one that is suspended for a while."""
    active = _asked(service, visitors, ("Ciliegio", "Faggio")[place % 2], days=60)
    decide(active, eligible=True, by=SYSTEM)
    _assign(active, people[0], days=45)
    coming = _coming(active, people[0])
    active.free_part = FreePart.MORNING if coming[0].astimezone(ROME).time() < NOON else FreePart.AFTERNOON
    _note(active, people[0], _met(active, people[0], [coming[0] - timedelta(weeks=weeks) for weeks in (5, 4, 3)]))
    plan_meetings(active, coming, Mode.ONLINE, by=SYSTEM)
    paused = _asked(service, visitors, ("Sorgente", "Vela")[place % 2], days=80)
    decide(paused, eligible=True, by=SYSTEM)
    _assign(paused, people[-1], days=70)
    suspend(paused, until=today() + timedelta(days=20), by=SYSTEM)
    paused.state_at = now() - timedelta(days=8)


def _over(service: Service, person: Person, visitors: Visitors, place: int) -> None:
    """One that ended as planned, one that was not taken up, one whose time is over tonight."""
    ended = _asked(service, visitors, ("Quercia", "Abete")[place % 2], days=85)
    decide(ended, eligible=True, by=SYSTEM)
    _assign(ended, person, days=75)
    _completed(ended, person, now() - timedelta(days=9))
    refused = _asked(service, visitors, ("Edera", "Muschio")[place % 2], days=30)
    decide(refused, eligible=False, by=SYSTEM)
    _due_tonight(service, person, visitors, place)


def _due_tonight(service: Service, person: Person, visitors: Visitors, place: int) -> None:
    pathway = _asked(service, visitors, ("Tramonto", "Aurora")[place % 2], days=200)
    decide(pathway, eligible=True, by=SYSTEM)
    _assign(pathway, person, days=190)
    closed_at = now() - timedelta(days=read_settings(HelpdeskSettings).keep_days, hours=1)
    _completed(pathway, person, closed_at)
    _note(pathway, person, closed_at)


def _completed(pathway: Pathway, person: Person, closed_at: datetime) -> None:
    """It had all its meetings, then it ended."""
    pathway.planned_meetings = min(pathway.planned_meetings, FEW)
    weekday, hour = _hours(person)[0]
    day = day_of(closed_at) - timedelta(days=1)
    first = day - timedelta(days=(day.weekday() - weekday) % 7, weeks=pathway.planned_meetings - 1)
    _met(pathway, person, series_from(first, hour, every_weeks=1, times=pathway.planned_meetings))
    close(pathway, PathwayOutcome.COMPLETED, by=SYSTEM)
    pathway.closed_at = pathway.state_at = closed_at
    _assignment(pathway).ended_at = closed_at


def _asked(service: Service, visitors: Visitors, nickname: str, *, days: int) -> Pathway:
    confided = visitors.confided(nickname, reason=REASON)
    pathway = request_pathway(service, confided, wanted_mode=Mode.ONLINE, free_part=FreePart.AFTERNOON, by=PUBLIC)
    pathway.created_at = pathway.state_at = pathway.visitor.created_at = now() - timedelta(days=days)
    return pathway


def _assign(pathway: Pathway, person: Person, *, days: int) -> None:
    assign(pathway, person, by=SYSTEM)
    pathway.started_at = pathway.state_at = now() - timedelta(days=days)
    _assignment(pathway).started_at = pathway.started_at


def _assignment(pathway: Pathway) -> PathwayAssignment:
    found = select(PathwayAssignment).where(PathwayAssignment.pathway_id == pathway.id)
    return db.session.scalars(found).one()


def _coming(pathway: Pathway, person: Person) -> list[datetime]:
    """The first three weeks in which who follows it is free at the same hour, and the helpdesk is open."""
    tomorrow = today() + timedelta(days=1)
    for weekday, hour in _hours(person):
        first = tomorrow + timedelta(days=(weekday - tomorrow.weekday()) % 7)
        seen = look_at(pathway, series_from(first, hour, every_weeks=1, times=FEW), Mode.ONLINE)
        free = [one.starts_at for one in seen if one.is_free and not one.is_shut]
        if len(free) > 2:
            return free[:3]
    raise LookupError(person.name)


def _hours(person: Person) -> list[tuple[int, time]]:
    """At which hours of which weekdays somebody is there, the afternoons first, the last hours of a day first; then others."""
    rules = db.session.scalars(
        select(AvailabilityRule)
        .where(AvailabilityRule.person_id == person.id)
        .order_by(AvailabilityRule.weekday, AvailabilityRule.starts, AvailabilityRule.id)
    )
    theirs = [
        (rule.weekday, time(hour)) for rule in rules for hour in reversed(range(rule.starts.hour, rule.ends.hour))
    ]
    others = [(weekday, time(hour)) for weekday in range(1, 4) for hour in range(15, 18)]
    return [*sorted(theirs, key=lambda one: one[1] < NOON), *others]


def _met(pathway: Pathway, person: Person, starts: Iterable[datetime]) -> datetime:
    """Meetings that were; says when the last one ended."""
    ends_at = now()
    for starts_at in starts:
        ends_at = starts_at + timedelta(minutes=pathway.service.minutes)
        meeting = Appointment(
            service_id=pathway.service_id,
            visitor_id=pathway.visitor_id,
            pathway_id=pathway.id,
            person_id=person.id,
            mode=Mode.ONLINE,
            starts_at=starts_at,
            ends_at=ends_at,
            state=AppointmentState.CONFIRMED,
            asked_at=starts_at - timedelta(days=7),
            confirmed_at=starts_at - timedelta(days=7),
            result=Result.MET,
            result_at=ends_at,
        )
        db.session.add(meeting)
    return ends_at


def _note(pathway: Pathway, person: Person, when: datetime) -> None:
    note = MeetingNote(visitor_id=pathway.visitor_id, pathway_id=pathway.id, person_id=person.id, created_at=when)
    note.body = NOTE
    db.session.add(note)
    db.session.flush()
