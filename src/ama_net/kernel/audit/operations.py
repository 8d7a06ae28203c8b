"""Recording: what operations say they did is chained at commit, so the chain's lock is the last one taken and brief."""

from typing import Any

from flask_sqlalchemy.session import Session
from sqlalchemy import event

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit.ledger import Ledger

AUDIT = Ledger("audit")


def record(*, by: Actor, verb: str, subject: Any = None, changes: dict[str, Any] | None = None) -> None:
    """Say in the audit that ``by`` did ``verb`` (``group.confirmed``) to ``subject`` (a row, or ``(kind, id)``).

    ``changes`` holds states and identifiers, never a name, a contact, a reason: the chain cannot be erased.
    """
    kind, subject_id = _identify(subject)
    facts = {
        "actor": str(by.account_id) if by.account_id else by.label,
        "verb": verb,
        "subject": kind,
        "subject_id": subject_id,
        "changes": changes or {},
    }
    db.session.info.setdefault("audit", []).append(facts)
    db.session()  # make sure a session exists to be committed
    if not db.session().in_transaction():
        db.session.connection()


def _identify(subject: Any) -> tuple[str, str]:
    if subject is None:
        return "", ""
    if isinstance(subject, tuple):
        return str(subject[0]), str(subject[1])
    return str(subject.__tablename__), str(subject.id)


@event.listens_for(Session, "before_commit")
def _chain_at_commit(session: Session) -> None:
    pending = session.info.pop("audit", None)
    if pending:
        session.flush()
        AUDIT.append(pending)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("audit", None)
