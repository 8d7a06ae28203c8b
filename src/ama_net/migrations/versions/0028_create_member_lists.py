"""Tags, notes, own fields, households, saved filters."""

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Create the tables and their walls."""
