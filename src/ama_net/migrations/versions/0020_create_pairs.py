"""The same group listed by two associations: proposed to both, shown once."""

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Nothing yet."""
