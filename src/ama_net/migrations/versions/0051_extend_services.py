"""Services in full."""

revision = "0051"
down_revision = "0050"


def upgrade() -> None:
    """Nothing yet."""
