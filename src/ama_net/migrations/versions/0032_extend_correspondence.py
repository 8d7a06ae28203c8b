"""Documents and letters: what their pages need; requests to change one's own data."""

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Create the tables and their walls."""
