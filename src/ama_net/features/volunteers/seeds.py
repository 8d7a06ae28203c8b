"""What the room starts with: what volunteers of self-help associations usually do. The association changes it afterwards."""

from pathlib import Path

from sqlalchemy import select

from ama_net.features.volunteers.models import Activity, ExpenseType
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

EXPENSE_TYPES = (
    ("public_transport", "Treno, autobus e altri mezzi pubblici", False),
    ("parking", "Parcheggio e pedaggi", False),
    ("kilometres", "Chilometri con la propria auto", True),
    ("meals", "Pasti durante il servizio", False),
    ("printing", "Fotocopie, cancelleria, spedizioni", False),
    ("other", "Altro, con ricevuta", False),
)


def seed(file: TenantFile, folder: Path) -> None:
    """Write activities and types of expense where there are none; harmless to repeat, also for associations of before."""
    if db.session.scalars(select(Activity.id).limit(1)).first() is None:
        for position, (key, label) in enumerate(ACTIVITIES):
            db.session.add(Activity(key=key, label=label, position=position))
    if db.session.scalars(select(ExpenseType.id).limit(1)).first() is None:
        for position, (key, label, by_kilometre) in enumerate(EXPENSE_TYPES):
            db.session.add(ExpenseType(key=key, label=label, position=position, by_kilometre=by_kilometre))
    db.session.flush()
