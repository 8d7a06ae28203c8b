"""A text of the association's own that could not be written: since when."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    """Widen the texts."""
    op.add_column("mail_texts", sa.Column("failed_at", sa.DateTime(timezone=True)))
