"""Shifts made together, and what their pages need."""

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Nothing yet."""
