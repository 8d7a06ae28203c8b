"""Confirming by a mailed link: for who is over the limit of an address with a browser that can do no proof of work."""

from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _

from ama_net.features.helpdesk.absences import check_not_paused
from ama_net.features.helpdesk.models import Appointment, AppointmentState, Mode, Service
from ama_net.features.helpdesk.operations.appointments import confirm, hold_longer, hold_slot
from ama_net.features.helpdesk.operations.visitors import Confided, new_visitor
from ama_net.features.helpdesk.refusals import HoldExpired
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.confiding import ContactKind, WaysBack, host_address
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.people import WrongFact

MINUTES = 20
"""How long the time is kept for who has to open their mail."""

LINKS = WaysBack("helpdesk-confirmation")


def keep_for_link(
    service: Service,
    confided: Confided,
    *,
    held: Appointment | None,
    chosen: tuple[datetime, Mode] | None,
    by: Actor,
) -> Appointment:
    """Keep the time ``chosen``, otherwise the one ``held``, some minutes longer, and write a link that confirms it.

    Raises:
        WrongFact: there is no e-mail address to write to.
        SlotGone: somebody else has that time now.
        Paused, FormAlreadyUsed: as ``take_time``.
    """
    if confided.contact_kind is not ContactKind.EMAIL:
        raise WrongFact("contact", _("Da qui ora serve un'e-mail, per mandarti il link di conferma. Oppure chiamaci."))
    visitor = new_visitor(confided, by=by)
    check_not_paused(visitor, by=by)
    if chosen is not None:
        kept, _secret = hold_slot(service, *chosen, by=by, minutes=MINUTES)
    elif held is not None:
        kept = hold_longer(held, until=now() + timedelta(minutes=MINUTES))
    else:
        raise HoldExpired
    if kept.visitor_id == visitor.id:
        return kept  # the same form again: the link has been written
    kept.visitor_id = visitor.id
    db.session.flush()
    link = host_address("confirming_public.show", {"token": LINKS.new_pass(kept.id)}, visitor.language)
    context = {"link": link, "minutes": MINUTES}
    send_mail("helpdesk/confirm_link", to=confided.contact, context=context, about=visitor, locale=visitor.language)
    return kept


def kept_of(token: str) -> Appointment | None:
    """What a mailed link would confirm, or confirmed already; None when it is too old, or swept."""
    appointment_id: UUID | None = LINKS.read_pass(token)
    found = db.session.get(Appointment, appointment_id) if appointment_id else None
    return found if found is not None and found.visitor_id and found.state != AppointmentState.CANCELLED else None


def follow_link(appointment: Appointment, *, by: Actor) -> Appointment:
    """Make it an appointment; followed twice, it is the same.

    Raises:
        HoldExpired, TooMany: as ``confirm``.
    """
    assert appointment.visitor is not None  # ``kept_of`` looked
    return confirm(appointment, appointment.visitor, by=by)
