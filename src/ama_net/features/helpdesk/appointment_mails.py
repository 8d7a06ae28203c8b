"""Mails to the visitor about an appointment: confirmed, moved, called off. They say when and where, never what it is about."""

from typing import Any

from flask_babel import LazyString

from ama_net.features.helpdesk.models import Appointment, CancelledBy, Visitor
from ama_net.features.helpdesk.signals import appointment_changed
from ama_net.features.helpdesk.telling import told_already
from ama_net.features.helpdesk.visitor_secrets import visitor_page, way_back
from ama_net.features.helpdesk.whereabouts import where_of
from ama_net.kernel.access import Actor
from ama_net.kernel.confiding import host_address
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.scheduling import span_words

MAILS = {
    "confirmed": "helpdesk/appointment_confirmed",
    "moved": "helpdesk/appointment_moved",
    "cancelled": "helpdesk/appointment_cancelled",
}


@appointment_changed.connect
def tell_visitor(appointment: Appointment, *, what: str, by: Actor, **_told: Any) -> None:
    """Write to who left an e-mail address, in their language. Who left a telephone is called (``calls``)."""
    visitor = appointment.visitor
    if visitor is None or not visitor.by_mail or not visitor.contact or what not in MAILS:
        return
    if appointment.pathway_id is not None and told_already("visitor", appointment.pathway_id, what):
        return  # eight dates of a pathway are one mail
    send_mail(
        MAILS[what],
        to=visitor.contact,
        context=_facts(appointment, visitor),
        about=appointment,
        locale=visitor.language,
    )


def _facts(appointment: Appointment, visitor: Visitor) -> dict[str, Any]:
    page = "helpdesk_visitor_public.calendar"
    return {
        "when": LazyString(span_words, appointment.starts_at, appointment.ends_at),
        "where": LazyString(where_of, appointment),
        "link": way_back(visitor, visitor.language),
        "calendar": visitor_page(page, visitor, visitor.language, appointment_id=appointment.id),
        "series": appointment.pathway_id is not None,
        "by_us": appointment.cancelled_by in {CancelledBy.OFFICE, CancelledBy.OPERATOR},
        "again": host_address("helpdesk_public.index", {}, visitor.language),
    }
