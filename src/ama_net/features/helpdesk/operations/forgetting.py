"""How long what people confide to the helpdesk is kept: until they take it back, or some days after the last meeting.

GDPR art. 5.1.e; the days are a setting of the association (``keep_days``, from 30 to 365). They are counted from the last
thing that happened: the end of the last meeting, the day it was called off, the end of a pathway, the day they left the
waiting list; who only left word and never had anything, from that day. Who is on a pathway, waits or has a meeting to come
is kept; but a pathway in which nothing happened for a year is over.

What stays is about nobody: which service, when, how, with which operator, what became of it. So statistics stay as they were.
What a night touches is a select, so that the same may be counted beforehand (``forgetting_plan``): a dry run is true by
construction. A run is one transaction: killed, it has done nothing, and the next night does it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, delete, exists, func, or_, select, update

from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    CallToMake,
    ForgettingRun,
    MeetingNote,
    Pathway,
    PathwayAssignment,
    PathwayOutcome,
    PathwayState,
    Visitor,
    WaitingEntry,
    WaitingOffer,
    WaitingState,
)
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.audit import record
from ama_net.kernel.outbox.operations import forget_mail_about
from ama_net.kernel.tenancy.settings import read_settings

LONGEST_SILENCE = timedelta(days=365)
"""A pathway without a meeting, a change or a pause for so long is nobody's any more."""

KEEP_RUNS = timedelta(days=730)
"""How long the numbers of each night are shown."""


@dataclass(frozen=True)
class Forgetting:
    """How many visitors a night empties, with how many appointments, notes (erased) and pathways ended for silence."""

    visitors: int
    appointments: int
    notes: int
    pathways: int


def forgetting_plan() -> Forgetting:
    """What a night would do now, and nothing of it done. Who may: HELPDESK_SETUP."""
    return _counted(due())


def forget() -> Forgetting:
    """Empty the visitors whose time is over, end the pathways that fell silent, write down how many. Every night.

    Who is being worked on at that moment is left for the next night.
    """
    ids = _locked_due()
    done = _counted(ids)
    _end_silent_pathways(ids)
    empty_visitors(ids)
    db.session.execute(delete(ForgettingRun).where(ForgettingRun.ran_at < now() - KEEP_RUNS))
    db.session.add(ForgettingRun(keep_days=_keep_days(), **asdict(done)))
    record(by=SYSTEM, verb="helpdesk.forgotten", changes=asdict(done))
    return done


def empty_visitors(ids: Sequence[UUID], *, by: Actor = SYSTEM) -> None:
    """Erase all that the helpdesk holds of who some visitors are and why they came; a mail not yet sent does not leave.

    In their rows, in the notes about them, in the calls to make, in the rooms of online meetings, in every mail about
    them. What is still to come must have been called off before. Harmless to repeat. Who may: the visitor, of their own
    row; the night.
    """
    if not ids:
        return
    db.session.flush()
    db.session.execute(select(Visitor.id).where(Visitor.id.in_(ids)).order_by(Visitor.id).with_for_update())
    for kind, rows in _of(ids).items():
        forget_mail_about(kind, rows)
    db.session.execute(delete(MeetingNote).where(MeetingNote.visitor_id.in_(ids)))
    theirs = select(Appointment.id).where(Appointment.visitor_id.in_(ids))
    waited = select(WaitingEntry.id).where(WaitingEntry.visitor_id.in_(ids))
    called = or_(CallToMake.appointment_id.in_(theirs), CallToMake.entry_id.in_(waited))
    db.session.execute(delete(CallToMake).where(called))
    _change(Appointment, Appointment.visitor_id.in_(ids), {"online_room_sealed": None, "hold_digest": None})
    _change(Pathway, Pathway.visitor_id.in_(ids), {"free_part": "any", "wanted_mode": ""})
    _change(WaitingEntry, WaitingEntry.visitor_id.in_(ids), {"free_part": "any"})
    not_yet = Visitor.id.in_(ids), Visitor.emptied_at.is_(None)
    emptied = select(Visitor.id).where(*not_yet)
    for visitor_id in sorted(db.session.scalars(emptied)):
        record(by=by, verb="visitor.emptied", subject=(Visitor.__tablename__, visitor_id))
    _change(Visitor, and_(*not_yet), {**NOTHING, "emptied_at": now()})


NOTHING: dict[str, Any] = {
    "nickname_sealed": None,
    "contact_sealed": None,
    "reason_sealed": None,
    "contact_digest": None,
    "code_digest": None,
    "call_time": "any",
    "for_other": False,
    "language": "it",
    "guardian_version": "",
    "guardian_digest": None,
}
"""What is left of a visitor. Two digests stay, which are of no one's name: that of the link, which says to its holder that all
is gone, and that of the form, which sent again (a page gone back to) would otherwise ask for everything anew."""


