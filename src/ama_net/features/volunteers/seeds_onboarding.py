"""The skills an association begins with: what volunteers of self-help associations are usually asked. It changes them."""

from pathlib import Path

from sqlalchemy import select

from ama_net.features.volunteers.models import Skill
from ama_net.foundation.database import db
from ama_net.kernel.tenancy.tenant_models import TenantFile

SKILLS = (
    "Accogliere e ascoltare",
    "Facilitare un gruppo",
    "Organizzare eventi",
    "Segreteria e archivio",
    "Conti e bilancio",
    "Computer e sito",
    "Grafica e social",
    "Guidare un'auto o un pulmino",
    "Lingue straniere",
    "Lavori manuali",
)


def seed(file: TenantFile, folder: Path) -> None:
    """Write the skills where the room has none; harmless to repeat, also for associations that were there before."""
    if db.session.scalars(select(Skill.id).limit(1)).first() is not None:
        return
    for position, label in enumerate(SKILLS):
        db.session.add(Skill(label=label, position=position))
    db.session.flush()
