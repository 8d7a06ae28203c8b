"""Hours of volunteers and their certificates."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0041"
down_revision = "0040"

TABLES = (
    "hour_entries",
    "hour_certificates",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_hour_entries()
    _create_hour_certificates()
    for table in TABLES:
        protect_table(table)


def _create_hour_entries() -> None:
    op.create_table(
        "hour_entries",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("activity_id", sa.Uuid, nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("shift_id", sa.Uuid),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("form_key", sa.Uuid),
        sa.Column("logged_at", INSTANT, nullable=False),
        sa.Column("logged_by", sa.Uuid),
        sa.Column("decided_at", INSTANT),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("told_on", sa.Date),
        sa.Column("note_sealed", sa.LargeBinary),
        sa.Column("refused_why_sealed", sa.LargeBinary),
        sa.CheckConstraint("(state = 'logged') = (decided_at IS NULL)", name="decided"),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),
        sa.CheckConstraint("state IN ('logged', 'approved', 'refused')", name="state"),
        link("activity_id", "activities"),
        link("person_id", "people"),
        link("shift_id", "shifts", "SET NULL (shift_id)"),
        sa.UniqueConstraint("tenant_id", "form_key"),
    )
    op.create_index("ix_hour_entries_activity_id", "hour_entries", ["tenant_id", "activity_id", "on_day"])
    op.create_index(
        "ix_hour_entries_approved",
        "hour_entries",
        ["tenant_id", "on_day", "activity_id"],
        postgresql_include=["person_id", "minutes"],
        postgresql_where=sa.text("state = 'approved'"),
    )
    op.create_index("ix_hour_entries_on_day", "hour_entries", ["tenant_id", "on_day"])
    op.create_index("ix_hour_entries_person_id", "hour_entries", ["tenant_id", "person_id", "on_day"])
    op.create_index(
        "ix_hour_entries_told_on",
        "hour_entries",
        ["tenant_id", "told_on"],
        postgresql_where=sa.text("told_on IS NOT NULL"),
    )
    op.create_index(
        "ix_hour_entries_waiting", "hour_entries", ["tenant_id", "on_day"], postgresql_where=sa.text("state = 'logged'")
    )
    op.create_index("uq_hour_entries_shift", "hour_entries", ["tenant_id", "shift_id", "person_id"], unique=True)


def _create_hour_certificates() -> None:
    op.create_table(
        "hour_certificates",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("from_day", sa.Date, nullable=False),
        sa.Column("until_day", sa.Date, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("by_activity", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("counted", JSONB, nullable=False),
        sa.Column("name_digest", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("document_id", sa.Uuid),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("issued_by", sa.Uuid),
        sa.Column("revoked_at", INSTANT),
        sa.Column("revoked_by", sa.Uuid),
        sa.CheckConstraint("minutes > 0", name="minutes"),
        sa.CheckConstraint("until_day >= from_day", name="period"),
        link("document_id", "documents"),
        link("person_id", "people"),
        sa.UniqueConstraint("tenant_id", "code"),
        sa.UniqueConstraint("tenant_id", "year", "number"),
    )
    op.create_index("ix_hour_certificates_document_id", "hour_certificates", ["tenant_id", "document_id"])
    op.create_index("ix_hour_certificates_person_id", "hour_certificates", ["tenant_id", "person_id"])
