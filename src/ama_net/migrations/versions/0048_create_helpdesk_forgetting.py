"""What was forgotten, and when: how many, never who."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key

revision = "0048"
down_revision = "0047"

TABLES = ("helpdesk_forgetting_runs",)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_helpdesk_forgetting_runs()
    for table in TABLES:
        protect_table(table)


def _create_helpdesk_forgetting_runs() -> None:
    op.create_table(
        "helpdesk_forgetting_runs",
        *key(),
        sa.Column("ran_at", INSTANT, nullable=False),
        sa.Column("keep_days", sa.Integer, nullable=False),
        sa.Column("visitors", sa.Integer, nullable=False),
        sa.Column("appointments", sa.Integer, nullable=False),
        sa.Column("notes", sa.Integer, nullable=False),
        sa.Column("pathways", sa.Integer, nullable=False),
        sa.CheckConstraint("least(visitors, appointments, notes, pathways) >= 0", name="counts"),
        sa.CheckConstraint("keep_days > 0", name="keep_days"),
    )
    op.create_index("ix_helpdesk_forgetting_runs_ran_at", "helpdesk_forgetting_runs", ["tenant_id", "ran_at"])
