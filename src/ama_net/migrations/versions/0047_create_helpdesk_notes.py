"""What operators note for themselves."""

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """Nothing yet."""
