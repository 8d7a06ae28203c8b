"""Venues as people who lend and look for rooms need them, and requests for rooms and material."""

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Nothing yet."""
