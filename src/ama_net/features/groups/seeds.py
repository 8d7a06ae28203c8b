"""What a new association's room starts with: its themes, its audiences, and the groups of its files."""

from pathlib import Path

from sqlalchemy import select

from ama_net.features.groups.models import Audience, Group, Theme
from ama_net.features.groups.operations.imports import keep_file, run_import
from ama_net.foundation.database import db
from ama_net.foundation.spreadsheets import UnreadableFileError
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.tenancy.tenant_file import TenantFileError
from ama_net.kernel.tenancy.tenant_models import TenantFile

FILES = ("groups.csv", "groups_examples.csv")


def seed(file: TenantFile, folder: Path) -> None:
    """Fill the room where it is empty; afterwards the database wins.

    Raises:
        TenantFileError: a file of groups cannot be read as a whole.
    """
    if not _any(Theme):
        db.session.add_all(_themes(file))
    if not _any(Audience):
        db.session.add_all(_audiences(file))
    db.session.flush()
    if not _any(Group):
        for name in FILES:
            if (folder / name).is_file():
                _import(folder / name)


def _any(model: type[Theme | Audience | Group]) -> bool:
    return db.session.execute(select(model.id).limit(1)).first() is not None


def _themes(file: TenantFile) -> list[Theme]:
    return [
        Theme(
            key=theme.key,
            label=theme.label,
            label_en=theme.label_en or "",
            description=theme.description,
            description_en=theme.description_en or "",
            synonyms=list(theme.synonyms),
            position=position,
        )
        for position, theme in enumerate(file.themes)
    ]


def _audiences(file: TenantFile) -> list[Audience]:
    return [
        Audience(key=audience.key, label=audience.label, label_en=audience.label_en or "", position=position)
        for position, audience in enumerate(file.audiences)
    ]


def _import(path: Path) -> None:
    try:
        kept = keep_file(file_name=path.name, content=path.read_bytes(), by=SYSTEM)
    except UnreadableFileError as error:
        raise TenantFileError([f"{path.parent.name}/{path.name}: {error}"]) from error
    run_import(kept.id, report=lambda _done, _total: None)
