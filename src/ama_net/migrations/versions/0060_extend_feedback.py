"""Mailboxes of returns: the address that mail comes back to, and the place in them that was read last."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"


def upgrade() -> None:
    """Widen the sources."""
    op.add_column("feedback_sources", sa.Column("address", sa.Text, nullable=False, server_default=""))
    op.add_column("feedback_sources", sa.Column("read_count", sa.Integer, nullable=False, server_default="0"))
    op.add_column("feedback_sources", sa.Column("skipped_count", sa.Integer, nullable=False, server_default="0"))
