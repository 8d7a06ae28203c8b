"""Who did not come some times without a word books by telephone for some days; counted by contact, without knowing whose.

Nothing is kept for it: the absences of a visitor who was emptied, by their own wish or by the night, count no more.
"""

from datetime import datetime, timedelta

from sqlalchemy import select

from ama_net.features.helpdesk.models import Appointment, Result, Visitor
from ama_net.features.helpdesk.refusals_waiting import Paused
from ama_net.features.helpdesk.settings import HelpdeskSettings
from ama_net.foundation.clock import day_of, now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.tenancy.settings import read_settings


def check_not_paused(visitor: Visitor, *, by: Actor) -> None:
    """Refuse who asks by themselves with a contact that did not come some times; the office may always book for them.

    Raises:
        Paused: until the day it says.
    """
    until = paused_until(visitor.contact_digest) if by == PUBLIC else None
    if until is not None:
        raise Paused(day_of(until))


def paused_until(contact_digest: bytes | None) -> datetime | None:
    """Until when a contact books by telephone only; None: it may book.

    The last meetings must all have been absences, and the last one not longer ago than the pause: who came since, or waited
    the pause out, books as everybody.
    """
    settings = read_settings(HelpdeskSettings)
    if contact_digest is None or not settings.no_show_limit:
        return None
    pause = timedelta(days=settings.no_show_pause_days)
    last = _last_results(contact_digest, settings.no_show_limit)
    if len(last) < settings.no_show_limit or any(result != Result.VISITOR_ABSENT for result, _starts in last):
        return None
    until = last[0][1] + pause
    return until if until > now() else None


def _last_results(contact_digest: bytes, count: int) -> list[tuple[str, datetime]]:
    """What became of the last meetings of a contact, the last first; those nobody came to for our fault do not count."""
    found = (
        select(Appointment.result, Appointment.starts_at)
        .join(Visitor, Visitor.id == Appointment.visitor_id)
        .where(
            Visitor.contact_digest == contact_digest,
            Appointment.result.in_([Result.MET, Result.VISITOR_ABSENT]),
        )
        .order_by(Appointment.starts_at.desc())
        .limit(count)
    )
    return [(result or "", starts_at) for result, starts_at in db.session.execute(found)]
