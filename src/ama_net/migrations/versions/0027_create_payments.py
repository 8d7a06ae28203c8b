"""Movements of money, receipts, the ways money arrives; fees by category and year."""

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Create the tables and their walls."""
