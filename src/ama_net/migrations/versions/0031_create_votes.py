"""Votes: questions, tokens, ballots."""

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Create the tables and their walls."""
