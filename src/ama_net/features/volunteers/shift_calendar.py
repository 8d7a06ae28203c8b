"""A volunteer's shifts as iCalendar (RFC 5545): one event for each shift they have or had a place in.

Beside them is what other rooms say they have to do (``commitments_of``): appointments, with nothing but when and where.
The UID is the shift's, for life. What was left or called off stays for a while as cancelled, so that it leaves telephones
too; the SEQUENCE grows with each change of the shift and each time the place is taken or given up. Titles are neutral and
nobody else is named: calendars are shown to family and colleagues.
"""

from datetime import timedelta
from uuid import UUID

from flask_babel import gettext as _

from ama_net.features.volunteers.models import Shift, ShiftState, SignupState
from ama_net.features.volunteers.queries_my_shifts import calendar_shifts
from ama_net.features.volunteers.shift_mails import shift_facts
from ama_net.foundation.clock import now
from ama_net.kernel.scheduling import Commitment, EventTexts, calendar_text, commitments_of, single_event
from ama_net.kernel.tenancy import current_tenant

KEPT = timedelta(days=31)
"""How long a shift stays in the calendar after it is over."""

AHEAD = timedelta(days=366)
"""How far ahead what is no shift is looked for."""

REFRESH = timedelta(hours=6)


def calendar_of(person_id: UUID, *, says_activity: bool) -> bytes:
    """All the shifts of a volunteer and what else they have to do, of the last month and to come."""
    shifts = calendar_shifts(person_id, now() - KEPT)
    events = [_event(shift, person_id, says_activity=says_activity) for shift in shifts]
    events += [_other_event(one) for one in commitments_of(person_id, now() - KEPT, now() + AHEAD)]
    return calendar_text(_("I miei turni"), events, product="Turni", refresh=REFRESH)


def shift_calendar(shift: Shift, person_id: UUID, *, says_activity: bool) -> bytes:
    """One shift that somebody has or had a place in, to put in a calendar by hand."""
    return calendar_text(_("Turno"), [_event(shift, person_id, says_activity=says_activity)], product="Turni")


def _other_event(told: Commitment) -> bytes:
    texts = EventTexts(
        uid=told.uid,
        sequence=told.sequence,
        stamp=told.stamp or told.starts_at,
        summary=told.title,
        cancelled=_("Annullato: %(summary)s", summary=told.title),
        location=told.where,
    )
    return single_event(texts, told.starts_at, told.ends_at, cancelled=told.cancelled)


def _event(shift: Shift, person_id: UUID, *, says_activity: bool) -> bytes:
    places = [place for place in shift.signups if place.person_id == person_id]
    comes = any(place.state == SignupState.TAKEN for place in places)
    summary = _("Turno: %(label)s", label=shift.activity.label) if says_activity else _("Turno di volontariato")
    facts = shift_facts(shift)
    texts = EventTexts(
        uid=f"turno-{shift.id}@{current_tenant().slug}",
        sequence=shift.sequence + sum(1 if place.state == SignupState.TAKEN else 2 for place in places) - 1,
        stamp=max(shift.updated_at, *(place.state_at for place in places)),
        summary=summary,
        cancelled=_("Annullato: %(summary)s", summary=summary),
        location=facts["where"],
        url=facts["link"],
    )
    cancelled = shift.state == ShiftState.CANCELLED or not comes
    return single_event(texts, shift.starts_at, shift.ends_at, cancelled=cancelled)
