"""The register of members: requests to inspect it, yearly figures and deadlines."""

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Create the tables and their walls."""
