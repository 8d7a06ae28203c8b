"""When operators may be booked: weekly rules and exceptions."""

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    """Nothing yet."""
