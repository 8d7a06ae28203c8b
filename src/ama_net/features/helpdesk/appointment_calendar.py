"""An appointment as a calendar file (RFC 5545): the same event for life, that follows changes and says when it is called off.

Whoever shares a calendar shows it to others: the file says "Appuntamento" and where, never with whom, of what service, nor
the secret link. It is published (RFC 5546, 3.2.1), not sent as an invitation: an invitation would name the visitor's address.
"""

from flask_babel import gettext as _

from ama_net.features.helpdesk.models import Appointment, AppointmentState
from ama_net.features.helpdesk.whereabouts import calendar_place
from ama_net.kernel.scheduling import EventTexts, calendar_text, single_event


def calendar_of(appointment: Appointment) -> bytes:
    """The file of one appointment, in the language of the page."""
    cancelled = appointment.state == AppointmentState.CANCELLED
    texts = EventTexts(
        uid=appointment.uid,
        sequence=appointment.sequence,
        stamp=appointment.updated_at,
        summary=_("Appuntamento"),
        cancelled=_("Appuntamento disdetto"),
        location="" if cancelled else calendar_place(appointment),
    )
    event = single_event(texts, appointment.starts_at, appointment.ends_at, cancelled=cancelled)
    return calendar_text(
        _("Appuntamento"), [event], product="Appuntamenti", method="CANCEL" if cancelled else "PUBLISH"
    )
