"""When two people are made one, the libro soci follows: nobody is a member twice, and changed facts are a new entry."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.members.models import Membership
from ama_net.features.members.operations.memberships import note_facts_changed
from ama_net.features.members.register import hold_register
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.people.operations.merging import CannotMerge, say_in_the_way
from ama_net.kernel.people.signals import people_merged, people_merging, people_parted
from ama_net.kernel.registers import any_overlap

_TWICE = _l(
    "Sono tutte e due nel libro soci negli stessi giorni: prima si corregge una delle due iscrizioni, che finisce il giorno "
    "in cui comincia (motivo: errore)."
)

say_in_the_way("memberships", _TWICE)
say_in_the_way("roll_entries", _l("Sono tutte e due nell'elenco di una stessa riunione: non si possono unire."))
say_in_the_way("household_people", _l("Stanno tutte e due in un nucleo: prima si toglie una delle due."))
say_in_the_way("guardianships", _l("Una delle due è genitore o tutore dell'altra, o di una stessa persona."))


@people_merging.connect
def take_the_register(_sender: object, *, kept_id: UUID, lost_id: UUID, parting: bool) -> None:
    """Hold the register before any row, and refuse to make one of two who were members on the same days.

    Raises:
        CannotMerge: one person would be in the register twice.
    """
    hold_register()
    days = select(Membership.admitted_on, Membership.ended_on).where(Membership.person_id.in_([kept_id, lost_id]))
    if not parting and any_overlap((one.admitted_on, one.ended_on) for one in db.session.execute(days)):
        raise CannotMerge(_TWICE)


@people_merged.connect
@people_parted.connect
def write_what_changed(_sender: object, *, kept_id: UUID, lost_id: UUID, by: Actor, **_more: Any) -> None:
    """Write a variation for each line of the book that now says something else, or is of the other one's row."""
    both = frozenset({kept_id, lost_id})
    mine = select(Membership).where(Membership.person_id.in_(both)).order_by(Membership.number)
    for membership in db.session.scalars(mine, execution_options={"populate_existing": True}):
        note_facts_changed(membership, by=by, made_one=both)
