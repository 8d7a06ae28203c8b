"""Venues as people who lend and look for rooms need them, and requests for rooms and material."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.models import CURRENT_TENANT
from ama_net.kernel.tenancy.policies import protect_table

revision = "0017"
down_revision = "0016"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what is known of a venue, and the table of requests."""
    op.add_column("venues", sa.Column("capacity", sa.SmallInteger))
    op.create_check_constraint("capacity", "venues", "capacity > 0")
    op.add_column("venues", sa.Column("owner", sa.Text, nullable=False, server_default=""))
    op.add_column("venues", sa.Column("contact_sealed", sa.LargeBinary))
    op.create_table(
        "logistic_requests",
        sa.Column("tenant_id", sa.Uuid, server_default=CURRENT_TENANT, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("group_id", sa.Uuid),
        sa.Column("venue_id", sa.Uuid),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("needed_from", sa.Date),
        sa.Column("needed_to", sa.Date),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("requested_by", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('room', 'material', 'other')", name="kind"),
        sa.CheckConstraint("state IN ('new', 'searching', 'granted', 'refused', 'closed')", name="state"),
        sa.CheckConstraint("needed_to >= needed_from", name="days"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "group_id"], ["groups.tenant_id", "groups.id"], ondelete="SET NULL (group_id)"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "venue_id"], ["venues.tenant_id", "venues.id"], ondelete="SET NULL (venue_id)"
        ),
    )
    for column in ("state", "group_id", "venue_id"):
        op.create_index(f"ix_logistic_requests_{column}", "logistic_requests", ["tenant_id", column])
    protect_table("logistic_requests")
