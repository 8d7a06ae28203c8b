"""Nothing yet."""

revision = "0056"
down_revision = "0055"


def upgrade() -> None:
    """Change nothing."""
