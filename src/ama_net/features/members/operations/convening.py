"""Members ask for the assembly: a tenth of them is enough (codice civile art. 20 c. 2; STATUTE).

Any member begins one and the others sign; when enough have, the board is warned and nobody takes the signature back. Whether
and when the assembly is called is the board's duty: if it does not, the law sends members to the court's president.
"""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, select

from ama_net.features.members.models import (
    ConveningRequest,
    ConveningSignature,
    ConveningState,
    Membership,
    OrganMeeting,
)
from ama_net.features.members.queries_convening import signatures_counted, threshold_now
from ama_net.features.members.settings_convening import ConveningSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.audit import record
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.tenancy import current_tenant, current_tenant_id
from ama_net.kernel.tenancy.settings import read_settings


class ConveningRefused(Exception):
    """What was asked cannot be done; ``reason`` is a word of ``convening_words.REFUSALS``."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def ask_assembly(membership: Membership, *, agenda: str, reasons: str, by: Actor) -> ConveningRequest:
    """Begin a request, signed by who begins it. One at a time for each member. Flushed.

    Raises:
        ConveningRefused: they are no member today, or have one open already.
    """
    hold(f"members:convening:{current_tenant_id()}:{membership.id}")
    if not membership.is_active:
        raise ConveningRefused("not_member")
    mine = select(ConveningRequest.id).where(
        ConveningRequest.membership_id == membership.id, ConveningRequest.state == ConveningState.OPEN
    )
    if db.session.scalars(mine).first() is not None:
        raise ConveningRefused("one_open")
    request = ConveningRequest(membership_id=membership.id, agenda=agenda, reasons=reasons)
    request.state = ConveningState.OPEN
    db.session.add(request)
    db.session.flush()
    record(by=by, verb="convening.asked", subject=request)
    sign_request(request, [membership], by=by)
    return request


def sign_request(
    request: ConveningRequest, memberships: Iterable[Membership], *, by: Actor, way: str = "online"
) -> None:
    """Sign, once for each membership; when the signatures are enough the secretariat is told.

    Raises:
        ConveningRefused: the request is no longer open, or somebody is no member today.
    """
    _hold(request, ConveningState.OPEN)
    signed = select(ConveningSignature.membership_id).where(ConveningSignature.request_id == request.id)
    known = set(db.session.scalars(signed))
    for membership in memberships:
        if not membership.is_active:
            raise ConveningRefused("not_member")
        if membership.id not in known:
            signature = ConveningSignature(request_id=request.id, membership_id=membership.id, way=way)
            signature.recorded_by = by.account_id if way == "paper" else None
            db.session.add(signature)
            record(by=by, verb="convening.signed", subject=request)
    db.session.flush()
    _reach(request)


def unsign_request(request: ConveningRequest, membership: Membership, *, by: Actor) -> None:
    """Take a signature back, until the signatures are enough.

    Raises:
        ConveningRefused: they are already enough, or the request is over.
    """
    _hold(request, ConveningState.OPEN)
    mine = delete(ConveningSignature).where(
        ConveningSignature.request_id == request.id, ConveningSignature.membership_id == membership.id
    )
    if db.session.execute(mine.returning(ConveningSignature.id)).first() is not None:
        record(by=by, verb="convening.unsigned", subject=request)


def withdraw_request(request: ConveningRequest, *, by: Actor) -> None:
    """Who began it gives it up, until the signatures are enough: words and signatures are taken away.

    Raises:
        ConveningRefused: as above.
    """
    _hold(request, ConveningState.OPEN)
    _empty(request, ConveningState.WITHDRAWN)
    record(by=by, verb="convening.withdrawn", subject=request)


def answer_request(request: ConveningRequest, meeting: OrganMeeting, *, by: Actor) -> None:
    """Say which assembly answers a request that was reached.

    Raises:
        ConveningRefused: it was not reached, or the meeting is not an assembly.
    """
    _hold(request, ConveningState.REACHED)
    if meeting.organ != "assembly":
        raise ConveningRefused("not_assembly")
    request.state, request.meeting_id, request.closed_at = ConveningState.CONVENED, meeting.id, now()
    db.session.flush()
    record(by=by, verb="convening.convened", subject=request)


def forget_requests() -> int:
    """Let the requests expire that were not signed by enough in time; returns how many."""
    since = now() - timedelta(days=read_settings(ConveningSettings).keep_days)
    old = select(ConveningRequest).where(
        ConveningRequest.state == ConveningState.OPEN, ConveningRequest.created_at < since
    )
    done = 0
    for request in db.session.scalars(old.order_by(ConveningRequest.id)).all():
        try:
            _hold(request, ConveningState.OPEN)
        except ConveningRefused:
            continue
        _empty(request, ConveningState.EXPIRED)
        record(by=SYSTEM, verb="convening.expired", subject=request)
        done += 1
    return done


def _reach(request: ConveningRequest) -> None:
    threshold, members = threshold_now()
    if signatures_counted(request.id) < threshold:
        return
    request.state, request.reached_at = ConveningState.REACHED, now()
    request.threshold, request.members = threshold, members
    db.session.flush()
    record(by=SYSTEM, verb="convening.reached", subject=request, changes={"count": threshold})
    tenant = current_tenant()
    link = f"{tenant.base_url}/manage/riunioni/richieste/{request.id}"
    context = {"link": link, "threshold": threshold, "members": members}
    to = tenant.identity.mail.secretariat_mail
    send_mail("members/convening_reached", to=to, context=context, about=request, locale="it")


def _empty(request: ConveningRequest, state: ConveningState) -> None:
    db.session.execute(delete(ConveningSignature).where(ConveningSignature.request_id == request.id))
    request.agenda = request.reasons = ""
    request.membership_id, request.state, request.closed_at = None, state, now()
    db.session.flush()


def _hold(request: ConveningRequest, state: ConveningState) -> None:
    hold(f"members:convening:{current_tenant_id()}:{request.id}")
    db.session.refresh(request, with_for_update={"of": ConveningRequest})
    if request.state != state:
        raise ConveningRefused(f"is_{request.state}")
