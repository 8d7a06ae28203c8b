"""The register of volunteers: its yearly closings, the signed files beside them, the loose sheets printed."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import APPEND_ONLY, protect_table
from ama_net.migrations.columns import key, link

revision = "0035"
down_revision = "0034"

TABLES = (
    "register_closings",
    "closing_files",
    "sheet_printings",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls: what is in them is written once, whoever asks."""
    _create_register_closings()
    _create_closing_files()
    _create_sheet_printings()
    for table in TABLES:
        protect_table(table, grant=APPEND_ONLY)
        op.execute(
            f"CREATE TRIGGER {table}_kept_as_written BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )


def _create_register_closings() -> None:
    op.create_table(
        "register_closings",
        *key(),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("first_entry", sa.Integer, nullable=False),
        sa.Column("last_entry", sa.Integer, nullable=False),
        sa.Column("lines", sa.Integer, nullable=False),
        sa.Column("head_mac", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("entry", sa.Integer, nullable=False),
        sa.Column("document_id", sa.Uuid, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.Uuid),
        sa.Column("form_key", sa.Uuid),
        sa.CheckConstraint("first_entry >= 1 AND last_entry >= first_entry - 1", name="entries"),
        sa.CheckConstraint("entry > last_entry", name="entry"),
        sa.UniqueConstraint("tenant_id", "form_key"),
        link("document_id", "documents"),
    )
    op.create_index("ix_register_closings_day", "register_closings", ["tenant_id", "day"])
    op.create_index("ix_register_closings_document_id", "register_closings", ["tenant_id", "document_id"])


def _create_closing_files() -> None:
    op.create_table(
        "closing_files",
        *key(),
        sa.Column("closing_id", sa.Uuid, nullable=False),
        sa.Column("document_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("match", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("uploaded_at", INSTANT, nullable=False),
        sa.Column("uploaded_by", sa.Uuid),
        sa.CheckConstraint("kind IN ('p7m', 'pdf', 'tsr', 'tsd')", name="kind"),
        sa.CheckConstraint("match IN ('inside', 'imprint', 'unknown')", name="match"),
        link("closing_id", "register_closings"),
        link("document_id", "documents"),
    )
    op.create_index("ix_closing_files_closing_id", "closing_files", ["tenant_id", "closing_id"])
    op.create_index("ix_closing_files_document_id", "closing_files", ["tenant_id", "document_id"])


def _create_sheet_printings() -> None:
    op.create_table(
        "sheet_printings",
        *key(),
        sa.Column("first_entry", sa.Integer, nullable=False),
        sa.Column("last_entry", sa.Integer, nullable=False),
        sa.Column("first_page", sa.Integer, nullable=False),
        sa.Column("last_page", sa.Integer, nullable=False),
        sa.Column("document_id", sa.Uuid, nullable=False),
        sa.Column("printed_at", INSTANT, nullable=False),
        sa.Column("printed_by", sa.Uuid),
        sa.Column("form_key", sa.Uuid),
        sa.CheckConstraint("first_entry >= 1 AND last_entry >= first_entry", name="entries"),
        sa.CheckConstraint("first_page >= 1 AND last_page >= first_page", name="pages"),
        sa.UniqueConstraint("tenant_id", "form_key"),
        link("document_id", "documents"),
    )
    op.create_index("ix_sheet_printings_document_id", "sheet_printings", ["tenant_id", "document_id"])
