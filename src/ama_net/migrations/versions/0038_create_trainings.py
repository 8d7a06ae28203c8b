"""Trainings of volunteers and the path of facilitators, moved from the groups."""

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Nothing yet."""
