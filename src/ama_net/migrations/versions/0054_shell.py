"""Nothing yet."""

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    """Change nothing."""
