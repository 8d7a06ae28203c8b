"""What the office reads of forgetting: how many are remembered now, and what each night did."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select

from ama_net.features.helpdesk.models import ForgettingRun, Visitor
from ama_net.foundation.database import db

RUNS_SHOWN = 30


def remembered() -> int:
    """How many visitors the association still knows."""
    known = select(func.count()).select_from(Visitor).where(Visitor.emptied_at.is_(None))
    return db.session.execute(known).scalar_one()


def last_run() -> ForgettingRun | None:
    """The last night, whatever it did; None before the first."""
    return db.session.scalars(_latest().limit(1)).first()


def last_forgettings() -> Sequence[ForgettingRun]:
    """The last nights that forgot something, the latest first."""
    something = ForgettingRun.visitors + ForgettingRun.pathways > 0
    return db.session.scalars(_latest().where(something).limit(RUNS_SHOWN)).all()


def _latest() -> Select[ForgettingRun]:
    return select(ForgettingRun).order_by(ForgettingRun.ran_at.desc(), ForgettingRun.id.desc())
