"""What a group's facts were before each change, and what the public says is wrong."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.models import CURRENT_TENANT
from ama_net.kernel.tenancy.policies import APPEND_ONLY, protect_table

revision = "0016"
down_revision = "0015"

INSTANT = sa.DateTime(timezone=True)


def _key() -> list[sa.Column[Any]]:
    return [
        sa.Column("tenant_id", sa.Uuid, server_default=CURRENT_TENANT, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("group_id", sa.Uuid, nullable=False),
    ]


def _to_group() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", "group_id"], ["groups.tenant_id", "groups.id"], ondelete="CASCADE")


def upgrade() -> None:
    """Create the two tables. Revisions are only ever added."""
    op.create_table(
        "group_revisions",
        *_key(),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.Uuid),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("changes", JSONB, nullable=False),
        _to_group(),
    )
    op.create_index("ix_group_revisions_group_id", "group_revisions", ["tenant_id", "group_id", "made_at"])
    protect_table("group_revisions", grant=APPEND_ONLY)
    op.create_table(
        "change_requests",
        *_key(),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("proposed", JSONB, nullable=False),
        sa.Column("seen", JSONB, nullable=False),
        *(sa.Column(f"{name}_sealed", sa.LargeBinary) for name in ("words", "contact")),
        sa.Column("form_digest", sa.LargeBinary, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("emptied_at", INSTANT),
        sa.CheckConstraint("state IN ('new', 'accepted', 'rejected')", name="state"),
        sa.CheckConstraint("(state = 'new') = (decided_at IS NULL)", name="decided"),
        sa.UniqueConstraint("tenant_id", "form_digest"),
        _to_group(),
    )
    op.create_index("ix_change_requests_state", "change_requests", ["tenant_id", "state", "created_at"])
    op.create_index("ix_change_requests_group_id", "change_requests", ["tenant_id", "group_id"])
    protect_table("change_requests")
