"""Swaps of shifts, reminders, calendars of one person."""

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Nothing yet."""
