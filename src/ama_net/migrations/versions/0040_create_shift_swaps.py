"""Swaps of shifts, reminders that left, and what volunteers chose about them."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0040"
down_revision = "0039"

TABLES = (
    "shift_swaps",
    "shift_reminders",
    "shift_preferences",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_shift_swaps()
    _create_shift_reminders()
    _create_shift_preferences()
    for table in TABLES:
        protect_table(table)


def _create_shift_swaps() -> None:
    op.create_table(
        "shift_swaps",
        *key(),
        sa.Column("signup_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("to_person_id", sa.Uuid),
        sa.Column("in_return_id", sa.Uuid),
        sa.Column("taken_by_id", sa.Uuid),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT),
        sa.Column("told_at", INSTANT),
        sa.CheckConstraint("in_return_id IS NULL OR to_person_id IS NOT NULL", name="exchange"),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'done', 'declined', 'refused', 'withdrawn', 'ended')", name="state"
        ),
        sa.CheckConstraint("state NOT IN ('accepted', 'done') OR taken_by_id IS NOT NULL", name="taken"),
        link("in_return_id", "shift_signups", "CASCADE"),
        link("person_id", "people"),
        link("signup_id", "shift_signups", "CASCADE"),
        link("taken_by_id", "people"),
        link("to_person_id", "people"),
    )
    op.create_index("ix_shift_swaps_in_return_id", "shift_swaps", ["tenant_id", "in_return_id"])
    op.create_index("ix_shift_swaps_person_id", "shift_swaps", ["tenant_id", "person_id"])
    op.create_index("ix_shift_swaps_signup_id", "shift_swaps", ["tenant_id", "signup_id"])
    op.create_index("ix_shift_swaps_state", "shift_swaps", ["tenant_id", "state", "created_at"])
    op.create_index("ix_shift_swaps_taken_by_id", "shift_swaps", ["tenant_id", "taken_by_id"])
    op.create_index("ix_shift_swaps_to_person_id", "shift_swaps", ["tenant_id", "to_person_id"])
    op.create_index(
        "uq_shift_swaps_unsettled",
        "shift_swaps",
        ["tenant_id", "signup_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('open', 'accepted')"),
    )


def _create_shift_reminders() -> None:
    op.create_table(
        "shift_reminders",
        *key(),
        sa.Column("signup_id", sa.Uuid, nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        link("signup_id", "shift_signups", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "signup_id", "on_day"),
    )


def _create_shift_preferences() -> None:
    op.create_table(
        "shift_preferences",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("wants_reminders", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("wants_offers", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("calendar_says_activity", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("token_digest", sa.LargeBinary),
        sa.Column("token_sealed", sa.LargeBinary),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        link("person_id", "people", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "token_digest"),
    )
    op.create_index("ix_shift_preferences_person_id", "shift_preferences", ["tenant_id", "person_id"])
