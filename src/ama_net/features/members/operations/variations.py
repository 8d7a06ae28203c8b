"""The book follows the people: whoever changes a name, a birth, a tax code or a residence need not think of it."""

from sqlalchemy import select

from ama_net.features.members.models import Membership
from ama_net.features.members.register import REGISTER, EntryKind, NewEntry, hold_register, write
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.registers.checking import to_note


def note_variations(*, by: Actor) -> int:
    """Write a variation for each member of whom only the person changed since the last entry; gives how many.

    A row that differs in what operations alone may write is left for people to look at: it is no variation.
    """
    hold_register()
    numbers = to_note(REGISTER)
    found = select(Membership).where(Membership.number.in_(numbers)).order_by(Membership.number)
    memberships = list(db.session.scalars(found)) if numbers else []
    if memberships:
        write([NewEntry(one, EntryKind.VARIATION, today()) for one in memberships])
        record(by=by, verb="members.varied", changes={"count": len(memberships)})
    return len(memberships)
