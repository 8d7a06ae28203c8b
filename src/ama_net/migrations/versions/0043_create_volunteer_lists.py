"""What the list of volunteers and its figures need: the hours of each of a page's people, from an index alone."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """Index the approved hours by person."""
    op.create_index(
        "ix_hour_entries_person_approved",
        "hour_entries",
        ["tenant_id", "person_id", "on_day"],
        postgresql_include=["activity_id", "minutes"],
        postgresql_where=sa.text("state = 'approved'"),
    )
