"""Reading the calls to make: only those that still make sense."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from ama_net.features.helpdesk.appointment_words import CALL_WORDS
from ama_net.features.helpdesk.models import Appointment, AppointmentState, CallReason, CallToMake, Visitor
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.confiding import CALL_TIMES

DONE_SHOWN = timedelta(days=1)
"""For how long a call that was made stays on the page, so that it can be put back."""

NEWS = (CallReason.MOVED, CallReason.CONFIRMED, CallReason.REMINDER)
"""What is worth saying while the appointment is still to come."""


CALLS = Listing(
    Column("when", "", sort=func.coalesce(Appointment.held_until, Appointment.starts_at), shown=False),
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
    """The calls that wait, each with its appointment, service, listener and visitor."""
    return _calls().where(CallToMake.done_at.is_(None), _still_matters())


def calls_just_made() -> list[CallToMake]:
    """What was ticked in the last day, the latest first."""
    made = _calls().where(CallToMake.done_at > now() - DONE_SHOWN).order_by(CallToMake.done_at.desc(), CallToMake.id)
    return list(db.session.scalars(made.limit(20)))


def count_calls() -> int:
    """How many calls wait."""
    waiting = select(func.count(CallToMake.id)).join(CallToMake.appointment).join(Appointment.visitor)
    return db.session.scalar(waiting.where(CallToMake.done_at.is_(None), _still_matters())) or 0


def _calls() -> Select[CallToMake]:
    found = select(CallToMake).join(CallToMake.appointment).join(Appointment.visitor)
    appointment = contains_eager(CallToMake.appointment)
    return found.options(
        appointment.contains_eager(Appointment.visitor),
        appointment.options(joinedload(Appointment.service), joinedload(Appointment.person)),
    )


def _still_matters() -> ColumnElement[bool]:
    """Whoever can still be called: of an appointment until it would begin, of an offer until it expires."""
    confirmed = and_(CallToMake.why.in_(NEWS), Appointment.state == AppointmentState.CONFIRMED)
    cancelled = and_(CallToMake.why == CallReason.CANCELLED, Appointment.state == AppointmentState.CANCELLED)
    offered = and_(
        CallToMake.why == CallReason.OFFER,
        Appointment.state == AppointmentState.HELD,
        Appointment.held_until > now(),
    )
    reachable = Visitor.contact_sealed.is_not(None)
    return and_(reachable, Appointment.starts_at > now(), or_(confirmed, cancelled, offered))
