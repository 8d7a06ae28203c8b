"""After some wrong tries an account (or operator) is closed for a while; the count survives the refusal."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import case, or_, update

from ama_net.foundation.clock import now
from ama_net.foundation.database import db

TRIES = 8
LOCKED_FOR = timedelta(minutes=15)


def count_wrong_try(model: Any, row_id: UUID) -> bool:
    """Count one wrong try; True when it is the one that closes. Call inside ``record_refusal``.

    Counted by the database, so that many tries at once cannot hide each other. While it is closed nothing is counted.
    """
    moment = now()
    last = model.failed_tries + 1 >= TRIES
    counting = (
        update(model)
        .where(model.id == row_id, or_(model.locked_until.is_(None), model.locked_until <= moment))
        .values(
            failed_tries=case((last, 0), else_=model.failed_tries + 1),
            locked_until=case((last, moment + LOCKED_FOR), else_=None),
        )
        .returning(model.locked_until)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(counting).scalar() is not None


def forgive(row: Any) -> None:
    """Whole sign-in, or a new password by mail: the wrong tries before it no longer count."""
    row.failed_tries, row.locked_until = 0, None
