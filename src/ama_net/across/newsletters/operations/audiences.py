"""Audiences kept under a name. Who may: ``NEWSLETTERS_EDIT``."""

from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.across.newsletters.audience import Audience
from ama_net.across.newsletters.models import SavedAudience
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor, Permission
from ama_net.kernel.audit import record
from ama_net.kernel.office import CannotUndo, undoable
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant_id

REMOVAL = "newsletters.audience_removal"


def keep_audience(name: str, audience: Audience, *, by: Actor, kept: SavedAudience | None = None) -> SavedAudience:
    """Keep an audience under a name, or change one that is kept.

    Raises:
        WrongFact: another one is called so, or nobody was chosen.
    """
    if audience.is_empty:
        raise WrongFact("everybody", _l("Scegli almeno una voce: così non la riceverebbe nessuno."))
    hold(f"newsletters:audiences:{current_tenant_id()}")
    same = select(SavedAudience.id).where(func.lower(SavedAudience.name) == name.lower())
    if any(found != (kept.id if kept else None) for found in db.session.scalars(same)):
        raise WrongFact("name", _l("Ci sono già dei destinatari salvati con questo nome."))
    made = kept or SavedAudience()
    made.name, made.definition = name, audience.to_json()
    db.session.add(made)
    db.session.flush()
    record(by=by, verb="newsletter_audience.changed" if kept else "newsletter_audience.kept", subject=made)
    return made


def remove_audience(kept: SavedAudience, *, by: Actor) -> dict[str, Any]:
    """Throw one away; what brings it back is given. Newsletters that began from it keep theirs."""
    payload = {"id": str(kept.id), "name": kept.name, "definition": kept.definition}
    record(by=by, verb="newsletter_audience.removed", subject=kept)
    db.session.delete(kept)
    db.session.flush()
    return payload


@undoable(REMOVAL, Permission.NEWSLETTERS_EDIT)
def bring_back(payload: dict[str, Any], *, by: Actor) -> None:
    """Put one back.

    Raises:
        CannotUndo: it is there already, or another one has taken its name.
    """
    same = select(SavedAudience.id).where(func.lower(SavedAudience.name) == payload["name"].lower())
    if db.session.get(SavedAudience, UUID(payload["id"])) or db.session.scalar(same):
        raise CannotUndo(str(_("Ci sono già dei destinatari salvati con questo nome.")))
    made = SavedAudience(id=UUID(payload["id"]), name=payload["name"], definition=payload["definition"])
    db.session.add(made)
    db.session.flush()
    record(by=by, verb="newsletter_audience.kept", subject=made)
