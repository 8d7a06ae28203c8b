"""What is read about requests to join: the person's own through their link or code, the office's lists and figures."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, case, exists, extract, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.groups import join_secrets
from ama_net.features.groups.join_words import PURPOSES, STATES
from ama_net.features.groups.models import Group
from ama_net.features.groups.models.join_requests import (
    WAITING,
    JoinRequest,
    JoinRequestMessage,
    JoinState,
    Purpose,
)
from ama_net.features.groups.models.proposals import Proposal
from ama_net.features.groups.rules import takes_join_requests
from ama_net.features.groups.settings import GroupsSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
from ama_net.kernel.confiding import CALL_TIMES, CONTACTS, ContactKind, read_code, token_digest
from ama_net.kernel.tenancy.settings import read_settings

LONGEST = 1e10
"""More seconds than any instant of ours has: instants become numbers below one, which keeps the queue's parts apart."""


def group_to_join(slug: str) -> Group | None:
    """The group of an address, when people may ask to join it; else None."""
    group = db.session.execute(select(Group).where(Group.slug == slug)).scalar_one_or_none()
    return group if group is not None and takes_join_requests(group) else None


def request_of_token(token: str) -> JoinRequest | None:
    """The request a secret link leads to, or the pass a right code opened; None for anything else."""
    if "." in token:
        request_id = join_secrets.WAYS.read_pass(token)
        return db.session.get(JoinRequest, request_id) if request_id else None
    return _where(JoinRequest.secret_digest == token_digest(token))


def request_of_code(typed: str) -> JoinRequest | None:
    """The request a short code belongs to; None for anything else, emptied requests included."""
    code = read_code(typed)
    return _where(JoinRequest.code_digest == join_secrets.WAYS.code_digest(code)) if code else None


def request_of_office(request_id: UUID) -> JoinRequest | None:
    """One request, as the office reads it."""
    wanted = select(JoinRequest).where(JoinRequest.id == request_id).options(*_what_it_leads_to())
    return db.session.execute(wanted).scalar_one_or_none()


def _what_it_leads_to() -> tuple[Any, ...]:
    return joinedload(JoinRequest.group), joinedload(JoinRequest.proposal).joinedload(Proposal.theme)


def all_requests() -> Select[JoinRequest]:
    """Every request there is something to read or to answer in, with what it leads to.

    Who only waits for a group to start is not among them: nobody leafs through who is interested in what.
    """
    wrote = exists().where(JoinRequestMessage.request_id == JoinRequest.id)
    return select(JoinRequest).where(or_(JoinRequest.purpose != Purpose.INTEREST, wrote)).options(*_what_it_leads_to())


def requests_to_call() -> Select[JoinRequest]:
    """Who left a telephone number only and has not been spoken to yet; who waits for a group, once there is news."""
    return select(JoinRequest).where(_is_to_call()).options(*_what_it_leads_to(), selectinload(JoinRequest.calls))


def _waits_for_us() -> ColumnElement[bool]:
    """Whether the office has to read or answer: who only wants to be told has asked nothing."""
    asked = or_(JoinRequest.purpose != Purpose.INTEREST, JoinRequest.state == JoinState.REPLIED)
    return and_(JoinRequest.state.in_(WAITING), asked)


def _is_to_call() -> ColumnElement[bool]:
    not_yet = or_(JoinRequest.answered_at.is_(None), JoinRequest.answered_at < JoinRequest.told_at)
    news = and_(JoinRequest.state != JoinState.CLOSED, JoinRequest.told_at.is_not(None), not_yet)
    return and_(JoinRequest.contact_kind == ContactKind.PHONE, or_(_waits_for_us(), news))


def _where(condition: ColumnElement[bool]) -> JoinRequest | None:
    return db.session.execute(select(JoinRequest).where(condition)).scalar_one_or_none()


def _queue() -> ColumnElement[Any]:
    """The order of the office's work: who waits (longest first), then answered, then closed (newest first)."""
    since = extract("epoch", JoinRequest.waiting_since) / LONGEST
    return case(
        (JoinRequest.state.in_(WAITING), since),
        (JoinRequest.state == JoinState.ANSWERED, 2 - since),
        else_=4 - since,
    )


def _is_late(_value: str = "") -> ColumnElement[bool]:
    late_since = now() - timedelta(days=read_settings(GroupsSettings).answer_within_days)
    return and_(_waits_for_us(), JoinRequest.waiting_since < late_since)


def late_requests() -> Select[JoinRequest]:
    """Requests that have waited for an answer longer than the association has given itself."""
    return select(JoinRequest).where(_is_late())


def _groups_asked() -> list[tuple[UUID, str]]:
    asked = select(JoinRequest.group_id).where(JoinRequest.group_id.is_not(None))
    rows = db.session.execute(select(Group.id, Group.name).where(Group.id.in_(asked)).order_by(Group.sort_name))
    return [(row.id, row.name) for row in rows]


JOIN_REQUESTS = Listing(
    Column("queue", "", sort=_queue(), shown=False),
    Column("nickname", _l("Chi, e per che cosa")),
    Column("created_at", _l("Arrivata"), sort=JoinRequest.created_at),
    Column("contact_kind", _l("Contatto")),
    Column("state", _l("Stato")),
    filters=(
        Filter("state", _l("Stato"), JoinRequest.state, STATES, many=True),
        Filter("contact", _l("Contatto"), JoinRequest.contact_kind, CONTACTS),
        Filter("purpose", _l("Che cosa chiede"), JoinRequest.purpose, PURPOSES),
        Filter("group", _l("Gruppo"), JoinRequest.group_id, _groups_asked),
        Filter("proposal", _l("Proposta"), JoinRequest.proposal_id, parse=UUID),
        Filter("late", _l("Attesa"), where=_is_late, options={"yes": _l("Troppo lunga")}),
    ),
    order="queue",
)
"""The office's list. It has no file to download: what people confide does not leave in a spreadsheet."""

CALL_LIST = Listing(
    Column("queue", "", sort=_queue(), shown=False),
    Column("nickname", _l("Chi, e per che cosa")),
    Column("call_time", _l("Quando chiamare"), sort=JoinRequest.call_time),
    Column("waiting_since", _l("Aspetta da"), sort=JoinRequest.waiting_since),
    Column("calls", _l("Chiamate fatte")),
    filters=(Filter("time", _l("Quando chiamare"), JoinRequest.call_time, CALL_TIMES),),
    order="queue",
)
"""People to call. The number is on the request's own page, whose every opening is in the audit."""


@dataclass(frozen=True)
class WaitingFigures:
    """How many requests wait for the office, how many of them for a call, how many for too long."""

    waiting: int
    to_call: int
    late: int
    late_after_days: int


def waiting_figures() -> WaitingFigures:
    """The figures of the dashboard, in one statement."""
    counts = select(
        func.count().filter(_waits_for_us()),
        func.count().filter(_is_to_call()),
        func.count().filter(_is_late()),
    ).select_from(JoinRequest)
    total, to_call, late = db.session.execute(counts).one()
    return WaitingFigures(total, to_call, late, read_settings(GroupsSettings).answer_within_days)
