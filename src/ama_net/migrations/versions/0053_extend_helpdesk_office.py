"""The office's side of the helpdesk."""

revision = "0053"
down_revision = "0052"


def upgrade() -> None:
    """Nothing yet."""
