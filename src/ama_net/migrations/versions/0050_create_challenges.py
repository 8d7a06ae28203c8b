"""Proofs of work that were spent."""

revision = "0050"
down_revision = "0049"


def upgrade() -> None:
    """Nothing yet."""
