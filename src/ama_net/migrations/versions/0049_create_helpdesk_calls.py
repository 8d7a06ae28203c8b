"""The calls that the office is to make to who left only a telephone."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0049"
down_revision = "0048"

TABLES = ("helpdesk_calls",)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table and its wall."""
    _create_helpdesk_calls()
    for table in TABLES:
        protect_table(table)


def _create_helpdesk_calls() -> None:
    op.create_table(
        "helpdesk_calls",
        *key(),
        sa.Column("appointment_id", sa.Uuid),
        sa.Column("entry_id", sa.Uuid),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("tried_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT),
        sa.Column("done_by", sa.Uuid),
        sa.CheckConstraint("tries >= 0 AND (tries > 0) = (tried_at IS NOT NULL)", name="tries"),
        sa.CheckConstraint(
            "why IN ('offer', 'cancelled', 'moved', 'confirmed', 'reminder', 'off_list')",
            name="why",
        ),
        sa.CheckConstraint(
            "(appointment_id IS NULL) = (why = 'off_list') AND (entry_id IS NOT NULL) = (why = 'off_list')",
            name="about",
        ),
        link("appointment_id", "helpdesk_appointments", "CASCADE"),
        link("entry_id", "helpdesk_waiting", "CASCADE"),
    )
    op.create_index("ix_helpdesk_calls_appointment_id", "helpdesk_calls", ["tenant_id", "appointment_id"])
    op.create_index("ix_helpdesk_calls_entry_id", "helpdesk_calls", ["tenant_id", "entry_id"])
    op.create_index("ix_helpdesk_calls_done_at", "helpdesk_calls", ["tenant_id", "done_at"])
    op.create_index(
        "uq_helpdesk_calls_open",
        "helpdesk_calls",
        ["tenant_id", "appointment_id", "why"],
        unique=True,
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(
        "uq_helpdesk_calls_open_list",
        "helpdesk_calls",
        ["tenant_id", "entry_id"],
        unique=True,
        postgresql_where=sa.text("done_at IS NULL AND entry_id IS NOT NULL"),
    )
