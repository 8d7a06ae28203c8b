"""The waiting list, and the reminders of appointments."""

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """Nothing yet."""
