"""The requests that who keeps a group may read: to join a group of theirs, still open, where the association says so."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, select
from sqlalchemy.orm import joinedload

from ama_net.features.groups.models import Facilitator, JoinRequest
from ama_net.features.groups.models.join_requests import WAITING, JoinState, Purpose
from ama_net.features.groups.queries_facilitators import current
from ama_net.features.groups.settings import GroupsSettings, WhoAnswers
from ama_net.foundation.database import db
from ama_net.kernel.tenancy.settings import read_settings


def facilitators_answer() -> bool:
    """Whether the association lets who keeps a group read and answer the requests for it."""
    return read_settings(GroupsSettings).who_answers is WhoAnswers.BOTH


def for_person(person_id: UUID | None) -> ColumnElement[bool]:
    """The condition that a request is for somebody who keeps its group today."""
    if person_id is None or not facilitators_answer():
        return false()
    kept = select(Facilitator.group_id).where(Facilitator.person_id == person_id, current())
    return (
        JoinRequest.group_id.in_(kept)
        & (JoinRequest.purpose == Purpose.JOIN)
        & (JoinRequest.state != JoinState.CLOSED)
        & JoinRequest.emptied_at.is_(None)
    )


def requests_of_group(person_id: UUID | None, group_id: UUID) -> list[JoinRequest]:
    """The open requests for one of their groups: who waits longest first, then those with an answer."""
    wanted = _requests(person_id).where(JoinRequest.group_id == group_id)
    waits_first = JoinRequest.state.not_in(WAITING)
    return list(db.session.scalars(wanted.order_by(waits_first, JoinRequest.waiting_since, JoinRequest.id)))


def request_of_group(person_id: UUID | None, group_id: UUID, request_id: UUID) -> JoinRequest | None:
    """One of them; None for any other request, whether it exists or not."""
    wanted = _requests(person_id).where(JoinRequest.group_id == group_id, JoinRequest.id == request_id)
    return db.session.scalars(wanted).one_or_none()


def waiting_by_group(person_id: UUID | None) -> dict[UUID, int]:
    """How many requests wait for an answer, group by group."""
    counted = select(JoinRequest.group_id, func.count()).where(for_person(person_id), JoinRequest.state.in_(WAITING))
    rows = db.session.execute(counted.group_by(JoinRequest.group_id))
    return {group_id: count for group_id, count in rows if group_id is not None}


def _requests(person_id: UUID | None) -> Select[JoinRequest]:
    return select(JoinRequest).where(for_person(person_id)).options(joinedload(JoinRequest.group))
