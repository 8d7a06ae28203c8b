"""Shifts made together, and what their pages need."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Who came, when that was noted, and when the office was last told that a shift is short of people."""
    op.add_column("shift_signups", sa.Column("came", sa.Boolean))
    op.create_check_constraint("came", "shift_signups", "came IS NULL OR state = 'taken'")
    op.add_column("shifts", sa.Column("attendance_at", INSTANT))
    op.add_column("shifts", sa.Column("shortage_told_on", sa.Date))
    op.create_check_constraint("length", "shifts", "ends_at <= starts_at + interval '24 hours'")
