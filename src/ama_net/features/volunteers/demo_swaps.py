"""One invented offer of a place in a shift, so that the volunteer of the cast has something to answer."""

from pathlib import Path

from sqlalchemy import func, select

from ama_net.features.volunteers.models import Shift, ShiftSignup, ShiftState, ShiftSwap, SignupState
from ama_net.features.volunteers.operations.swaps import offer_place
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Role
from ama_net.kernel.accounts.models import Account


def seed_demo_swaps(_folder: Path) -> None:
    """Somebody cannot come to a shift where the volunteer of the cast is not, and asks everybody; once."""
    if db.session.scalar(select(ShiftSwap.id).limit(1)) is not None:
        return
    cast = select(Account.person_id).where(
        Account.roles.contains([Role.VOLUNTEER.value]), Account.person_id.is_not(None)
    )
    reader = db.session.scalars(cast.order_by(func.jsonb_array_length(Account.roles), Account.email)).first()
    theirs = select(ShiftSignup.shift_id).where(ShiftSignup.person_id == reader)
    place = db.session.scalars(
        select(ShiftSignup)
        .join(Shift, Shift.id == ShiftSignup.shift_id)
        .where(Shift.state == ShiftState.PUBLISHED, Shift.starts_at > now(), Shift.id.not_in(theirs))
        .where(ShiftSignup.state == SignupState.TAKEN, ShiftSignup.person_id != reader)
        .order_by(Shift.starts_at, ShiftSignup.id)
    ).first()
    if place is not None:
        offer_place(place, by=SYSTEM)
