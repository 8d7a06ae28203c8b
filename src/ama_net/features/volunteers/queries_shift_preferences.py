"""What volunteers chose about the mails and the calendar of their shifts."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import exists, select

from ama_net.features.volunteers.models import ShiftPreference
from ama_net.features.volunteers.queries import service_of
from ama_net.foundation.crypto import digest_token
from ama_net.foundation.database import db
from ama_net.kernel.accounts.models import SUSPENDED, Account


def preferences_of(person_ids: Iterable[UUID]) -> dict[UUID, ShiftPreference]:
    """What each of some people chose, by person; who never chose is left out. The newest row is the one that holds."""
    found = (
        select(ShiftPreference)
        .where(ShiftPreference.person_id.in_(list(person_ids)))
        .order_by(ShiftPreference.changed_at, ShiftPreference.id)
    )
    return {row.person_id: row for row in db.session.scalars(found)}


def calendar_with(token: str) -> ShiftPreference | None:
    """Whose calendar a secret address is; None when they serve no more, or their account is suspended."""
    suspended = exists().where(Account.person_id == ShiftPreference.person_id, Account.status == SUSPENDED)
    found = select(ShiftPreference).where(ShiftPreference.token_digest == digest_token(token), ~suspended)
    row = db.session.scalars(found).one_or_none()
    return row if row is not None and service_of(row.person_id) is not None else None
