"""Convocations, documents of the agenda, requests to convene."""

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Create the tables and their walls."""
