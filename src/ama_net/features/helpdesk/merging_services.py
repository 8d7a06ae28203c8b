"""When two people are made one, they serve each service once, and their accounts follow."""

from typing import Any
from uuid import UUID

from ama_net.features.helpdesk.operations.services import suit_listeners
from ama_net.kernel.access import Actor
from ama_net.kernel.people.merging_rows import Kept, remove
from ama_net.kernel.people.operations.merging import make_room
from ama_net.kernel.people.signals import people_merged, people_parted


@make_room
def serve_once(kept_id: UUID, lost_id: UUID) -> dict[str, list[Kept]]:
    """Of two who serve the same service today, the row that begins first stays; an undo gives the other back."""
    other = (
        "EXISTS (SELECT FROM helpdesk_operators o WHERE o.service_id = t.service_id AND o.last_day IS NULL"
        " AND o.person_id IN (:kept, :lost) AND o.person_id <> t.person_id"
        " AND (o.first_day, o.person_id = :lost) < (t.first_day, t.person_id = :lost))"
    )
    mine = f"t.person_id IN (:kept, :lost) AND t.last_day IS NULL AND {other}"
    return {"helpdesk_operators": remove("helpdesk_operators", mine, kept=kept_id, lost=lost_id)}


@people_merged.connect
@people_parted.connect
def open_the_area(_sender: object, *, kept_id: UUID, lost_id: UUID, by: Actor, **_more: Any) -> None:
    """Let the helpdesk's part of the area follow to the accounts that each of the two now has."""
    suit_listeners({kept_id, lost_id}, by=by)
