"""Groups that are not there yet: proposals, reported needs, and the steps that lead them to a group.

Neither table says who: whoever proposes, and whoever would come, is a sealed request that leads here.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import APPEND_ONLY, protect_table
from ama_net.migrations.columns import key

revision = "0014"
down_revision = "0013"

INSTANT = sa.DateTime(timezone=True)
STAGES = "('idea', 'gathering', 'venue', 'starting', 'active', 'paused', 'closed')"


def _words(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _to(column: str, table: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete=ondelete)


def upgrade() -> None:
    """Create the two tables; steps are only ever added."""
    _create_proposals()
    _create_steps()
    protect_table("proposals")
    protect_table("proposal_steps", grant=APPEND_ONLY)


def _create_proposals() -> None:
    op.create_table(
        "proposals",
        *key(),
        *_words("kind", "organisation", "district", "stage", "title", "public_text", "public_where"),
        sa.Column("theme_id", sa.Uuid),
        sa.Column("audience_id", sa.Uuid),
        sa.Column("municipality_code", sa.Text, sa.ForeignKey("municipalities.istat_code", onupdate="CASCADE")),
        sa.Column("slug", sa.Text),
        sa.Column("published", sa.Boolean, nullable=False),
        sa.Column("group_id", sa.Uuid),
        sa.Column("merged_into", sa.Uuid),
        sa.Column("started_on", sa.Date),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("stage_since", INSTANT, nullable=False),
        sa.Column("told_at", INSTANT),
        sa.UniqueConstraint("tenant_id", "slug", name="uq_proposals_slug"),
        sa.CheckConstraint("kind IN ('proposal', 'need')", name="kind"),
        sa.CheckConstraint(f"stage IN {STAGES}", name="stage"),
        sa.CheckConstraint("NOT published OR (slug IS NOT NULL AND title <> '')", name="published"),
        sa.CheckConstraint("merged_into <> id", name="merged_into"),
        _to("theme_id", "themes", "SET NULL (theme_id)"),
        _to("audience_id", "audiences", "SET NULL (audience_id)"),
        _to("group_id", "groups", "SET NULL (group_id)"),
        _to("merged_into", "proposals", "RESTRICT"),
    )
    op.create_index("ix_proposals_stage", "proposals", ["tenant_id", "stage", "created_at"])
    op.create_index("ix_proposals_theme_id", "proposals", ["tenant_id", "theme_id", "district"])
    op.create_index("ix_proposals_audience_id", "proposals", ["tenant_id", "audience_id"])
    op.create_index("ix_proposals_group_id", "proposals", ["tenant_id", "group_id"])
    op.create_index("ix_proposals_merged_into", "proposals", ["tenant_id", "merged_into"])


def _create_steps() -> None:
    op.create_table(
        "proposal_steps",
        *key(),
        sa.Column("proposal_id", sa.Uuid, nullable=False),
        *_words("from_stage", "to_stage"),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("reason_sealed", sa.LargeBinary),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.Uuid),
        sa.CheckConstraint(f"to_stage IN {STAGES}", name="to_stage"),
        _to("proposal_id", "proposals", "CASCADE"),
    )
    op.create_index("ix_proposal_steps_proposal_id", "proposal_steps", ["tenant_id", "proposal_id", "made_at"])
