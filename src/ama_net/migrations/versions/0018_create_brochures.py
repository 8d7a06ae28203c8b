"""Dated copies of the brochure, and leaflets of groups."""

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Nothing yet."""
