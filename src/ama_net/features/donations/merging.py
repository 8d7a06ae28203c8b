"""When two people are made one, gifts follow by themselves: here is what has to wait, and what one has once."""

from uuid import UUID

from sqlalchemy import select

from ama_net.features.donations.models import DonorChoices, Gift, RecurringGift
from ama_net.foundation.database import db
from ama_net.kernel.people.merging_rows import Kept, remove
from ama_net.kernel.people.operations.merging import make_room
from ama_net.kernel.people.signals import people_merging


@people_merging.connect
def take_the_gifts(_sender: object, *, kept_id: UUID, lost_id: UUID, parting: bool) -> None:
    """Hold series and gifts before the people: whoever writes a movement of a gift holds it, then asks for its person."""
    both = (kept_id, lost_id)
    for model in (RecurringGift, Gift):
        db.session.scalars(select(model.id).where(model.person_id.in_(both)).order_by(model.id).with_for_update()).all()


@make_room
def the_opposition_stays(kept_id: UUID, lost_id: UUID) -> dict[str, list[Kept]]:
    """Of two rows of choices one stays: the one that opposes, the earlier of two that do. Nobody is told of against their will."""
    rows = {
        row.person_id: row
        for row in db.session.scalars(select(DonorChoices).where(DonorChoices.person_id.in_((kept_id, lost_id))))
    }
    if len(rows) < 2:  # both have one, or there is nothing to choose
        return {}
    kept, lost = rows[kept_id].opposed_on, rows[lost_id].opposed_on
    goes = kept_id if lost is not None and (kept is None or lost < kept) else lost_id
    db.session.expire_all()
    return {"donor_choices": remove("donor_choices", "t.person_id = :gone", gone=goes)}
