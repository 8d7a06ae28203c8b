"""What is kept of shifts, and for how long: two years, then who came is in the hours alone."""

from dateutil.relativedelta import relativedelta
from sqlalchemy import delete, select

from ama_net.features.volunteers.models import Shift, ShiftSignup
from ama_net.foundation.clock import now
from ama_net.foundation.database import db

KEPT = relativedelta(years=2)
AT_ONCE = 500


def forget_shifts() -> int:
    """Delete shifts over for two years with their places, some hundreds at a time; gives how many went.

    Hours keep their day and activity: only their link to the shift goes.
    """
    old = select(Shift.id).where(Shift.ends_at < now() - KEPT).order_by(Shift.id).limit(AT_ONCE).with_for_update()
    ids = list(db.session.scalars(old))
    if ids:
        db.session.execute(delete(ShiftSignup).where(ShiftSignup.shift_id.in_(ids)))
        db.session.execute(delete(Shift).where(Shift.id.in_(ids)))
    return len(ids)
