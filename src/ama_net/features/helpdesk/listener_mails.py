"""Mails to who listens: somebody booked, moved or called off a meeting with them. When and where, never with whom or why.

What they did themselves is not told to them. What changes many meetings of a pathway at once is one mail, which says that
there may be others. A mail is filed under nothing of the visitor's: who takes everything back does not take away from who
listens the word that nobody comes.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import LazyString

from ama_net.features.helpdesk.models import Appointment
from ama_net.features.helpdesk.signals import appointment_changed
from ama_net.features.helpdesk.telling import told_already
from ama_net.features.helpdesk.whereabouts import calendar_place
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.confiding import host_address
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.people import Person
from ama_net.kernel.scheduling import span_words

MAIL = "helpdesk/listener_appointment"


@appointment_changed.connect
def tell_listener(appointment: Appointment, *, what: str, by: Actor, before: datetime | None, **told: Any) -> None:
    """Write to whose appointment it is; and to whose it was, when a change gave it to somebody else (``person_before``)."""
    earlier: UUID | None = told.get("person_before")
    if earlier is not None and earlier != appointment.person_id:
        _tell(db.session.get_one(Person, earlier), appointment, "cancelled", by, starts_at=before)
        what = "confirmed" if what == "moved" else what
    _tell(appointment.person, appointment, what, by)


def _tell(person: Person, appointment: Appointment, what: str, by: Actor, starts_at: datetime | None = None) -> None:
    if person.id == by.person_id or not person.email or _told_with_another(person, appointment, what):
        return
    begins = starts_at or appointment.starts_at
    ends = begins + (appointment.ends_at - appointment.starts_at)
    send_mail(
        MAIL,
        to=person.email,
        context={
            "name": person.given_name or person.name,
            "what": what,
            "series": appointment.pathway_id is not None,
            "when": LazyString(span_words, begins, ends),
            "where": LazyString(calendar_place, appointment),
            "link": host_address("helpdesk_my.index", {}, person.preferred_language),
        },
        locale=person.preferred_language,
    )


def _told_with_another(person: Person, appointment: Appointment, what: str) -> bool:
    """Whether they were just told the same of another meeting of the pathway: eight dates are one mail."""
    pathway_id = appointment.pathway_id
    return pathway_id is not None and told_already("listener", person.id, pathway_id, what)
