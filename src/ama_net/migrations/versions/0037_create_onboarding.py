"""How one becomes a volunteer: applications, skills and availability, confidentiality letters."""

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Nothing yet."""
