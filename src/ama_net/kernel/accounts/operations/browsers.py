"""Where an account is signed in: to see, and to end one or all."""

from uuid import UUID

from sqlalchemy import delete

from ama_net.foundation.database import db
from ama_net.kernel.accounts.models import AccountSession


def sign_out(session_id: UUID) -> None:
    """End one session: this browser's own, or one chosen among the account's."""
    db.session.execute(delete(AccountSession).where(AccountSession.id == session_id))


def sign_out_one(*, account_id: UUID, session_id: UUID) -> bool:
    """End one of the account's sessions; False when it has no such one (any more)."""
    ending = delete(AccountSession).where(AccountSession.id == session_id, AccountSession.account_id == account_id)
    return db.session.execute(ending.returning(AccountSession.id)).scalar() is not None


def sign_out_others(*, account_id: UUID, keep: UUID) -> None:
    """End every session of the account but one."""
    db.session.execute(delete(AccountSession).where(AccountSession.account_id == account_id, AccountSession.id != keep))


def sign_out_everywhere(account_id: UUID) -> None:
    """End every session of the account."""
    db.session.execute(delete(AccountSession).where(AccountSession.account_id == account_id))
