"""Files of other systems, read once or every night from an address.

An import is first read and compared (``to_approve``), then applied or thrown away; its rows wait in the database, so that
a large file needs no memory. A source is an address read on the timetable, with the history of its readings.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.models import CURRENT_TENANT
from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key

revision = "0019"
down_revision = "0018"

INSTANT = sa.DateTime(timezone=True)
NOTHING: dict[str, Any] = {"nullable": False, "server_default": ""}
NO = sa.false()
ON_GROUP = """
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM network.listing WHERE group_id = OLD.id;
        RETURN OLD;
    END IF;
    -- A new group that is not published yet is in nobody's listing.
    IF TG_OP = 'UPDATE' OR NEW.published THEN
        PERFORM network.publish_group(NEW.tenant_id, NEW.id);
    END IF;
    RETURN NEW;
END
"""

ON_PART = """
BEGIN
    -- The parts of a group that is not published change nothing that is: an import writes them first, and publishes once.
    IF TG_OP <> 'INSERT' AND EXISTS (
        SELECT FROM public.groups g WHERE g.tenant_id = OLD.tenant_id AND g.id = OLD.group_id AND g.published) THEN
        PERFORM network.publish_group(OLD.tenant_id, OLD.group_id);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF EXISTS (
        SELECT FROM public.groups g WHERE g.tenant_id = NEW.tenant_id AND g.id = NEW.group_id AND g.published) THEN
        PERFORM network.publish_group(NEW.tenant_id, NEW.group_id);
    END IF;
    RETURN NEW;
END
"""

STATES = "'waiting', 'unreadable', 'to_approve', 'applied', 'discarded'"


def upgrade() -> None:
    """Create the tables of sources, and let an import wait for an approval."""
    _create_sources()
    _create_readings()
    _create_links()
    for table in ("group_sources", "group_source_readings", "group_source_links"):
        protect_table(table)
    _extend_imports()
    _extend_rows()
    _publish_once()


def _to(column: str, table: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete=ondelete)


def _create_sources() -> None:
    op.create_table(
        "group_sources",
        *key(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("trusted", sa.Boolean, nullable=False),
        sa.Column("applies_itself", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("etag", "last_modified", "content_digest")),
        sa.Column("last_error", sa.Text, nullable=False),
        *(sa.Column(name, INSTANT) for name in ("approved_at", "last_tried_at", "last_good_at")),
        *(sa.Column(name, INSTANT) for name in ("failing_since", "warned_at")),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("next_at", "created_at")),
        sa.Column("created_by", sa.Uuid),
        sa.UniqueConstraint("tenant_id", "url"),
        sa.CheckConstraint("state IN ('active', 'stopped')", name="state"),
    )
    op.create_index("ix_group_sources_next_at", "group_sources", ["tenant_id", "state", "next_at"])


def _create_readings() -> None:
    op.create_table(
        "group_source_readings",
        *key(),
        sa.Column("source_id", sa.Uuid, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("import_id", sa.Uuid),
        sa.CheckConstraint("outcome IN ('changed', 'same', 'failed')", name="outcome"),
        _to("source_id", "group_sources", "CASCADE"),
        _to("import_id", "group_imports", "SET NULL (import_id)"),
    )
    op.create_index("ix_group_source_readings_at", "group_source_readings", ["tenant_id", "source_id", "at"])
    op.create_index("ix_group_source_readings_import_id", "group_source_readings", ["tenant_id", "import_id"])


def _create_links() -> None:
    op.create_table(
        "group_source_links",
        sa.Column("tenant_id", sa.Uuid, server_default=CURRENT_TENANT, primary_key=True),
        sa.Column("source_id", sa.Uuid, primary_key=True),
        sa.Column("group_id", sa.Uuid, primary_key=True),
        sa.Column("missing_since", INSTANT),
        _to("source_id", "group_sources", "CASCADE"),
        _to("group_id", "groups", "CASCADE"),
    )
    op.create_index("ix_group_source_links_group_id", "group_source_links", ["tenant_id", "group_id"])


def _extend_imports() -> None:
    for column in (
        sa.Column("source_id", sa.Uuid),
        sa.Column("trusted", sa.Boolean, nullable=False, server_default=NO),
        sa.Column("state", sa.Text, nullable=False, server_default="waiting"),
        sa.Column("format", sa.Text, **NOTHING),
        sa.Column("error", sa.Text, **NOTHING),
        sa.Column("groups", sa.Integer, nullable=False, server_default="0"),
        sa.Column("changed_meanwhile", sa.Integer, nullable=False, server_default="0"),
        sa.Column("read_at", INSTANT),
    ):
        op.add_column("group_imports", column)
    op.execute("UPDATE group_imports SET state = 'applied' WHERE finished_at IS NOT NULL")
    op.create_check_constraint("state", "group_imports", f"state IN ({STATES})")
    op.create_foreign_key(
        op.f("fk_group_imports_source_id"),
        "group_imports",
        "group_sources",
        ["tenant_id", "source_id"],
        ["tenant_id", "id"],
        ondelete="SET NULL (source_id)",
    )
    op.create_index("ix_group_imports_source_id", "group_imports", ["tenant_id", "source_id"])


def _extend_rows() -> None:
    for column in (
        sa.Column("key", sa.Text, **NOTHING),
        sa.Column("lead", sa.Integer),
        sa.Column("draft", JSONB),
        sa.Column("diff", JSONB, nullable=False, server_default="[]"),
        sa.Column("meanwhile", sa.Boolean, nullable=False, server_default=NO),
    ):
        op.add_column("group_import_rows", column)
    op.drop_constraint(op.f("ck_group_import_rows_outcome"), "group_import_rows")
    op.create_check_constraint(
        "outcome", "group_import_rows", "outcome IN ('pending', 'created', 'updated', 'unchanged', 'refused')"
    )
    op.create_index("ix_group_import_rows_lead", "group_import_rows", ["tenant_id", "import_id", "lead"])


def _publish_once() -> None:
    """Publishing is most of the time of a large import: once for each group is enough."""
    op.execute("SET LOCAL ROLE ama_network")
    for name, body in (("on_group", ON_GROUP), ("on_part", ON_PART)):
        op.execute(
            f"CREATE OR REPLACE FUNCTION network.{name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
            f"SET search_path = pg_catalog, public, pg_temp AS $body$ {body} $body$"
        )
    op.execute("RESET ROLE")
