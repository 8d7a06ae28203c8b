"""How long a signed-in browser stays signed in, for accounts and operators alike."""

from datetime import datetime, timedelta
from typing import TypeVar

from ama_net.foundation.clock import now
from ama_net.foundation.crypto import digest_token, new_token
from ama_net.foundation.database import Base, db
from ama_net.kernel.accounts.credentials import SessionRow
from ama_net.kernel.accounts.devices import describe_device

IDLE = timedelta(hours=12)
"""Unused for this long, it is over: computers of an association are often shared."""

LONGEST = timedelta(days=14)
"""However much it is used."""

NOTE_USE_EVERY = timedelta(minutes=5)
"""Reading pages must not become writing: use is noted at most this often."""

Row = TypeVar("Row", bound=SessionRow)


def open_session(model: type[Row], *, user_agent: str, **owner: object) -> tuple[str, Row]:
    """A new signed-in browser: the token for its cookie (always a fresh one) and the row that keeps its digest."""
    token, moment = new_token(), now()
    row = model(
        digest=digest_token(token),
        device=describe_device(user_agent),
        created_at=moment,
        seen_at=moment,
        expires_at=moment + IDLE,
        **owner,
    )
    assert isinstance(row, Base)  # the mixin alone is no table
    db.session.add(row)
    return token, row


def use_to_note(seen_at: datetime, created_at: datetime) -> dict[str, datetime] | None:
    """The columns to write because the session is being used, or None when that was noted a short while ago."""
    moment = now()
    if moment - seen_at < NOTE_USE_EVERY:
        return None
    return {"seen_at": moment, "expires_at": min(moment + IDLE, created_at + LONGEST)}
