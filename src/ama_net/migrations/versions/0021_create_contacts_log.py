"""Calls and visits to the secretariat, without any identity."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.models import CURRENT_TENANT
from ama_net.kernel.tenancy.policies import protect_table

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Create the table: a day, never an hour; who wrote it down is not kept either."""
    op.create_table(
        "secretariat_contacts",
        sa.Column("tenant_id", sa.Uuid, server_default=CURRENT_TENANT, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("theme_id", sa.Uuid),
        sa.Column("district", sa.Text, nullable=False),
        sa.Column("pointed_to", sa.Text, nullable=False),
        sa.CheckConstraint("channel IN ('phone', 'email', 'visit', 'event', 'other')", name="channel"),
        sa.CheckConstraint("pointed_to IN ('group', 'service', 'proposal', 'information', 'none')", name="pointed_to"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "theme_id"], ["themes.tenant_id", "themes.id"], ondelete="SET NULL (theme_id)"
        ),
    )
    op.create_index("ix_secretariat_contacts_day", "secretariat_contacts", ["tenant_id", "day"])
    op.create_index("ix_secretariat_contacts_theme_id", "secretariat_contacts", ["tenant_id", "theme_id"])
    protect_table("secretariat_contacts")
