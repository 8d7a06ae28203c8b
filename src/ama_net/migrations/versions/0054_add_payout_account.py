"""Where a provider pays out."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    """Say which account of the association gets what its provider pays out."""
    op.add_column("provider_accounts", sa.Column("payout_account_id", sa.Uuid))
    op.create_foreign_key(
        None,
        "provider_accounts",
        "bank_accounts",
        ["tenant_id", "payout_account_id"],
        ["tenant_id", "id"],
        ondelete="RESTRICT",
    )