# --- what is due -----------------------------------------------------------------------------------------------------


def due() -> Select[UUID]:
    """The ids of the visitors whose time is over."""
    before = now() - timedelta(days=_keep_days())
    return select(Visitor.id).where(
        Visitor.emptied_at.is_(None),
        Visitor.created_at < before,
        ~_any(Appointment, _ended() >= before),
        ~_any(Pathway, case((Pathway.state == PathwayState.CLOSED, Pathway.closed_at >= before), else_=~_silent())),
        ~_any(WaitingEntry, or_(WaitingEntry.state.in_(STILL_WAITING), WaitingEntry.state_at >= before)),
    )


STILL_WAITING = (WaitingState.WAITING, WaitingState.OFFERED)


def _any(model: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(1).select_from(model).where(model.visitor_id == Visitor.id, condition).correlate(Visitor))


def _ended() -> ColumnElement[datetime]:
    """When an appointment was over, one way or another."""
    return case(
        (Appointment.state == AppointmentState.CANCELLED, Appointment.cancelled_at),
        (Appointment.state == AppointmentState.HELD, Appointment.held_until),
        else_=Appointment.ends_at,
    )


def _silent() -> ColumnElement[bool]:
    """Open pathways in which nothing has happened for a year, and that are not paused until a day to come."""
    since = now() - LONGEST_SILENCE
    met = exists(select(1).where(Appointment.pathway_id == Pathway.id, _ended() >= since).correlate(Pathway))
    paused = func.coalesce(Pathway.suspended_until >= today(), False)
    return and_(Pathway.state != PathwayState.CLOSED, Pathway.state_at < since, ~paused, ~met)


def _locked_due() -> list[UUID]:
    """Whose time is over, locked in the order of their keys; looked at again, for what changed while one waited."""
    wanted = select(Visitor.id).where(Visitor.id.in_(due())).order_by(Visitor.id)
    locked = db.session.scalars(wanted.with_for_update(of=Visitor, skip_locked=True)).all()
    return list(db.session.scalars(due().where(Visitor.id.in_(locked)).order_by(Visitor.id)))


def _counted(ids: Sequence[UUID] | Select[UUID]) -> Forgetting:
    def count(model: Any, *which: ColumnElement[bool]) -> int:
        column = model.id if model is Visitor else model.visitor_id
        return db.session.execute(select(func.count()).select_from(model).where(column.in_(ids), *which)).scalar_one()

    return Forgetting(count(Visitor), count(Appointment), count(MeetingNote), count(Pathway, _silent()))


def _keep_days() -> int:
    return read_settings(HelpdeskSettings).keep_days


# --- doing it --------------------------------------------------------------------------------------------------------


def _end_silent_pathways(ids: Sequence[UUID]) -> None:
    silent = select(Pathway).where(Pathway.visitor_id.in_(ids), _silent()).order_by(Pathway.id).with_for_update()
    for pathway in db.session.scalars(silent).all():
        began, at = pathway.started_at is not None, now()
        pathway.outcome = PathwayOutcome.NO_LONGER_COMING if began else PathwayOutcome.WITHDRAWN
        pathway.state, pathway.state_at, pathway.closed_at = PathwayState.CLOSED, at, at
        pathway.suspended_until = None
        _change(PathwayAssignment, _current_of(pathway), {"ended_at": at})
        record(by=SYSTEM, verb="pathway.closed", subject=pathway)


def _current_of(pathway: Pathway) -> ColumnElement[bool]:
    return and_(PathwayAssignment.pathway_id == pathway.id, PathwayAssignment.ended_at.is_(None))


def _of(ids: Sequence[UUID]) -> dict[str, Sequence[UUID] | Select[UUID]]:
    """The rows that a mail about some visitors may be filed under."""
    linked: tuple[Any, ...] = (Appointment, Pathway, WaitingEntry, MeetingNote)
    rows = {model: select(model.id).where(model.visitor_id.in_(ids)) for model in linked}
    called = or_(CallToMake.appointment_id.in_(rows[Appointment]), CallToMake.entry_id.in_(rows[WaitingEntry]))
    rows[CallToMake] = select(CallToMake.id).where(called)
    rows[WaitingOffer] = select(WaitingOffer.id).where(WaitingOffer.entry_id.in_(rows[WaitingEntry]))
    return {Visitor.__tablename__: ids, **{model.__tablename__: found for model, found in rows.items()}}


def _change(model: Any, which: ColumnElement[bool], values: dict[str, Any]) -> None:
    db.session.execute(update(model).where(which).values(**values), execution_options={"synchronize_session": "fetch"})
