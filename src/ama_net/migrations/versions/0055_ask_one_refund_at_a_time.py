"""A gift is asked back once at a time, however many times the button is pressed."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    """Let the database refuse a second open request of the same gift."""
    op.create_index(
        "uq_refund_requests_open",
        "refund_requests",
        ["tenant_id", "gift_id"],
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )
