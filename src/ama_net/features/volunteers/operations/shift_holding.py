"""Holding shifts: whoever else would give or take their places waits.

Locks: shifts in order of their ids, then people (``hold_people``), then rows. Who needs several holds them all first.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from ama_net.features.volunteers.models import Shift, ShiftSignup, SignupState
from ama_net.features.volunteers.shift_refusals import NotInShift, ShiftOver
from ama_net.foundation.database import db, hold
from ama_net.kernel.tenancy import current_tenant_id


def hold_shift(shift: Shift) -> Shift:
    """Hold a shift until the transaction ends, and read it anew.

    Raises:
        ShiftOver: it is not there any more.
    """
    return hold_shifts([shift.id])[0]


def hold_shifts(shift_ids: Iterable[UUID]) -> list[Shift]:
    """Hold several shifts, and read them anew, by their beginning.

    Raises:
        ShiftOver: one is not there any more.
    """
    wanted = sorted(set(shift_ids))
    for shift_id in wanted:
        hold(f"volunteers:shift:{current_tenant_id()}:{shift_id}")
    anew = {"populate_existing": True}
    found = select(Shift).where(Shift.id.in_(wanted)).order_by(Shift.starts_at, Shift.id)
    shifts = list(db.session.scalars(found, execution_options=anew))
    if len(shifts) != len(wanted):
        raise ShiftOver
    return shifts


def hold_signup(signup: ShiftSignup) -> ShiftSignup:
    """Hold the shift of a place that is still taken, and read both anew.

    Raises:
        NotInShift: it was given up in the meantime.
        ShiftOver: the shift is not there any more.
    """
    hold_shifts([signup.shift_id])
    db.session.refresh(signup)
    if signup.state != SignupState.TAKEN:
        raise NotInShift
    return signup


def taken_places(shift_ids: Iterable[UUID]) -> list[ShiftSignup]:
    """Who comes to some shifts, in the order in which they took their places. Exact while the shifts are held."""
    mine = ShiftSignup.shift_id.in_(list(shift_ids)), ShiftSignup.state == SignupState.TAKEN
    found = select(ShiftSignup).where(*mine).order_by(ShiftSignup.created_at, ShiftSignup.id)
    return list(db.session.scalars(found, execution_options={"populate_existing": True}))
