"""The meetings of a pathway: fixed one or many at a time, called off with it, passed on with it.

Who follows a pathway and who comes agree on the days, so a meeting need not be among the times offered to everybody: only
another commitment is in the way, or a room that is taken. What clashes is shown before anything is fixed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l

from ama_net.features.helpdesk.models import Appointment, CancelledBy, Mode, Pathway, PathwayState
from ama_net.features.helpdesk.operations.appointments import book, cancel, move
from ama_net.features.helpdesk.operations.pathway_holding import check_state, hold_pathway
from ama_net.features.helpdesk.operations.places import Wanted, candidates
from ama_net.features.helpdesk.pathway_rules import Overtaken
from ama_net.features.helpdesk.queries_availability import shut_times
from ama_net.features.helpdesk.queries_pathways import coming_meetings
from ama_net.features.helpdesk.refusals import NotComing, TooLate
from ama_net.features.helpdesk.slots import rooms_free
from ama_net.foundation.clock import day_of, now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import Person, WrongFact
from ama_net.kernel.scheduling import span


class DatesTaken(WrongFact):
    """Some of the days are taken; none was fixed."""

    def __init__(self, taken: Sequence[datetime]) -> None:
        super().__init__("starts", _l("Qualche giorno non è più libero: ricontrollare l'elenco."))
        self.taken = tuple(taken)


@dataclass(frozen=True)
class PlannedDate:
    """A day that might be fixed: whether it is over, and whether the operator and a room are free.

    ``is_shut``: the whole helpdesk is closed then. Two may agree on it all the same, but they should know.
    """

    starts_at: datetime
    is_over: bool
    person_free: bool
    room_free: bool
    is_shut: bool = False

    @property
    def is_free(self) -> bool:
        """Whether it can be fixed."""
        return self.person_free and self.room_free


def series_from(day: date, hour: time, *, every_weeks: int, times: int) -> list[datetime]:
    """The same hour of the wall clock every few weeks, across summer time too."""
    days = (day + timedelta(weeks=every_weeks * number) for number in range(times))
    return [span(one, hour, None)[0] for one in days]


def look_at(pathway: Pathway, starts: Sequence[datetime], mode: Mode) -> list[PlannedDate]:
    """Which of some times are free for who follows the pathway (a query or two for each: they are a handful)."""
    shut = shut_times(starts, pathway.service.minutes)
    service, person_id = pathway.service, pathway.person_id
    wanted = [Wanted(service, one, mode, person_id, agreed=True, pathway_id=pathway.id) for one in starts]
    return [_looked_at(one, is_shut=one.starts_at in shut) for one in wanted]


def plan_meetings(pathway: Pathway, starts: Sequence[datetime], mode: Mode, *, by: Actor) -> list[Appointment]:
    """Fix meetings of a pathway with who follows it; all of them or none. The visitor is told of each.

    Who may: HELPDESK_EDIT, and who follows it.

    Raises:
        Overtaken: it is not active, or somebody else follows it by now.
        DatesTaken: some are taken, or over.
    """
    hold_pathway(pathway)
    check_state(pathway, PathwayState.ACTIVE)
    taken = [one.starts_at for one in look_at(pathway, starts, mode) if not one.is_free]
    if taken or not starts:
        raise DatesTaken(taken)
    return [
        book(
            pathway.service,
            one,
            mode,
            pathway.visitor,
            by=by,
            person_id=pathway.person_id,
            pathway=pathway,
            agreed=True,
        )
        for one in sorted(set(starts))
    ]


def change_plan(pathway: Pathway, meetings: int, *, by: Actor) -> None:
    """Say how many meetings a pathway has, from 1 to 60. Who may: HELPDESK_EDIT, and who follows it.

    Raises:
        Overtaken: it is closed.
    """
    hold_pathway(pathway)
    if not pathway.is_open:
        raise Overtaken(pathway)
    if pathway.planned_meetings != meetings:
        changes = {"planned_meetings": [pathway.planned_meetings, meetings]}
        pathway.planned_meetings = meetings
        db.session.flush()
        record(by=by, verb="pathway.plan_changed", subject=pathway, changes=changes)


def call_off_meetings(pathway: Pathway, *, before: date | None = None, by: Actor) -> None:
    """Call off the meetings to come, or those before a day; the pathway is held."""
    for meeting in coming_meetings(pathway.id):
        if before is None or day_of(meeting.starts_at) < before:
            _call_off(meeting, by=by, who=_who_cancels(pathway, by))


def pass_meetings(pathway: Pathway, to: Person, *, by: Actor) -> None:
    """Give the meetings to come to who follows the pathway now; the pathway and their time are held."""
    for meeting in coming_meetings(pathway.id):
        if look_at_passing(meeting, to.id).is_free:
            move(meeting, meeting.starts_at, Mode(meeting.mode), by=by, person_id=to.id, agreed=True)
        else:
            cancel(meeting, by=by, who=CancelledBy.OFFICE)


def look_at_passing(meeting: Appointment, person_id: UUID) -> PlannedDate:
    """Whether somebody else serves on the day of a meeting and is free then, and a room: that of now, or another."""
    wanted = Wanted(meeting.service, meeting.starts_at, Mode(meeting.mode), person_id, agreed=True)
    return _looked_at(wanted, besides=meeting)


def _looked_at(wanted: Wanted, *, is_shut: bool = False, besides: Appointment | None = None) -> PlannedDate:
    service, starts_at = wanted.service, wanted.starts_at
    needs_room = wanted.mode == Mode.IN_PERSON and bool(service.rooms)
    return PlannedDate(
        starts_at,
        is_over=starts_at <= now(),
        person_free=bool(candidates(wanted, besides=besides)),
        room_free=not needs_room or bool(rooms_free(service, starts_at, besides=besides)),
        is_shut=is_shut,
    )


def _call_off(meeting: Appointment, *, by: Actor, who: CancelledBy) -> None:
    try:
        cancel(meeting, by=by, who=who)
    except NotComing:
        return  # it has begun this very moment
    except TooLate:
        # The visitor ends the whole pathway: a meeting too near to be called off alone goes with it.
        cancel(meeting, by=by, who=CancelledBy.OFFICE)


def _who_cancels(pathway: Pathway, by: Actor) -> CancelledBy:
    if by.account_id is None:
        return CancelledBy.VISITOR
    return CancelledBy.OPERATOR if by.person_id == pathway.person_id else CancelledBy.OFFICE
