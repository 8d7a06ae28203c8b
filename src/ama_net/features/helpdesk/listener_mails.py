"""Mails to who listens: somebody booked, moved or called off a meeting with them. When and where, never with whom or why.

What they did themselves is not told to them; what changes many meetings at once (a pathway that ends) is told once.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import LazyString

from ama_net.features.helpdesk.models import Appointment
from ama_net.features.helpdesk.signals import appointment_changed
from ama_net.features.helpdesk.whereabouts import calendar_place
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.confiding import host_address
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import span_words

MAIL = "helpdesk/listener_appointment"
TOLD = "helpdesk_listeners_told"


@appointment_changed.connect
def tell_listener(appointment: Appointment, *, what: str, by: Actor, before: datetime | None, **told: Any) -> None:
    """Write to whose appointment it is; and to whose it was, when a change gave it to somebody else (``person_before``)."""
    earlier: UUID | None = told.get("person_before")
    if earlier is not None and earlier != appointment.person_id:
        _tell(db.session.get_one(Person, earlier), appointment, "cancelled", by, starts_at=before)
        what = "confirmed" if what == "moved" else what
    _tell(appointment.person, appointment, what, by)


def _tell(person: Person, appointment: Appointment, what: str, by: Actor, starts_at: datetime | None = None) -> None:
    if person.id == by.person_id or not person.email or not _is_first(person.id):
        return
    begins = starts_at or appointment.starts_at
    ends = begins + (appointment.ends_at - appointment.starts_at)
    send_mail(
        MAIL,
        to=person.email,
        context={
            "name": person.given_name or person.name,
            "what": what,
            "when": LazyString(span_words, begins, ends),
            "where": LazyString(calendar_place, appointment),
            "link": host_address("helpdesk_my.index", {}, person.preferred_language),
        },
        about=appointment,
        locale=person.preferred_language,
    )


def _is_first(person_id: UUID) -> bool:
    """Whether nothing was told to them yet in this transaction."""
    transaction = db.session().get_transaction()
    known, told = db.session.info.get(TOLD, (None, set()))
    if known is not transaction:
        told = set()
        db.session.info[TOLD] = (transaction, told)
    if person_id in told:
        return False
    told.add(person_id)
    return True
