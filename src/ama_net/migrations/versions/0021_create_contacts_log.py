"""Calls and visits to the secretariat, without any identity."""

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Nothing yet."""
