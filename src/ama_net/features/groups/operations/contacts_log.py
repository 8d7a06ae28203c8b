"""Writing down that somebody turned to the secretariat: one tap, no identity, a way back."""

from typing import Any
from uuid import UUID, uuid4

from ama_net.features.groups.models import SecretariatContact
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.office import CannotUndo, undoable

UNDO_KIND = "groups.contact"


def log_contact(
    *, channel: str, theme_id: UUID | None, district: str, pointed_to: str, by: Actor
) -> SecretariatContact:
    """Count a contact. Who may: who answers requests. Not in the audit: who was on the telephone when is nobody's business."""
    contact = SecretariatContact(
        id=uuid4(),  # the usual identifiers hold the millisecond they were made
        channel=channel,
        theme_id=theme_id,
        district=district,
        pointed_to=pointed_to,
    )
    db.session.add(contact)
    db.session.flush()
    return contact


@undoable(UNDO_KIND, Permission.JOIN_REQUESTS_ANSWER)
def take_back(payload: dict[str, Any], *, by: Actor) -> None:
    """It was a slip.

    Raises:
        CannotUndo: it is not there any more.
    """
    contact = db.session.get(SecretariatContact, UUID(payload["id"]))
    if contact is None:
        raise CannotUndo
    db.session.delete(contact)
