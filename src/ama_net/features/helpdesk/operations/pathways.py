"""The life of a pathway: asked for, looked at, waiting, followed by somebody, suspended, handed over, closed, withdrawn.

Each operation holds what it needs in the written order (people's time, rooms, the visitor, the pathway, then its
appointments) and looks again at where the pathway is: of two who act at once, the second reads what became of it
(``Overtaken``). The visitor is told each time: by mail, with a link and nothing else, or by who calls them.
"""

from datetime import date, datetime

from ama_net.features.helpdesk.models import (
    FreePart,
    Mode,
    Pathway,
    PathwayAssignment,
    PathwayOutcome,
    PathwayState,
    Service,
)
from ama_net.features.helpdesk.operations.pathway_holding import check_state, hold_pathway, hold_requests
from ama_net.features.helpdesk.operations.pathway_mails import (
    say_received,
    tell_operator,
    tell_secretariat,
    tell_visitor,
)
from ama_net.features.helpdesk.operations.pathway_meetings import call_off_meetings, pass_meetings
from ama_net.features.helpdesk.operations.visitors import Confided, FormAlreadyUsed, new_visitor
from ama_net.features.helpdesk.pathway_rules import FollowsAlready, NotServing, PastDay, WrongEnd, ends_of
from ama_net.features.helpdesk.queries_pathways import pathways_of_visitor, serves_service, who_serves
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import Person

REQUESTED, WAITING, ACTIVE = PathwayState.REQUESTED, PathwayState.WAITING, PathwayState.ACTIVE
SUSPENDED, CLOSED = PathwayState.SUSPENDED, PathwayState.CLOSED


def request_pathway(
    service: Service,
    confided: Confided,
    *,
    by: Actor,
    wanted_mode: Mode | None = None,
    free_part: FreePart = FreePart.ANY,
) -> Pathway:
    """Keep a request for a pathway; the secretariat is told that there is one, the visitor gets the way back to it.

    Anyone may, and a form sent twice makes one request. Flushed.

    Raises:
        FormAlreadyUsed: the same form, but with other words or for something else.
        TooManyRequests: the public asks, with a contact that has ``MOST_OPEN`` open already.
    """
    visitor = new_visitor(confided, by=by)
    earlier = next(iter(pathways_of_visitor(visitor.id)), None)
    if earlier is not None:
        if earlier.service_id != service.id:
            raise FormAlreadyUsed
        return earlier
    if by.account_id is None:
        hold_requests(visitor)
    pathway = Pathway(
        service_id=service.id,
        visitor_id=visitor.id,
        wanted_mode=wanted_mode or "",
        free_part=free_part,
        planned_meetings=service.planned_meetings,
        told_at=now(),
        created_by=by.account_id,
    )
    db.session.add(pathway)
    db.session.flush()
    record(by=by, verb="pathway.requested", subject=pathway)
    say_received(pathway)
    if by.account_id is None:
        tell_secretariat()  # which otherwise wrote it down itself, for who telephones
    return pathway


def decide(pathway: Pathway, *, eligible: bool, by: Actor) -> None:
    """Say whether a request is taken up: then it waits for an operator, else it is closed.

    Who may: HELPDESK_SETUP, who may read the reason (``read_reason``).

    Raises:
        Overtaken: it was looked at, or withdrawn, already.
    """
    hold_pathway(pathway)
    check_state(pathway, REQUESTED)
    if eligible:
        _become(pathway, WAITING, verb="pathway.taken_up", by=by)
    else:
        _close(pathway, PathwayOutcome.NOT_ELIGIBLE, by=by)
    tell_visitor(pathway)


def read_reason(pathway: Pathway, *, by: Actor) -> str:
    """Why a pathway is asked for, in the visitor's words; each reading is in the audit.

    Who may: HELPDESK_SETUP, until somebody follows it; then who follows it, in their own area.

    Raises:
        Overtaken: somebody follows it, or it is closed.
    """
    check_state(pathway, REQUESTED, WAITING)
    record(by=by, verb="pathway.reason_read", subject=pathway)
    return pathway.visitor.reason or ""


def assign(pathway: Pathway, person: Person, *, by: Actor) -> None:
    """Give a waiting pathway to who will follow it, who is told; the wait ends there.

    Who may: HELPDESK_EDIT.

    Raises:
        Overtaken: it does not wait any more.
        NotServing: they do not serve that service today.
    """
    hold_pathway(pathway, person.id)
    check_state(pathway, WAITING)
    _check_serves(pathway, person)
    _follow(pathway, person, by=by)
    pathway.started_at = pathway.started_at or now()
    _become(pathway, ACTIVE, verb="pathway.assigned", by=by)
    tell_visitor(pathway)
    tell_operator(person, by=by)


def hand_over(pathway: Pathway, to: Person, *, by: Actor) -> None:
    """Give a pathway to somebody else: from now the earlier operator follows it no longer. Both are told.

    Each meeting to come passes to the new operator if they are free then, else it is called off and the visitor knows.
    Who may: HELPDESK_EDIT.

    Raises:
        Overtaken: nobody follows it, or another does by now.
        FollowsAlready: they have it.
        NotServing: they do not serve that service today.
    """
    hold_pathway(pathway, to.id)
    check_state(pathway, ACTIVE, SUSPENDED)
    earlier = pathway.person
    if earlier is not None and earlier.id == to.id:
        raise FollowsAlready
    _check_serves(pathway, to)
    _let_go(pathway, now())
    _follow(pathway, to, by=by)
    record(by=by, verb="pathway.handed_over", subject=pathway)
    pass_meetings(pathway, to, by=by)
    tell_visitor(pathway)
    for person in filter(None, (earlier, to)):
        tell_operator(person, by=by)


