"""What the room starts with: what volunteers of self-help associations usually do. The association changes it afterwards."""

from pathlib import Path

from sqlalchemy import select

from ama_net.features.volunteers.models import Activity
from ama_net.foundation.database import db
from ama_net.kernel.tenancy.tenant_models import TenantFile

ACTIVITIES = (
    ("groups", "Gruppi di auto mutuo aiuto"),
    ("helpdesk", "Sportello"),
    ("secretariat", "Segreteria"),
    ("training", "Formazione e incontri di facilitatori"),
    ("events", "Eventi e banchetti"),
    ("other", "Altro"),
)


def seed(file: TenantFile, folder: Path) -> None:
    """Write the activities where the room has none; harmless to repeat, also for associations that were there before."""
    if db.session.scalars(select(Activity.id).limit(1)).first() is not None:
        return
    for position, (key, label) in enumerate(ACTIVITIES):
        db.session.add(Activity(key=key, label=label, position=position))
    db.session.flush()
