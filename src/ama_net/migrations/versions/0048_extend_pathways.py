"""Pathways in full."""

revision = "0048"
down_revision = "0047"


def upgrade() -> None:
    """Nothing yet."""