def wait(pathway: Pathway, *, by: Actor) -> None:
    """Put a pathway back among those that wait, in the place of the day it was asked for; its meetings are called off.

    For when who follows it cannot any more and nobody else can yet. Who may: HELPDESK_EDIT.

    Raises:
        Overtaken: nobody follows it.
    """
    hold_pathway(pathway)
    check_state(pathway, ACTIVE, SUSPENDED)
    earlier = pathway.person
    call_off_meetings(pathway, by=by)
    _let_go(pathway, now())
    pathway.person_id = None
    _become(pathway, WAITING, verb="pathway.put_back", by=by)
    tell_visitor(pathway)
    if earlier is not None:
        tell_operator(earlier, by=by)


def suspend(pathway: Pathway, *, until: date | None = None, by: Actor) -> None:
    """Stop a pathway for a while; its meetings before ``until`` (all, if it is not known) are called off.

    Who may: HELPDESK_EDIT, and who follows it.

    Raises:
        PastDay: the day is not after today.
        Overtaken: it is not active.
    """
    if until is not None and until <= today():
        raise PastDay
    hold_pathway(pathway)
    check_state(pathway, ACTIVE)
    call_off_meetings(pathway, before=until, by=by)
    pathway.suspended_until = until
    _become(pathway, SUSPENDED, verb="pathway.suspended", by=by)
    tell_visitor(pathway)
    if pathway.person is not None:
        tell_operator(pathway.person, by=by)


def resume(pathway: Pathway, *, by: Actor) -> None:
    """Go on with a suspended pathway. Who may: HELPDESK_EDIT, and who follows it.

    Raises:
        Overtaken: it is not suspended.
    """
    hold_pathway(pathway)
    check_state(pathway, SUSPENDED)
    _become(pathway, ACTIVE, verb="pathway.resumed", by=by)
    tell_visitor(pathway)
    if pathway.person is not None:
        tell_operator(pathway.person, by=by)


def close(pathway: Pathway, outcome: PathwayOutcome, *, by: Actor) -> None:
    """End a pathway with how it ended; meetings to come are called off, and nobody follows it any more.

    Who may: HELPDESK_EDIT, and who follows it.

    Raises:
        Overtaken: it is closed.
        WrongEnd: it cannot end so where it is.
    """
    hold_pathway(pathway)
    check_state(pathway, REQUESTED, WAITING, ACTIVE, SUSPENDED)
    if outcome not in ends_of(pathway):
        raise WrongEnd
    operator = pathway.person
    _close(pathway, outcome, by=by)
    tell_visitor(pathway)
    if operator is not None:
        tell_operator(operator, by=by)


def withdraw(pathway: Pathway, *, by: Actor) -> None:
    """Take a pathway back, whenever one likes: meetings to come are called off, who follows it is told.

    Who may: the visitor, with their link; harmless to repeat. It is never refused, so whoever might be given the pathway at
    that very moment is held too.
    """
    hold_pathway(pathway, *who_serves(pathway.service_id))
    if pathway.state == CLOSED:
        return
    operator = pathway.person
    _close(pathway, PathwayOutcome.WITHDRAWN, by=by)
    pathway.told_at = now()
    if operator is not None:
        tell_operator(operator, by=by)


def note_told(pathway: Pathway, *, by: Actor) -> None:
    """Say that the visitor, who has a telephone only, was told how their pathway goes. Harmless to repeat."""
    hold_pathway(pathway)
    if pathway.told_at is None:
        pathway.told_at = now()
        db.session.flush()
        record(by=by, verb="pathway.told", subject=pathway)


def _become(pathway: Pathway, state: PathwayState, *, verb: str, by: Actor) -> None:
    before, pathway.state, pathway.state_at = pathway.state, state, now()
    if state != SUSPENDED:
        pathway.suspended_until = None
    db.session.flush()
    record(by=by, verb=verb, subject=pathway, changes={"pathway": [before, state]})


def _close(pathway: Pathway, outcome: PathwayOutcome, *, by: Actor) -> None:
    call_off_meetings(pathway, by=by)
    at = now()
    _let_go(pathway, at)
    pathway.outcome, pathway.closed_at = outcome, at
    pathway.state, pathway.state_at, pathway.suspended_until = CLOSED, at, None
    db.session.flush()
    record(by=by, verb="pathway.closed", subject=pathway)  # not how: it tells why somebody came


def _check_serves(pathway: Pathway, person: Person) -> None:
    if not serves_service(person.id, pathway.service_id):
        raise NotServing


def _follow(pathway: Pathway, person: Person, *, by: Actor) -> None:
    pathway.person_id = person.id
    db.session.add(PathwayAssignment(pathway_id=pathway.id, person_id=person.id, created_by=by.account_id))
    db.session.flush()
    db.session.refresh(pathway, ["person"])


def _let_go(pathway: Pathway, at: datetime) -> None:
    """End the assignment of who follows it; a closed pathway keeps their name. Flushed: the next one must not meet it."""
    current = db.session.query(PathwayAssignment).filter_by(pathway_id=pathway.id, ended_at=None)
    for assignment in current:
        assignment.ended_at = at
    db.session.flush()
