"""What a group's facts were before each change, and what the public says is wrong."""

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Nothing yet."""
