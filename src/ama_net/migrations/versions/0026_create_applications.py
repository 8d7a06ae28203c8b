"""Applications to become a member."""

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Create the tables and their walls."""
