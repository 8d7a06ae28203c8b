"""How long is kept what concerns facilitators, once it is over (GDPR art. 5.1.e)."""

from datetime import timedelta
from uuid import UUID

from dateutil.relativedelta import relativedelta
from sqlalchemy import Executable, Select, delete, or_, select, update

from ama_net.features.groups.models import (
    Facilitator,
    FacilitatorHandover,
    HeadCount,
    MeetingSubstitute,
)
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.training import forget_trainings, keep_trainings_of

TERMS_KEPT = relativedelta(years=5)
HANDOVERS_KEPT = timedelta(days=365)
SUBSTITUTES_KEPT = timedelta(days=30)
COUNTERS_KEPT = timedelta(days=365)


def forget_facilitators() -> None:
    """Take the person out of terms long over, and delete what only served while it went on."""
    long_ago = today() - TERMS_KEPT
    _run(
        update(Facilitator)
        .where(Facilitator.ended_on < long_ago, or_(Facilitator.person_id.is_not(None), Facilitator.public_name != ""))
        .values(person_id=None, public_name="", public_consent_on=None)
    )
    forget_trainings()
    _run(delete(FacilitatorHandover).where(FacilitatorHandover.answered_at < now() - HANDOVERS_KEPT))
    _run(delete(MeetingSubstitute).where(MeetingSubstitute.day < today() - SUBSTITUTES_KEPT))
    _run(
        update(HeadCount)
        .where(HeadCount.counted_at < now() - COUNTERS_KEPT, HeadCount.counted_by.is_not(None))
        .values(counted_by=None)
    )


@keep_trainings_of
def who_is_remembered() -> Select[UUID | None]:
    """Whose training is still needed: who keeps a group, or did until five years ago."""
    return select(Facilitator.person_id).where(Facilitator.person_id.is_not(None))


def _run(statement: Executable) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})
