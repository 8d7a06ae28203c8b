"""Forgetting what is over: ended sessions and used or expired codes. On the timetable once a day."""

from datetime import timedelta

from sqlalchemy import delete, or_

from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import job
from ama_net.kernel.accounts.models import AccountCode, AccountSession
from ama_net.kernel.accounts.operators.models import OperatorCode, OperatorSession
from ama_net.kernel.tenancy.everywhere import in_every_association

SESSIONS_KEPT = timedelta(days=1)
CODES_KEPT = timedelta(days=7)


@job(name="accounts.forget_old", own_transactions=True)
def forget_old() -> None:
    """Remove old sessions and codes of every association and of the operators."""
    with unit_of_work():
        _forget(OperatorSession, OperatorCode)
    in_every_association(lambda: _forget(AccountSession, AccountCode))


def _forget(sessions: type[AccountSession | OperatorSession], codes: type[AccountCode | OperatorCode]) -> None:
    db.session.execute(delete(sessions).where(sessions.expires_at < now() - SESSIONS_KEPT))
    edge = now() - CODES_KEPT
    db.session.execute(delete(codes).where(or_(codes.used_at < edge, codes.expires_at < edge)))
