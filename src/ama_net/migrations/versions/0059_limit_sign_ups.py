"""Subscribing: how often a mailbox was written to because somebody asked with it; files of addresses that wait."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key

revision = "0059"
down_revision = "0058"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("subscribers", sa.Column("mailed_at", INSTANT))
    op.add_column("subscribers", sa.Column("mailed_today", sa.Integer, nullable=False, server_default="0"))
    _create_subscriber_imports()
    protect_table("subscriber_imports")


def _create_subscriber_imports() -> None:
    op.create_table(
        "subscriber_imports",
        *key(),
        sa.Column("state", sa.Text, nullable=False, server_default="ready"),
        sa.Column("file_name", sa.Text, nullable=False, server_default=""),
        sa.Column("declared", sa.Text, nullable=False, server_default=""),
        sa.Column("language", sa.Text, nullable=False, server_default="it"),
        sa.Column("confirmed_by_mail", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("exclude_as", sa.Text, nullable=False, server_default=""),
        sa.Column("position", sa.Integer, nullable=False, server_default="0"),
        sa.Column("row_count", sa.Integer, nullable=False, server_default="0"),
        sa.Column("report", JSONB, nullable=False, server_default="{}"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("started_at", INSTANT),
        sa.Column("finished_at", INSTANT),
        sa.Column("rows_sealed", sa.LargeBinary),
        sa.CheckConstraint("state IN ('ready', 'running', 'done', 'dropped')", name="state"),
        sa.CheckConstraint("exclude_as IN ('', 'left', 'hard_bounce', 'complaint', 'by_hand')", name="exclude_as"),
    )
    op.create_index("ix_subscriber_imports_created_at", "subscriber_imports", ["tenant_id", "created_at"])
