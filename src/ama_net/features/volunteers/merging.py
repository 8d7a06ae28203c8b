"""When two people are made one, the registro dei volontari follows: nobody is in it twice, changed facts are a new entry."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.volunteers.models import Volunteer
from ama_net.features.volunteers.operations.volunteer_accounts import suit_area_of
from ama_net.features.volunteers.operations.volunteers import note_facts_changed
from ama_net.features.volunteers.register import hold_register
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.people.operations.merging import CannotMerge, say_in_the_way
from ama_net.kernel.people.signals import people_merged, people_merging, people_parted
from ama_net.kernel.registers import any_overlap

_TWICE = _l(
    "Sono tutte e due nel registro dei volontari negli stessi giorni: prima si corregge una delle due righe, che finisce il "
    "giorno in cui comincia (motivo: errore)."
)

say_in_the_way("volunteers", _TWICE)


@people_merging.connect
def take_the_register(_sender: object, *, kept_id: UUID, lost_id: UUID, parting: bool) -> None:
    """Hold the register before any row, and refuse to make one of two who were volunteers on the same days.

    Merges of an association come one at a time: beside the members' register, whichever is taken first, nobody waits.

    Raises:
        CannotMerge: one person would be in the register twice.
    """
    hold_register()
    days = select(Volunteer.started_on, Volunteer.ended_on).where(Volunteer.person_id.in_([kept_id, lost_id]))
    if not parting and any_overlap((one.started_on, one.ended_on) for one in db.session.execute(days)):
        raise CannotMerge(_TWICE)


@people_merged.connect
@people_parted.connect
def write_what_changed(_sender: object, *, kept_id: UUID, lost_id: UUID, by: Actor, **_more: Any) -> None:
    """Write a variation for each line that now says something else, or is of the other one's row.

    The area of who serves follows to the accounts that each of the two now has.
    """
    both = frozenset({kept_id, lost_id})
    suit_area_of(both, by=by)
    mine = select(Volunteer).where(Volunteer.person_id.in_(both)).order_by(Volunteer.number)
    for volunteer in db.session.scalars(mine, execution_options={"populate_existing": True}):
        note_facts_changed(volunteer, by=by, made_one=both)
