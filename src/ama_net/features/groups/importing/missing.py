"""Which groups a source has named, and which it names no more: they are told to the office, and left alone."""

from uuid import UUID

from sqlalchemy import Select, select, text

from ama_net.features.groups.models import Group, GroupImport, Status, group_source_links
from ama_net.foundation.clock import now
from ama_net.foundation.database import db

_GONE = text(
    "UPDATE group_source_links AS l SET missing_since = :now WHERE l.source_id = :source_id AND missing_since IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM group_import_rows r WHERE r.import_id = :import_id AND r.group_id = l.group_id)"
)
_BACK = text(
    "UPDATE group_source_links AS l SET missing_since = NULL WHERE l.source_id = :source_id AND missing_since IS NOT NULL "
    "AND EXISTS (SELECT 1 FROM group_import_rows r WHERE r.import_id = :import_id AND r.group_id = l.group_id)"
)
_NAMED = text(
    "INSERT INTO group_source_links (source_id, group_id) SELECT DISTINCT CAST(:source_id AS uuid), group_id "
    "FROM group_import_rows WHERE import_id = :import_id AND group_id IS NOT NULL "
    "ON CONFLICT (tenant_id, source_id, group_id) DO UPDATE SET missing_since = NULL"
)


def note_missing(kept: GroupImport) -> None:
    """After a reading: since when the source does not name some groups, and which ones it names again."""
    about = {"source_id": kept.source_id, "import_id": kept.id, "now": now()}
    db.session.execute(_GONE, about)
    db.session.execute(_BACK, about)


def link_groups(kept: GroupImport) -> None:
    """Once a reading is applied: these are the source's groups."""
    db.session.execute(_NAMED, {"source_id": kept.source_id, "import_id": kept.id})


def missing_groups(source_id: UUID) -> Select[Group]:
    """The groups a source names no more and that nobody has closed yet, the first to go missing first."""
    link = group_source_links.c
    return (
        select(Group)
        .join(group_source_links, link.group_id == Group.id)
        .where(link.source_id == source_id, link.missing_since.is_not(None), Group.status != Status.CLOSED)
        .order_by(link.missing_since, Group.sort_name, Group.id)
    )
