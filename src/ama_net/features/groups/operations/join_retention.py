"""How long what people confide is kept: until they withdraw it, or some days after the last change of state.

GDPR art. 5.1.e; the periods are settings of the association, between 30 and 90 days. Who waits for a group to start is
forgotten 30 days after it has, or after a year without news. What each step touches is a select, so that the same may be
counted beforehand (``forgetting_plan``): a dry run is true by construction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from babel.dates import format_date
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, update

from ama_net.features.groups import join_secrets
from ama_net.features.groups.join_consent import KEPT_AFTER_START_DAYS, LONGEST_WAIT_DAYS
from ama_net.features.groups.models.join_requests import (
    WAITING,
    CloseOutcome,
    JoinRequest,
    JoinRequestMessage,
    JoinState,
    Purpose,
)
from ama_net.features.groups.models.proposals import Proposal, Stage
from ama_net.features.groups.settings import GroupsSettings
from ama_net.foundation.clock import day_of, now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import record
from ama_net.kernel.confiding import ContactKind
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.outbox.operations import forget_mail_about
from ama_net.kernel.tenancy.settings import read_settings

TIME_TO_THINK = timedelta(days=1)
"""How long a proposal stays closed before its people are: a slip of the office can be mended."""

OPEN = JoinRequest.state != JoinState.CLOSED


@dataclass(frozen=True)
class Forgetting:
    """How many requests a night warns, closes and empties."""

    warned: int
    closed: int
    emptied: int


def forgetting_plan() -> Forgetting:
    """What a night would do now, and nothing of it done. What it closes for want of an answer it also empties."""
    closing = _count(due_to_close()) + _count(due_of_started()) + _count(due_of_closed_proposals())
    emptied = _count(due_to_empty()) + _count(due_of_started()) + _count(due_to_close().where(_emptied_at_once()))
    return Forgetting(_count(due_to_warn()), closing, emptied)


def forget() -> Forgetting:
    """Warn who is about to be closed, close what has been silent, empty what is over its time."""
    warned = warn_before_closing()
    closed, emptied = close_silent_requests()
    of_proposals = end_requests_of_proposals()
    return Forgetting(warned, closed + of_proposals[0], emptied + of_proposals[1] + empty_old_requests())


# --- what is due -----------------------------------------------------------------------------------------------------


def _term() -> ColumnElement[timedelta]:
    """After how long without a change an open request is closed."""
    settings = read_settings(GroupsSettings)
    return case(
        (JoinRequest.purpose != Purpose.JOIN, timedelta(days=LONGEST_WAIT_DAYS)),
        (JoinRequest.state == JoinState.ANSWERED, timedelta(days=settings.close_quiet_requests_days)),
        else_=timedelta(days=settings.keep_requests_days),
    )


def _warning() -> timedelta:
    return timedelta(days=read_settings(GroupsSettings).warn_before_closing_days)


def _emptied_at_once() -> ColumnElement[bool]:
    """What nobody answered, or waited a year, has had its whole time: it is not kept for longer by being closed."""
    return or_(JoinRequest.purpose != Purpose.JOIN, JoinRequest.state.in_(WAITING))


def due_to_warn() -> Select[JoinRequest]:
    """Open requests with an e-mail address, some days before the end of their term, not warned yet."""
    soon = JoinRequest.changed_at + _term() < now() + _warning()
    by_mail = JoinRequest.contact_kind == ContactKind.EMAIL
    return select(JoinRequest).where(OPEN, by_mail, JoinRequest.warned_at.is_(None), soon)


def due_to_close() -> Select[JoinRequest]:
    """Open requests whose term is over; who has an e-mail address has been warned that many days ago, or is not closed."""
    warned = or_(JoinRequest.contact_kind == ContactKind.PHONE, JoinRequest.warned_at <= now() - _warning())
    return select(JoinRequest).where(OPEN, JoinRequest.changed_at + _term() < now(), warned)


def due_to_empty() -> Select[JoinRequest]:
    """Requests closed longer ago than the association keeps them."""
    closed_before = now() - timedelta(days=read_settings(GroupsSettings).keep_requests_days)
    return select(JoinRequest).where(JoinRequest.closed_at < closed_before, JoinRequest.emptied_at.is_(None))


def due_of_started() -> Select[JoinRequest]:
    """Requests of groups that started more than thirty days ago, whatever became of the group since."""
    started = Proposal.started_on < today() - timedelta(days=KEPT_AFTER_START_DAYS)
    return _of_proposals(started, JoinRequest.emptied_at.is_(None))


def due_of_closed_proposals() -> Select[JoinRequest]:
    """Open requests of proposals that were closed without a group, a day later."""
    ended = and_(Proposal.stage == Stage.CLOSED, Proposal.started_on.is_(None))
    return _of_proposals(ended, Proposal.stage_since < now() - TIME_TO_THINK, OPEN)


def _of_proposals(*conditions: ColumnElement[bool]) -> Select[JoinRequest]:
    return select(JoinRequest).join(Proposal, Proposal.id == JoinRequest.proposal_id).where(*conditions)


# --- doing it --------------------------------------------------------------------------------------------------------


def warn_before_closing() -> int:
    """Write once to who is about to be closed, so that they can keep the request open; returns how many."""
    warned = _locked(due_to_warn())
    settings = read_settings(GroupsSettings)
    for request in warned:
        request.warned_at = now()
        last_day = day_of(request.warned_at + _warning())
        context = {
            "link": join_secrets.absolute_link(join_secrets.WAYS.link_token(request.id), request.language),
            "day": _day(last_day, request.language),
            "unanswered": request.purpose == Purpose.JOIN and request.state in WAITING,
            "keep_days": settings.keep_requests_days,
        }
        to = request.contact or ""
        send_mail("groups/join_request_closing", to=to, context=context, about=request, locale=request.language)
    return len(warned)


def close_silent_requests() -> tuple[int, int]:
    """Close what has been silent for its whole term, and empty at once what nobody answered; how many of each."""
    over = []
    silent = _locked(due_to_close())
    for request in silent:
        unanswered = request.purpose == Purpose.JOIN and request.state in WAITING
        if unanswered or request.purpose != Purpose.JOIN:
            over.append(request.id)
        _close(request, CloseOutcome.UNANSWERED if unanswered else CloseOutcome.QUIET)
    _empty(over)
    return len(silent), len(over)


def end_requests_of_proposals() -> tuple[int, int]:
    """Close who waited for a proposal that ended; forget who waited for a group that has started. How many of each."""
    ended = _locked(due_of_closed_proposals())
    for request in ended:
        _close(request, CloseOutcome.NOT_STARTED)
    started = _locked(due_of_started())
    still_open = [request for request in started if request.is_open]
    for request in still_open:
        _close(request, CloseOutcome.STARTED)
    _empty([request.id for request in started])
    return len(ended) + len(still_open), len(started)


def empty_old_requests() -> int:
    """Empty the requests closed longer ago than the association keeps them; returns how many."""
    old = [request.id for request in _locked(due_to_empty())]
    _empty(old)
    return len(old)


def empty_requests(request_ids: Sequence[UUID]) -> None:
    """Delete all that requests say of who and why, in their rows, in their messages and in the mails about them.

    What stays (when, which group, how it ended) is about nobody. A mail not yet sent does not leave any more.
    """
    moment = now()
    nothing = {"nickname_sealed": None, "contact_sealed": None, "message_sealed": None, "code_digest": None}
    _change(JoinRequest, JoinRequest.id.in_(request_ids), {**nothing, "for_other": False, "emptied_at": moment})
    _change(JoinRequestMessage, JoinRequestMessage.request_id.in_(request_ids), {"body_sealed": None})
    forget_mail_about(JoinRequest.__tablename__, request_ids)


def _close(request: JoinRequest, outcome: CloseOutcome) -> None:
    request.state, request.outcome = JoinState.CLOSED, outcome
    request.closed_at = request.changed_at = now()
    record(by=SYSTEM, verb="join_request.closed", subject=request, changes={"outcome": outcome})


def _empty(request_ids: Sequence[UUID]) -> None:
    if not request_ids:
        return
    db.session.flush()
    empty_requests(request_ids)
    for request_id in request_ids:
        record(by=SYSTEM, verb="join_request.emptied", subject=(JoinRequest.__tablename__, request_id))


def _locked(due: Select[JoinRequest]) -> list[JoinRequest]:
    """The rows, in the order of their keys; one that somebody is working on is left for tomorrow."""
    wanted = due.order_by(JoinRequest.id).with_for_update(of=JoinRequest, skip_locked=True)
    return list(db.session.execute(wanted).scalars())


def _count(due: Select[JoinRequest]) -> int:
    return db.session.execute(select(func.count()).select_from(due.subquery())).scalar_one()


def _day(day: date, language: str) -> str:
    return str(format_date(day, "EEEE d MMMM", locale=language))


def _change(model: type, which: object, values: dict[str, object]) -> None:
    db.session.execute(
        update(model).where(which).values(**values),  # type: ignore[arg-type]
        execution_options={"synchronize_session": "fetch"},
    )
