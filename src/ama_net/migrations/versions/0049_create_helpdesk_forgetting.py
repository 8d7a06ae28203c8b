"""What was forgotten, and when."""

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    """Nothing yet."""
