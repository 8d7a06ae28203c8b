"""What the office offers on every page: the way back from an action, and how far a long job has come."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.models import CURRENT_TENANT
from ama_net.kernel.tenancy.policies import protect_table

revision = "0011"
down_revision = "0010"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the two tables. Accounts are named by id alone: rows here are forgotten within days."""
    op.create_table(
        "undo_actions",
        sa.Column("tenant_id", sa.Uuid, server_default=CURRENT_TENANT, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("payload", JSONB, nullable=False),
        sa.Column("confided_sealed", sa.LargeBinary),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
    )
    op.create_index("ix_undo_actions_expires_at", "undo_actions", ["tenant_id", "expires_at"])
    protect_table("undo_actions")
    op.create_table(
        "job_progress",
        sa.Column("tenant_id", sa.Uuid, server_default=CURRENT_TENANT, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("outcome", JSONB, nullable=False),
        sa.Column("report_sealed", sa.LargeBinary),
        sa.Column("created_by", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"),
        sa.CheckConstraint("done >= 0 AND total >= 0", name="amounts"),
    )
    op.create_index("ix_job_progress_created_by", "job_progress", ["tenant_id", "created_by", "created_at"])
    protect_table("job_progress")
