"""How many appointments one contact may have, counted without knowing whose it is."""

from datetime import timedelta

from sqlalchemy import func, select

from ama_net.features.helpdesk.models import Appointment, AppointmentState, Service, Visitor
from ama_net.features.helpdesk.refusals import TooMany
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.kernel.tenancy import current_tenant_id

WITHIN = timedelta(days=90)


def hold_contact(visitor: Visitor) -> None:
    """Hold what is counted of a contact until the transaction ends. Before people's time, before any row."""
    if visitor.contact_digest:
        hold(f"helpdesk:contact:{current_tenant_id()}:{visitor.contact_digest.hex()}")


def check_limits(visitor: Visitor, service: Service) -> None:
    """Refuse what is over the service's limits for one contact, which must be held.

    Raises:
        TooMany: there are as many appointments to come, or as many in ninety days, as the service allows.
    """
    if visitor.contact_digest is None:
        return
    mine = (
        select(Appointment.starts_at)
        .join(Visitor, Visitor.id == Appointment.visitor_id)
        .where(
            Visitor.contact_digest == visitor.contact_digest,
            Appointment.service_id == service.id,
            Appointment.state == AppointmentState.CONFIRMED,
            Appointment.starts_at > now() - WITHIN,
        )
        .subquery()
    )
    coming = func.count().filter(mine.c.starts_at > now())
    to_come, lately = db.session.execute(select(coming, func.count()).select_from(mine)).one()
    if to_come >= service.max_open or (service.max_in_90_days and lately >= service.max_in_90_days):
        raise TooMany
