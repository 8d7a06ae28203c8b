"""Groups that are not there yet: proposals, reported needs, and who would come."""

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Nothing yet."""
