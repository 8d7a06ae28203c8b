"""Nothing yet."""

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    """Change nothing."""
