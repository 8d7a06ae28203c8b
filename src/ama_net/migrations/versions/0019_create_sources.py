"""Files of other systems, read once or every night from an address."""

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Nothing yet."""
