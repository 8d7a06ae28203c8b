"""Insurance of volunteers: policies, who is covered, what the insurer was told; who is paid by the association."""

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Nothing yet."""
