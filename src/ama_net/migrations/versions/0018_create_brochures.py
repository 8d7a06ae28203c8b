"""Dated copies of the brochure, and leaflets of groups."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key

revision = "0018"
down_revision = "0017"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the two tables. The files are in the row: small, few, saved and restored with everything else."""
    op.create_table(
        "brochures",
        *key(),
        sa.Column("edition_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.Uuid),
        sa.Column("valid_until", sa.Date, nullable=False),
        sa.Column("groups", sa.Integer, nullable=False),
        sa.Column("group_ids", sa.ARRAY(sa.Uuid), nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("accessible", sa.Boolean, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("withdrawn_by", sa.Uuid),
        sa.Column("withdrawn_why", sa.Text),
        sa.CheckConstraint("kind IN ('a5', 'a4', 'large', 'booklet')", name="kind"),
        sa.UniqueConstraint("tenant_id", "edition_id", "kind"),
    )
    op.create_index("ix_brochures_made_at", "brochures", ["tenant_id", "kind", "made_at"])
    op.create_table(
        "group_leaflets",
        *key(),
        sa.Column("group_id", sa.Uuid, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("uploaded_at", INSTANT, nullable=False),
        sa.Column("uploaded_by", sa.Uuid),
        sa.Column("set_aside_at", INSTANT),
        sa.UniqueConstraint("tenant_id", "group_id"),
        sa.ForeignKeyConstraint(["tenant_id", "group_id"], ["groups.tenant_id", "groups.id"], ondelete="CASCADE"),
    )
    for table in ("brochures", "group_leaflets"):
        protect_table(table)
