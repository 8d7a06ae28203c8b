"""What operators see: the associations' names, states and hosts. Nothing of what is inside them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text, update

from ama_net.foundation.clock import now
from ama_net.foundation.crypto import digest_token
from ama_net.foundation.database import db
from ama_net.kernel.accounts.operators.models import Operator, OperatorSession
from ama_net.kernel.accounts.sessions import use_to_note


@dataclass(frozen=True)
class OperatorVisit:
    """A request of a signed-in operator."""

    session_id: UUID
    email: str


@dataclass(frozen=True)
class ListedTenant:
    """An association as the installation knows it."""

    slug: str
    name: str
    status: str
    hosts: list[str]


def operator_of(token: str) -> OperatorVisit | None:
    """The operator a cookie's token leads to, or None; that the session is being used is noted now and then."""
    found = db.session.execute(
        select(OperatorSession.id, OperatorSession.created_at, OperatorSession.seen_at, Operator.email)
        .join(Operator, Operator.id == OperatorSession.operator_id)
        .where(OperatorSession.digest == digest_token(token), OperatorSession.expires_at > now())
    ).one_or_none()
    if found is None:
        return None
    _note_use(found.id, found.seen_at, found.created_at)
    return OperatorVisit(found.id, found.email)


def list_tenants() -> list[ListedTenant]:
    """Every association of the installation, through the one function that sees them all (names and hosts only)."""
    rows = db.session.execute(text("SELECT slug, name, status, hosts FROM tenancy.list_tenants()"))
    return [ListedTenant(*row) for row in rows]


def _note_use(session_id: UUID, seen_at: datetime, created_at: datetime) -> None:
    changes = use_to_note(seen_at, created_at)
    if changes:
        db.session.execute(update(OperatorSession).where(OperatorSession.id == session_id).values(changes))
