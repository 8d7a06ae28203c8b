"""Expenses of volunteers: what may be claimed, claims, payment lists."""

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Nothing yet."""
