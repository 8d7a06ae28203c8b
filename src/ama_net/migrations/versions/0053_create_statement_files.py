"""A bank's file that waits for somebody to say what its columns are."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0053"
down_revision = "0052"


def upgrade() -> None:
    """Create the table and its walls."""
    op.create_table(
        "statement_files",
        *key(),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("content_sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid),
        link("account_id", "bank_accounts"),
    )
    op.create_index("ix_statement_files_created_at", "statement_files", ["tenant_id", "created_at"])
    protect_table("statement_files")
