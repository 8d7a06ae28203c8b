"""Questions about requests to convene: how many have signed, how many are needed, which one may sign."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from ama_net.features.members.ages import wards_of
from ama_net.features.members.models import (
    ConveningRequest,
    ConveningSignature,
    ConveningState,
    Membership,
)
from ama_net.features.members.quorum import Share
from ama_net.features.members.settings_convening import ConveningSettings
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.tenancy.settings import read_settings


def threshold_now() -> tuple[int, int]:
    """How many signatures are needed today, and of how many members: one at least."""
    members = db.session.scalar(select(func.count(Membership.id)).where(*_in_force(today()))) or 0
    return max(1, Share.read(read_settings(ConveningSettings).share).of(members)), members


def signatures_counted(request_id: UUID) -> int:
    """How many members of today have signed: who has left since does not count."""
    return counts_of([request_id]).get(request_id, 0)


def counts_of(requests: list[UUID]) -> dict[UUID, int]:
    """The same for several."""
    rows = (
        select(ConveningSignature.request_id, func.count())
        .join(Membership, Membership.id == ConveningSignature.membership_id)
        .where(ConveningSignature.request_id.in_(requests), *_in_force(today()))
        .group_by(ConveningSignature.request_id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def signatures_of(request_id: UUID) -> list[ConveningSignature]:
    """Who signed, the first first."""
    rows = (
        select(ConveningSignature)
        .where(ConveningSignature.request_id == request_id)
        .options(
            joinedload(ConveningSignature.membership).joinedload(Membership.person),
            joinedload(ConveningSignature.membership).joinedload(Membership.organisation),
        )
        .order_by(ConveningSignature.signed_at, ConveningSignature.id)
    )
    return list(db.session.scalars(rows))


def requests_shown(*states: ConveningState) -> list[ConveningRequest]:
    """Requests in these states (all of them when none is named), the newest first."""
    rows = select(ConveningRequest).order_by(ConveningRequest.created_at.desc()).limit(200)
    rows = rows.options(joinedload(ConveningRequest.membership).joinedload(Membership.person))
    return list(db.session.scalars(rows.where(ConveningRequest.state.in_(states)) if states else rows))


def memberships_of(person_id: UUID | None) -> list[Membership]:
    """The memberships somebody signs for: their own, and those of the minors they vote for."""
    if person_id is None:
        return []
    mine = or_(Membership.person_id == person_id, Membership.person_id.in_(wards_of(person_id, voting=True)))
    rows = select(Membership).where(mine, *_in_force(today())).options(joinedload(Membership.person))
    found = list(db.session.scalars(rows.order_by(Membership.number)))
    return sorted(found, key=lambda membership: membership.person_id != person_id)


def signed_among(request_id: UUID, memberships: list[Membership]) -> set[UUID]:
    """Which of these have signed."""
    keys = [membership.id for membership in memberships]
    rows = select(ConveningSignature.membership_id).where(
        ConveningSignature.request_id == request_id, ConveningSignature.membership_id.in_(keys)
    )
    return set(db.session.scalars(rows))


def reached_count() -> int:
    """How many requests wait for the board."""
    reached = select(func.count()).where(ConveningRequest.state == ConveningState.REACHED)
    return db.session.scalar(reached) or 0


def _in_force(day: date) -> list[Any]:
    return [Membership.admitted_on <= day, or_(Membership.ended_on.is_(None), Membership.ended_on > day)]
