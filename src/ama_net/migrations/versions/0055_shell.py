"""Nothing yet."""

revision = "0055"
down_revision = "0054"


def upgrade() -> None:
    """Change nothing."""
