"""Telling who keeps a group that somebody has written: once for each time a request begins to wait."""

from sqlalchemy import exists, select

from ama_net.features.groups.facilitator_mails import FOR_YOU, tell_facilitators
from ama_net.features.groups.models import Facilitator, JoinRequest
from ama_net.features.groups.models.join_requests import WAITING, Purpose
from ama_net.features.groups.queries_facilitator_requests import facilitators_answer
from ama_net.features.groups.queries_facilitators import current
from ama_net.foundation.database import db, hold
from ama_net.kernel.outbox import Message
from ama_net.kernel.tenancy import current_tenant_id

AT_ONCE = 200


def tell_of_waiting_requests() -> int:
    """Write to the facilitators of groups where a request waits and nobody has been told since; returns how many waited.

    Nothing where the secretariat alone answers. The mails in the outbox are the memory: a run repeated, or two at once,
    tell once.
    """
    if not facilitators_answer():
        return 0
    hold(f"facilitators-told:{current_tenant_id()}")
    kept = exists().where(Facilitator.group_id == JoinRequest.group_id, Facilitator.person_id.is_not(None), current())
    told = exists().where(
        Message.about_kind == JoinRequest.__tablename__,
        Message.about_id == JoinRequest.id,
        Message.template == FOR_YOU,
        Message.created_at >= JoinRequest.waiting_since,
    )
    waiting = select(JoinRequest).where(
        JoinRequest.state.in_(WAITING),
        JoinRequest.purpose == Purpose.JOIN,
        JoinRequest.emptied_at.is_(None),
        kept,
        ~told,
    )
    locked = waiting.order_by(JoinRequest.id).limit(AT_ONCE).with_for_update(of=JoinRequest, skip_locked=True)
    requests = list(db.session.scalars(locked))
    for request in requests:
        tell_facilitators(request)
    return len(requests)
