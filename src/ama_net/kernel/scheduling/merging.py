"""When two people are made one, they cannot have been in two places: what overlaps is settled first, by who knows.

Which of two commitments holds is not for the system to say: the merge is refused with the hours of the clash, and the
office takes one of the two away. What is over is forgotten first, so that the past stands in nobody's way.
"""

from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import aliased

from ama_net.foundation.database import db
from ama_net.kernel.people.operations.merging import CannotMerge, say_in_the_way
from ama_net.kernel.people.signals import people_merging
from ama_net.kernel.scheduling.models import Reservation
from ama_net.kernel.scheduling.reservations import forget_past, hold_people
from ama_net.kernel.scheduling.words import span_words

say_in_the_way("reservations", _l("Hanno impegni nelle stesse ore: prima si toglie una delle due da uno dei due."))


@people_merging.connect
def take_their_time(_sender: object, *, kept_id: UUID, lost_id: UUID, parting: bool) -> None:
    """Hold the time of both before any row, and refuse to make one of two who are in two places.

    Raises:
        CannotMerge: they have commitments in the same hours; it says which.
    """
    hold_people([kept_id, lost_id])
    if parting:
        return
    forget_past([kept_id, lost_id])
    clash = _clash(kept_id, lost_id)
    if clash is not None:
        when = span_words(clash.during.lower, clash.during.upper)
        raise CannotMerge(
            _("Hanno tutte e due un impegno nelle stesse ore (%(when)s): prima si toglie uno dei due.", when=when)
        )


def _clash(kept_id: UUID, lost_id: UUID) -> Any:
    """The first commitment of the kept person that one of the lost person's overlaps."""
    kept, lost = aliased(Reservation), aliased(Reservation)
    overlapping = lost.during.op("&&")(kept.during)
    found = select(kept).join(lost, overlapping).where(kept.person_id == kept_id, lost.person_id == lost_id)
    return db.session.scalars(found.order_by(kept.during).limit(1)).first()
