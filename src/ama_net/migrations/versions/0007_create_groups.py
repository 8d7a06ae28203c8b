"""The directory of groups: themes, audiences, groups, their timetables, and the imports of files."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.models import CURRENT_TENANT
from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key

revision = "0007"
down_revision = "0006"

INSTANT = sa.DateTime(timezone=True)


def _words(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _to(column: str, table: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete=ondelete)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_vocabulary()
    _create_groups()
    _create_meetings()
    _create_imports()
    for table in ("themes", "audiences", "groups", "group_audiences", "meetings", "group_imports", "group_import_rows"):
        protect_table(table)


def _create_vocabulary() -> None:
    op.create_table(
        "themes",
        *key(),
        *_words("key", "label", "label_en", "description", "description_en"),
        sa.Column("synonyms", JSONB, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.UniqueConstraint("tenant_id", "key"),
    )
    op.create_table(
        "audiences",
        *key(),
        *_words("key", "label", "label_en"),
        sa.Column("position", sa.Integer, nullable=False),
        sa.UniqueConstraint("tenant_id", "key"),
    )


def _create_groups() -> None:
    op.create_table(
        "groups",
        *key(),
        *_words("slug", "name"),
        sa.Column("sort_name", sa.Text, sa.Computed("f_unaccent(name)", persisted=True), nullable=False),
        *_words("kind", "theme_words", "status", "mode", "organisation", "description", "entry", "source"),
        *_words("office_notes", "import_digest"),
        sa.Column("theme_id", sa.Uuid),
        sa.Column("venue_id", sa.Uuid),
        sa.Column("municipality_code", sa.Text, sa.ForeignKey("municipalities.istat_code", onupdate="CASCADE")),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("is_example", "published", "hides_place")),
        sa.Column("confirmed_on", sa.Date),
        sa.Column("import_key", sa.Text),
        sa.Column("office_changed_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.UniqueConstraint("tenant_id", "slug"),
        sa.UniqueConstraint("tenant_id", "import_key"),
        sa.CheckConstraint("kind IN ('group', 'related_service', 'service')", name="kind"),
        sa.CheckConstraint("status IN ('unconfirmed', 'active', 'starting', 'suspended', 'closed')", name="status"),
        sa.CheckConstraint("mode IN ('in_person', 'online', 'hybrid', 'unknown')", name="mode"),
        sa.CheckConstraint("entry IN ('open', 'contact_first', 'interview', 'unknown')", name="entry"),
        _to("theme_id", "themes", "SET NULL (theme_id)"),
        _to("venue_id", "venues", "SET NULL (venue_id)"),
    )
    for column in ("sort_name", "status", "theme_id", "venue_id", "municipality_code"):
        op.create_index(f"ix_groups_{column}", "groups", ["tenant_id", column])
    op.create_table(
        "group_audiences",
        sa.Column("tenant_id", sa.Uuid, server_default=CURRENT_TENANT, primary_key=True),
        sa.Column("group_id", sa.Uuid, primary_key=True),
        sa.Column("audience_id", sa.Uuid, primary_key=True),
        _to("group_id", "groups", "CASCADE"),
        _to("audience_id", "audiences", "CASCADE"),
    )
    op.create_index("ix_group_audiences_audience_id", "group_audiences", ["tenant_id", "audience_id"])


def _create_meetings() -> None:
    op.create_table(
        "meetings",
        *key(),
        sa.Column("group_id", sa.Uuid, nullable=False),
        sa.Column("weekday", sa.SmallInteger),
        sa.Column("starts", sa.Time),
        sa.Column("ends", sa.Time),
        *_words("time_words", "frequency"),
        sa.Column("month_week", sa.SmallInteger),
        sa.Column("position", sa.SmallInteger, nullable=False),
        sa.CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        sa.CheckConstraint("month_week BETWEEN 1 AND 5", name="month_week"),
        sa.CheckConstraint("frequency IN ('weekly', 'biweekly', 'monthly', 'unknown')", name="frequency"),
        _to("group_id", "groups", "CASCADE"),
    )
    op.create_index("ix_meetings_group_id", "meetings", ["tenant_id", "group_id"])


def _create_imports() -> None:
    op.create_table(
        "group_imports",
        *key(),
        *_words("file_name"),
        sa.Column("content", sa.LargeBinary),
        sa.Column("notes", JSONB, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("created", "updated", "unchanged", "refused")),
        sa.Column("requested_by", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
    )
    op.create_index("ix_group_imports_created_at", "group_imports", ["tenant_id", "created_at"])
    op.create_table(
        "group_import_rows",
        *key(),
        sa.Column("import_id", sa.Uuid, nullable=False),
        sa.Column("row_number", sa.Integer, nullable=False),
        *_words("name", "outcome", "reason"),
        sa.Column("remarks", JSONB, nullable=False),
        sa.Column("group_id", sa.Uuid),
        sa.CheckConstraint("outcome IN ('created', 'updated', 'unchanged', 'refused')", name="outcome"),
        _to("import_id", "group_imports", "CASCADE"),
        _to("group_id", "groups", "SET NULL (group_id)"),
    )
    op.create_index("ix_group_import_rows_import_id", "group_import_rows", ["tenant_id", "import_id", "row_number"])
    op.create_index("ix_group_import_rows_group_id", "group_import_rows", ["tenant_id", "group_id"])
