"""What the office reads of forgetting: how many are remembered now, and what each night did."""

from collections.abc import Sequence

from sqlalchemy import func, select

from ama_net.features.helpdesk.models import ForgettingRun, Visitor
from ama_net.foundation.database import db

RUNS_SHOWN = 30


def remembered() -> int:
    """How many visitors the association still knows."""
    known = select(func.count()).select_from(Visitor).where(Visitor.emptied_at.is_(None))
    return db.session.execute(known).scalar_one()


def last_runs() -> Sequence[ForgettingRun]:
    """The last nights, the latest first."""
    latest = select(ForgettingRun).order_by(ForgettingRun.ran_at.desc(), ForgettingRun.id.desc())
    return db.session.scalars(latest.limit(RUNS_SHOWN)).all()
