"""Confirming by a mailed link: for who is over the limit of an address with a browser that can do no proof of work."""

from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from ama_net.features.helpdesk.absences import check_not_paused
from ama_net.features.helpdesk.models import Appointment, AppointmentState, Mode, Service, Visitor
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
    already = _kept_for(visitor)
    if already is not None:
        return already  # the same form again: the link has been written
    if chosen is None and (held is None or held.visitor_id is not None):
        raise HoldExpired  # nothing is held, or it is kept for who was written to before
    kept = _keep(service, held=held if chosen is None else None, chosen=chosen, by=by)
    kept.visitor_id = visitor.id
    db.session.flush()
    link = host_address("confirming_public.show", {"token": LINKS.new_pass(visitor.id)}, visitor.language)
    context = {"link": link, "minutes": MINUTES}
    send_mail("helpdesk/confirm_link", to=confided.contact, context=context, about=visitor, locale=visitor.language)
    return kept


def kept_of(token: str) -> Appointment | None:
    """What a mailed link would confirm, or confirmed already; None when it is too old, or swept.

    The link is of who was written to, never of the time: whoever has it later, it leads to them alone.
    """
    visitor_id: UUID | None = LINKS.read_pass(token)
    visitor = db.session.get(Visitor, visitor_id) if visitor_id else None
    if visitor is None or visitor.emptied_at is not None:
        return None
    mine = select(Appointment).where(
        Appointment.visitor_id == visitor.id, Appointment.state != AppointmentState.CANCELLED
    )
    return db.session.scalars(mine.order_by(Appointment.created_at).limit(1)).first()


def follow_link(appointment: Appointment, *, by: Actor) -> Appointment:
    """Make it an appointment; followed twice, it is the same.

    Raises:
        HoldExpired, TooMany: as ``confirm``; the service was closed meanwhile.
        Paused: this contact did not come some times without a word.
    """
    assert appointment.visitor is not None  # ``kept_of`` looked
    if not appointment.service.is_open:
        raise HoldExpired
    if appointment.state == AppointmentState.HELD:
        check_not_paused(appointment.visitor, by=by)
    return confirm(appointment, appointment.visitor, by=by)


def _kept_for(visitor: Visitor) -> Appointment | None:
    mine = select(Appointment).where(Appointment.visitor_id == visitor.id)
    return db.session.scalars(mine.order_by(Appointment.created_at).limit(1)).first()


def _keep(
    service: Service, *, held: Appointment | None, chosen: tuple[datetime, Mode] | None, by: Actor
) -> Appointment:
    if held is not None:
        return hold_longer(held, until=now() + timedelta(minutes=MINUTES))
    assert chosen is not None  # one of the two
    kept, _secret = hold_slot(service, *chosen, by=by, minutes=MINUTES)
    return kept
