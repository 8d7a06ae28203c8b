"""Public contributions: what is said of each beside its movement, and the years the association publishes."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    """Create the tables and their walls."""
    op.create_table(
        "contribution_notes",
        *key(),
        sa.Column("payment_id", sa.Uuid, nullable=False),
        sa.Column("counts", sa.Boolean, nullable=False),
        sa.Column("payer", sa.Text, nullable=False, server_default=""),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        link("payment_id", "payments"),
        sa.UniqueConstraint("tenant_id", "payment_id"),
    )
    op.create_table(
        "contribution_years",
        *key(),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("published_on", sa.Date),
        sa.UniqueConstraint("tenant_id", "year"),
    )
    for table in ("contribution_notes", "contribution_years"):
        protect_table(table)
