"""Reading the calls to make: only those that still make sense."""

from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from ama_net.features.helpdesk.appointment_words import CALL_WORDS
from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentState,
    CallReason,
    CallToMake,
    Visitor,
    WaitingEntry,
    WaitingState,
)
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.confiding import CALL_TIMES

DONE_SHOWN = timedelta(days=1)
"""For how long a call that was made stays on the page, so that it can be put back."""

NEWS = (CallReason.MOVED, CallReason.CONFIRMED, CallReason.REMINDER)
"""What is worth saying while the appointment is still to come."""


CALLS = Listing(
    Column(
        "when",
        "",
        sort=func.coalesce(Appointment.held_until, Appointment.starts_at, CallToMake.created_at),
        shown=False,
    ),
    Column("who", _l("Chi chiamare")),
    Column("why", _l("Che cosa dire")),
    Column("time", _l("Quando chiamare"), sort=Visitor.call_time),
    Column("tries", _l("Tentativi"), sort=CallToMake.tries),
    Column("done", _l("Com'è andata")),
    filters=(
        Filter("why", _l("Che cosa dire"), CallToMake.why, CALL_WORDS),
        Filter("time", _l("Quando chiamare"), Visitor.call_time, CALL_TIMES),
    ),
    order="when",
)
"""The calls that wait, the most pressing first. No file to download: what people confide does not leave in a spreadsheet."""


def calls_to_make() -> Select[CallToMake]:
    """The calls that wait, each with its appointment (service, listener) or place in a list, and its visitor."""
    return _calls().where(CallToMake.done_at.is_(None), _still_matters())


def calls_just_made() -> list[CallToMake]:
    """What was ticked in the last day, the latest first."""
    made = _calls().where(CallToMake.done_at > now() - DONE_SHOWN).order_by(CallToMake.done_at.desc(), CallToMake.id)
    return list(db.session.scalars(made.limit(20)))


def count_calls() -> int:
    """How many calls wait."""
    waiting = _with_whom(select(func.count(CallToMake.id)))
    return db.session.scalar(waiting.where(CallToMake.done_at.is_(None), _still_matters())) or 0


def _calls() -> Select[CallToMake]:
    appointment, entry = contains_eager(CallToMake.appointment), contains_eager(CallToMake.entry)
    return _with_whom(select(CallToMake)).options(
        appointment.contains_eager(Appointment.visitor),
        appointment.options(joinedload(Appointment.service), joinedload(Appointment.person)),
        entry.contains_eager(WaitingEntry.visitor),
    )


def _with_whom(found: Select[Any]) -> Select[Any]:
    """With what a call is about, and who is to be called."""
    about = found.outerjoin(CallToMake.appointment).outerjoin(CallToMake.entry)
    return about.join(Visitor, Visitor.id == func.coalesce(Appointment.visitor_id, WaitingEntry.visitor_id))


def _still_matters() -> ColumnElement[bool]:
    """Whoever can still be called: of an appointment until it would begin, of an offer until it expires; who left a list."""
    confirmed = and_(CallToMake.why.in_(NEWS), Appointment.state == AppointmentState.CONFIRMED)
    cancelled = and_(CallToMake.why == CallReason.CANCELLED, Appointment.state == AppointmentState.CANCELLED)
    offered = and_(
        CallToMake.why == CallReason.OFFER,
        Appointment.state == AppointmentState.HELD,
        Appointment.held_until > now(),
    )
    reachable = Visitor.contact_sealed.is_not(None)
    about_a_time = and_(Appointment.starts_at > now(), or_(confirmed, cancelled, offered))
    return and_(reachable, or_(about_a_time, WaitingEntry.state == WaitingState.LEFT))
