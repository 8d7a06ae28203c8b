"""What the room starts with: the categories nearly every statute has. The association changes them afterwards."""

from pathlib import Path

from sqlalchemy import select

from ama_net.features.members.models import MemberCategory
from ama_net.foundation.database import db
from ama_net.kernel.tenancy.tenant_models import TenantFile

CATEGORIES = (
    ("ordinary", "Socio ordinario", 1),
    ("supporting", "Socio sostenitore", 1),
    ("honorary", "Socio onorario", 1),
)
"""Key, label, votes: one for everybody, unless the statute says otherwise (D.Lgs. 117/2017 art. 24 c. 2)."""


def seed(file: TenantFile, folder: Path) -> None:
    """Write the categories where the room has none; harmless to repeat, also for associations that were there before."""
    if db.session.scalars(select(MemberCategory.id).limit(1)).first() is not None:
        return
    for position, (key, label, votes) in enumerate(CATEGORIES):
        db.session.add(MemberCategory(key=key, label=label, votes=votes, position=position))
    db.session.flush()
