"""Who keeps groups going, what they count, and when each group was last asked whether its facts are right."""

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Nothing yet."""
