"""The register of volunteers: its yearly closings."""

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Nothing yet."""
