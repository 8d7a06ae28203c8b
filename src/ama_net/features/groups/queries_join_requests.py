"""What is read about requests to join: the person's own through their link or code, the office's lists and figures."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, case, extract, func, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.features.groups import join_secrets
from ama_net.features.groups.join_words import CALL_TIMES, CONTACTS, STATES
from ama_net.features.groups.models import Group
from ama_net.features.groups.models.join_requests import WAITING, ContactKind, JoinRequest, JoinState
from ama_net.features.groups.rules import takes_join_requests
from ama_net.features.groups.settings import GroupsSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing
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
        request_id = join_secrets.read_pass(token)
        return db.session.get(JoinRequest, request_id) if request_id else None
    return _where(JoinRequest.secret_digest == join_secrets.token_digest(token))


def request_of_code(typed: str) -> JoinRequest | None:
    """The request a short code belongs to; None for anything else, emptied requests included."""
    code = join_secrets.read_code(typed)
    return _where(JoinRequest.code_digest == join_secrets.code_digest(code)) if code else None


def request_of_office(request_id: UUID) -> JoinRequest | None:
    """One request, as the office reads it."""
    wanted = select(JoinRequest).where(JoinRequest.id == request_id).options(joinedload(JoinRequest.group))
    return db.session.execute(wanted).scalar_one_or_none()


def all_requests() -> Select[JoinRequest]:
    """Every request, with its group."""
    return select(JoinRequest).options(joinedload(JoinRequest.group))


def requests_to_call() -> Select[JoinRequest]:
    """Who left a telephone number only and has not been spoken to yet."""
    waiting = JoinRequest.state.in_(WAITING)
    return (
        select(JoinRequest)
        .where(JoinRequest.contact_kind == ContactKind.PHONE, waiting)
        .options(joinedload(JoinRequest.group), selectinload(JoinRequest.calls))
    )


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
    return JoinRequest.state.in_(WAITING) & (JoinRequest.waiting_since < late_since)


def _groups_asked() -> list[tuple[UUID, str]]:
    asked = select(JoinRequest.group_id).where(JoinRequest.group_id.is_not(None))
    rows = db.session.execute(select(Group.id, Group.name).where(Group.id.in_(asked)).order_by(Group.sort_name))
    return [(row.id, row.name) for row in rows]


JOIN_REQUESTS = Listing(
    Column("queue", "", sort=_queue(), shown=False),
    Column("nickname", _l("Chi, e per quale gruppo")),
    Column("created_at", _l("Arrivata"), sort=JoinRequest.created_at),
    Column("contact_kind", _l("Contatto")),
    Column("state", _l("Stato")),
    filters=(
        Filter("state", _l("Stato"), JoinRequest.state, STATES, many=True),
        Filter("contact", _l("Contatto"), JoinRequest.contact_kind, CONTACTS),
        Filter("group", _l("Gruppo"), JoinRequest.group_id, _groups_asked),
        Filter("late", _l("Attesa"), where=_is_late, options={"yes": _l("Troppo lunga")}),
    ),
    order="queue",
)
"""The office's list. It has no file to download: what people confide does not leave in a spreadsheet."""

CALL_LIST = Listing(
    Column("queue", "", sort=_queue(), shown=False),
    Column("nickname", _l("Chi, e per quale gruppo")),
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
    waiting = JoinRequest.state.in_(WAITING)
    counts = select(
        func.count().filter(waiting),
        func.count().filter(waiting, JoinRequest.contact_kind == ContactKind.PHONE),
        func.count().filter(_is_late()),
    ).select_from(JoinRequest)
    total, to_call, late = db.session.execute(counts).one()
    return WaitingFigures(total, to_call, late, read_settings(GroupsSettings).answer_within_days)
