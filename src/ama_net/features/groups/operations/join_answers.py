"""What the office does with a request to join: read it, answer, note a call, close it, take the closing back."""

from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from ama_net.features.groups import join_secrets
from ama_net.features.groups.models.join_requests import (
    Author,
    CallOutcome,
    CloseOutcome,
    JoinRequest,
    JoinRequestCall,
    JoinRequestMessage,
    JoinState,
)
from ama_net.features.groups.operations.join_requests import NotNow, state_changed
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.office import CannotUndo, undoable
from ama_net.kernel.outbox import send_mail

UNDO_CLOSING = "join_requests.closed"
"""The name of the way back from closing a request; its payload is ``{"request": id}``."""

OFFICE_OUTCOMES = (
    CloseOutcome.POINTED_TO_GROUP,
    CloseOutcome.OTHER_SERVICE,
    CloseOutcome.NO_ANSWER,
    CloseOutcome.CHANGED_MIND,
    CloseOutcome.OTHER,
)
"""How the office may close a request; withdrawing is the person's, silence the timetable's."""


def may_answer(actor: Actor, request: JoinRequest) -> bool:
    """Whether somebody may read a request and answer it: who answers requests for the association, and nobody else.

    ``request`` is not looked at yet: a rule about single requests goes here.
    """
    return actor.can(Permission.JOIN_REQUESTS_ANSWER)


def open_to_read(request: JoinRequest, *, by: Actor) -> None:
    """Say in the audit that somebody of the office has read a request: every opening, each time."""
    record(by=by, verb="join_request.read", subject=request)


def answer(request: JoinRequest, body: str, *, by: Actor) -> JoinRequestMessage:
    """Write to the person. It is read at their link; an e-mail contact is told.

    The mail names neither group nor theme and carries a link, not the answer, unless the person asked for the answer in
    it: a mailbox is often read by others, and what is deleted here would stay there. The same words sent twice in a row
    (a double click) are one answer.

    Raises:
        NotNow: the request is closed.
    """
    _lock_open(request)
    last = request.messages[-1] if request.messages else None
    if last is not None and last.author == Author.OFFICE and last.body == body:
        return last
    message = JoinRequestMessage(request_id=request.id, author=Author.OFFICE, written_by=by.account_id)
    message.body = body
    db.session.add(message)
    request.state, request.answered_at = JoinState.ANSWERED, now()
    state_changed(request)
    record(by=by, verb="join_request.answered", subject=request)
    if request.by_mail:
        _tell_person(request, body)
    return message


def note_call(request: JoinRequest, outcome: CallOutcome, *, by: Actor) -> JoinRequestCall:
    """Note that the person was called and what came of it. Having spoken counts as an answer.

    Raises:
        NotNow: the request is closed.
    """
    _lock_open(request)
    call = JoinRequestCall(request_id=request.id, outcome=outcome, called_at=now(), called_by=by.account_id)
    db.session.add(call)
    if outcome is CallOutcome.SPOKE:
        request.state, request.answered_at = JoinState.ANSWERED, call.called_at
        state_changed(request)
    record(by=by, verb="join_request.called", subject=request, changes={"outcome": outcome})
    return call


def close(request: JoinRequest, outcome: CloseOutcome, *, by: Actor) -> None:
    """End a request; what it says is emptied after the days the association chose.

    Raises:
        NotNow: it is closed already.
        ValueError: the outcome is not one of the office's.
    """
    if outcome not in OFFICE_OUTCOMES:
        raise ValueError(outcome)
    _lock_open(request)
    changes = {"state": [request.state, JoinState.CLOSED], "outcome": outcome}
    request.state, request.outcome = JoinState.CLOSED, outcome
    request.closed_at, request.closed_by = now(), by.account_id
    state_changed(request)
    record(by=by, verb="join_request.closed", subject=request, changes=changes)


@undoable(UNDO_CLOSING, Permission.JOIN_REQUESTS_ANSWER)
def reopen(payload: dict[str, Any], *, by: Actor) -> None:
    """Take a closing back: the request is again where it was.

    Raises:
        CannotUndo: it is open, or its words have been deleted (always so when the person withdrew it).
    """
    request = db.session.get(JoinRequest, UUID(payload["request"]), with_for_update=True)
    if request is None or request.is_open or request.is_emptied:
        raise CannotUndo(_("Questa richiesta non si può riaprire: è già aperta, oppure è stata cancellata."))
    request.state = _state_before_closing(request)
    request.outcome, request.closed_at, request.closed_by = "", None, None
    state_changed(request)
    record(by=by, verb="join_request.reopened", subject=request, changes={"state": [JoinState.CLOSED, request.state]})


def _lock_open(request: JoinRequest) -> None:
    db.session.refresh(request, with_for_update={"of": JoinRequest})
    if not request.is_open:
        raise NotNow


def _state_before_closing(request: JoinRequest) -> JoinState:
    if request.answered_at is not None and request.answered_at >= request.waiting_since:
        return JoinState.ANSWERED
    wrote_again = any(message.author == Author.CITIZEN for message in request.messages)
    return JoinState.REPLIED if wrote_again else JoinState.NEW


def _tell_person(request: JoinRequest, body: str) -> None:
    send_mail(
        "groups/join_request_answer",
        to=request.contact or "",
        context={
            "link": join_secrets.absolute_link(join_secrets.WAYS.link_token(request.id), request.language),
            "answer": body if request.answer_in_mail else "",
        },
        about=request,
        locale=request.language,
    )
