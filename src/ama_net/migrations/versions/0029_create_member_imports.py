"""Imports of registers, people merged into one."""

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Create the tables and their walls."""
