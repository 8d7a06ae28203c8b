"""The register of members: requests to inspect it, yearly figures and deadlines; the line an entry of a register is about."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key

revision = "0025"
down_revision = "0024"

TABLES = ("book_inspections", "year_figures", "deadline_marks")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _index_lines_of_registers()
    _create_book_inspections()
    _create_year_figures()
    _create_deadline_marks()
    for table in TABLES:
        protect_table(table)


def _index_lines_of_registers() -> None:
    """An index on the expression would not serve: under row security only plain columns are looked up by."""
    line = sa.Computed("(facts ->> 'line')::integer", persisted=True)
    op.add_column("ledger_entries", sa.Column("line", sa.Integer, line))
    op.create_index(
        "ix_ledger_entries_line",
        "ledger_entries",
        ["tenant_id", "ledger", "line", "number"],
        postgresql_where=sa.text("line IS NOT NULL"),
    )


def _create_book_inspections() -> None:
    op.create_table(
        "book_inspections",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("asked_on", sa.Date, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("answered_on", sa.Date),
        sa.Column("answer", sa.Text, nullable=False, server_default=""),
        sa.Column("answered_by", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("(state = 'open') = (answered_on IS NULL)", name="answered"),
        sa.CheckConstraint("state IN ('open', 'shown', 'refused', 'withdrawn')", name="state"),
        sa.ForeignKeyConstraint(["tenant_id", "person_id"], ["people.tenant_id", "people.id"], ondelete="RESTRICT"),
    )
    op.create_index("ix_book_inspections_asked_on", "book_inspections", ["tenant_id", "asked_on"])
    op.create_index("ix_book_inspections_person_id", "book_inspections", ["tenant_id", "person_id"])


def _create_year_figures() -> None:
    op.create_table(
        "year_figures",
        *key(),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("volunteers", sa.Integer),
        sa.Column("employees", sa.Integer),
        sa.Column("revenue_cents", sa.BigInteger),
        sa.Column("assets_cents", sa.BigInteger),
        sa.Column("contributions_cents", sa.BigInteger),
        sa.Column("five_per_mille_cents", sa.BigInteger),
        sa.Column("five_per_mille_on", sa.Date),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("noted_by", sa.Uuid),
        sa.CheckConstraint("volunteers >= 0 AND employees >= 0", name="counts"),
        sa.CheckConstraint(
            "revenue_cents >= 0 AND assets_cents >= 0 AND contributions_cents >= 0 AND five_per_mille_cents >= 0",
            name="amounts",
        ),
        sa.UniqueConstraint("tenant_id", "year"),
    )


def _create_deadline_marks() -> None:
    op.create_table(
        "deadline_marks",
        *key(),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("done_on", sa.Date, nullable=False),
        sa.Column("marked_at", INSTANT, nullable=False),
        sa.Column("marked_by", sa.Uuid),
        sa.UniqueConstraint("tenant_id", "key", "due_on"),
    )
