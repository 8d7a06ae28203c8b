"""Requests to join, for oneself or for somebody else, with a guardian under eighteen."""

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Nothing yet."""
