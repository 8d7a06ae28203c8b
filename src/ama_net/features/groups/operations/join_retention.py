"""How long what people confide is kept: until they withdraw it, or some days after their request is closed.

GDPR art. 5.1.e; the periods are settings of the association.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update

from ama_net.features.groups.models.join_requests import CloseOutcome, JoinRequest, JoinRequestMessage, JoinState
from ama_net.features.groups.settings import GroupsSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import record
from ama_net.kernel.outbox import Message
from ama_net.kernel.outbox.models import QUEUED
from ama_net.kernel.tenancy.settings import read_settings


def empty_requests(request_ids: Sequence[UUID]) -> None:
    """Delete all that requests say of who and why, in their rows, in their messages and in the mails about them.

    What stays (when, which group, how it ended) is about nobody. A mail not yet sent does not leave any more.
    """
    moment = now()
    nothing = {"nickname_sealed": None, "contact_sealed": None, "message_sealed": None, "code_digest": None}
    _change(JoinRequest, JoinRequest.id.in_(request_ids), {**nothing, "emptied_at": moment})
    _change(JoinRequestMessage, JoinRequestMessage.request_id.in_(request_ids), {"body_sealed": None})
    about = (Message.about_kind == JoinRequest.__tablename__) & Message.about_id.in_(request_ids)
    db.session.execute(delete(Message).where(about, Message.state == QUEUED))
    mail = {f"{part}_sealed": None for part in ("recipient", "subject", "text", "html")}
    _change(Message, about & Message.emptied_at.is_(None), {**mail, "emptied_at": moment})


def close_quiet_requests() -> int:
    """Close what was answered and has been silent for the time the association chose; returns how many."""
    silent_since = now() - timedelta(days=read_settings(GroupsSettings).close_quiet_requests_days)
    quiet = select(JoinRequest).where(
        JoinRequest.state == JoinState.ANSWERED,
        JoinRequest.answered_at < silent_since,
        JoinRequest.waiting_since < silent_since,
    )
    closed = 0
    for request in db.session.execute(quiet.with_for_update(skip_locked=True)).scalars():
        request.state, request.outcome, request.closed_at = JoinState.CLOSED, CloseOutcome.QUIET, now()
        record(by=SYSTEM, verb="join_request.closed", subject=request, changes={"outcome": request.outcome})
        closed += 1
    return closed


def empty_old_requests() -> int:
    """Empty the requests closed longer ago than the association keeps them; returns how many."""
    closed_before = now() - timedelta(days=read_settings(GroupsSettings).keep_requests_days)
    old = select(JoinRequest.id).where(JoinRequest.closed_at < closed_before, JoinRequest.emptied_at.is_(None))
    request_ids = db.session.execute(old.with_for_update(skip_locked=True)).scalars().all()
    if request_ids:
        empty_requests(request_ids)
        for request_id in request_ids:
            record(by=SYSTEM, verb="join_request.emptied", subject=(JoinRequest.__tablename__, request_id))
    return len(request_ids)


def _change(model: type, which: object, values: dict[str, object]) -> None:
    db.session.execute(
        update(model).where(which).values(**values),  # type: ignore[arg-type]
        execution_options={"synchronize_session": "fetch"},
    )
