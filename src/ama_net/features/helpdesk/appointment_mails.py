"""Mails to the visitor about an appointment: confirmed, moved, called off. They say when and where, never what it is about."""

from typing import Any
from uuid import UUID

from flask_babel import LazyString

from ama_net.features.helpdesk.models import Appointment, CancelledBy, Visitor
from ama_net.features.helpdesk.signals import appointment_changed
from ama_net.features.helpdesk.visitor_secrets import visitor_page, way_back
from ama_net.features.helpdesk.whereabouts import where_of
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.confiding import host_address
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.scheduling import span_words

MAILS = {
    "confirmed": "helpdesk/appointment_confirmed",
    "moved": "helpdesk/appointment_moved",
    "cancelled": "helpdesk/appointment_cancelled",
}
_TOLD = "helpdesk.told_of_pathways"


@appointment_changed.connect
def tell_visitor(appointment: Appointment, *, what: str, by: Actor, **_told: Any) -> None:
    """Write to who left an e-mail address, in their language. Who left a telephone is called (``calls``)."""
    visitor = appointment.visitor
    if visitor is None or not visitor.by_mail or not visitor.contact or what not in MAILS:
        return
    if appointment.pathway_id is not None and _told_with_another(appointment.pathway_id, what):
        return
    send_mail(
        MAILS[what],
        to=visitor.contact,
        context=_facts(appointment, visitor),
        about=appointment,
        locale=visitor.language,
    )


def _told_with_another(pathway_id: UUID, what: str) -> bool:
    """Whether this transaction has written the same of another meeting of the pathway: eight dates are one mail."""
    session = db.session()
    transaction, told = session.info.get(_TOLD, (None, set()))
    if transaction is not session.get_transaction():
        told = set()
        session.info[_TOLD] = (session.get_transaction(), told)
    known = (pathway_id, what) in told
    told.add((pathway_id, what))
    return known


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
