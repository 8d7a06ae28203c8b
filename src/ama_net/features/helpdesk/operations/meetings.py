"""What is said of a meeting once it began, all at once: what became of it, where the person was pointed, a note."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from ama_net.features.helpdesk.models import Appointment, AppointmentOutcome, Outcome, Result, Visitor
from ama_net.features.helpdesk.operations.notes import write_note
from ama_net.features.helpdesk.operations.results import check_correctable, note_result
from ama_net.features.helpdesk.rules import NotFollowed, check_may_read
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact


@dataclass(frozen=True)
class Told:
    """What who listens tells of a meeting. No word of ``note`` is needed, ever."""

    result: Result
    outcomes: frozenset[Outcome] = frozenset()
    note: str = ""


def tell_meeting(appointment: Appointment, told: Told, *, by: Actor) -> None:
    """Say what became of a meeting; it may be said anew, and the codes are then those said last. Flushed.

    Who may: who listens, of a meeting of theirs with somebody they follow. The codes are not in the audit: they tell why.

    Raises:
        NotFollowed: it is not theirs to tell.
        NotYet: it has not begun, or was called off.
        CountedAlready: something else was said of it too long ago.
        WrongFact: the two did not meet and yet something came of it; or as for ``write_note``.
    """
    visitor = _check_theirs(appointment, by)
    if told.outcomes and told.result != Result.MET:
        raise WrongFact("outcomes", _l("Se non vi siete visti, qui non si sceglie niente."))
    if told.note.strip():
        write_note(visitor, told.note, by=by, appointment=appointment)
    note_result(appointment, told.result, by=by)
    _keep_outcomes(appointment, told.outcomes, by=by)


def point_to_group(appointment: Appointment, *, by: Actor) -> None:
    """Count that somebody was pointed to a group: never which, and nothing of it is written about the person. Flushed.

    The two have met, then, unless it was said otherwise. Done twice, it counts once.

    Raises:
        NotFollowed: it is not theirs to tell.
        NotYet: it has not begun, or was called off.
        CountedAlready: all was said too long ago.
        WrongFact: it was said that the two did not meet.
    """
    _check_theirs(appointment, by)
    if appointment.result not in (None, Result.MET):
        raise WrongFact("outcomes", _l("Risulta che non vi siete visti: prima correggi com'è andata."))
    note_result(appointment, Result.MET, by=by)
    _keep_outcomes(appointment, outcomes_of(appointment) | {Outcome.GROUP}, by=by)


def outcomes_of(appointment: Appointment) -> frozenset[Outcome]:
    """What came of a meeting."""
    codes = select(AppointmentOutcome.code).where(AppointmentOutcome.appointment_id == appointment.id)
    return frozenset(Outcome(code) for code in db.session.scalars(codes))


def _check_theirs(appointment: Appointment, by: Actor) -> Visitor:
    visitor = appointment.visitor
    if visitor is None or check_may_read(visitor, by) != appointment.person_id:
        raise NotFollowed
    return visitor


def _keep_outcomes(appointment: Appointment, wanted: frozenset[Outcome], *, by: Actor) -> None:
    """The appointment's row is locked by ``note_result``: said twice at once, each code is there once."""
    known = outcomes_of(appointment)
    if known == wanted:
        return
    check_correctable(appointment)
    gone = AppointmentOutcome.appointment_id == appointment.id, AppointmentOutcome.code.in_(known - wanted)
    db.session.execute(delete(AppointmentOutcome).where(*gone))
    db.session.add_all(AppointmentOutcome(appointment_id=appointment.id, code=code) for code in wanted - known)
    db.session.flush()
    record(by=by, verb="appointment.outcomes_noted", subject=appointment)
