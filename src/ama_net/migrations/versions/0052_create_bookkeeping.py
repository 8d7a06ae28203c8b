"""Bookkeeping: years, budgets, invoices, the papers the law asks of the money."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0052"
down_revision = "0051"

TABLES = (
    "accounting_years",
    "budget_lines",
    "supplier_invoices",
    "fundraising_statements",
    "five_per_thousand",
    "five_per_thousand_lines",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_accounting_years()
    _create_budget_lines()
    _create_supplier_invoices()
    _create_fundraising_statements()
    _create_five_per_thousand()
    _create_five_per_thousand_lines()
    for table in TABLES:
        protect_table(table)


def _create_accounting_years() -> None:
    op.create_table(
        "accounting_years",
        *key(),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("secondary_note", sa.Text, nullable=False, server_default=""),
        sa.Column("figurative", JSONB, nullable=False, server_default="{}"),
        sa.Column("approved_on", sa.Date),
        sa.Column("resolution_id", sa.Uuid),
        sa.Column("closed_at", INSTANT),
        sa.Column("closed_by", sa.Uuid),
        sa.Column("figures", JSONB),
        sa.Column("digest", sa.LargeBinary),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("(closed_at IS NULL) = (figures IS NULL)", name="closed"),
        link("resolution_id", "resolutions"),
        sa.UniqueConstraint("tenant_id", "year"),
    )


def _create_budget_lines() -> None:
    op.create_table(
        "budget_lines",
        *key(),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.CheckConstraint("amount_cents >= 0", name="amount"),
        sa.UniqueConstraint("tenant_id", "year", "item"),
    )


def _create_supplier_invoices() -> None:
    op.create_table(
        "supplier_invoices",
        *key(),
        sa.Column("organisation_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("paid_cents", sa.Integer, nullable=False, server_default="0"),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("memo", sa.Text, nullable=False, server_default=""),
        sa.Column("fund_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("cancelled_at", INSTANT),
        sa.CheckConstraint("amount_cents > 0 AND paid_cents >= 0", name="amounts"),
        link("fund_id", "funds"),
        link("organisation_id", "organisations"),
        sa.UniqueConstraint("tenant_id", "organisation_id", "number", "issued_on"),
    )
    op.create_index("ix_supplier_invoices_due_on", "supplier_invoices", ["tenant_id", "due_on"])
    op.create_index("ix_supplier_invoices_fund_id", "supplier_invoices", ["tenant_id", "fund_id"])


def _create_fundraising_statements() -> None:
    op.create_table(
        "fundraising_statements",
        *key(),
        sa.Column("fund_id", sa.Uuid, nullable=False),
        sa.Column("occasion", sa.Text, nullable=False, server_default=""),
        sa.Column("report", sa.Text, nullable=False, server_default=""),
        sa.Column("destination", sa.Text, nullable=False, server_default=""),
        sa.Column("why_costs", sa.Text, nullable=False, server_default=""),
        sa.Column("figures", JSONB, nullable=False),
        sa.Column("closed_on", sa.Date),
        sa.Column("updated_at", INSTANT, nullable=False),
        link("fund_id", "funds"),
        sa.UniqueConstraint("tenant_id", "fund_id"),
    )


def _create_five_per_thousand() -> None:
    op.create_table(
        "five_per_thousand",
        *key(),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("fund_id", sa.Uuid, nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("report", sa.Text, nullable=False, server_default=""),
        sa.Column("published_on", sa.Date),
        sa.Column("sent_on", sa.Date),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("amount_cents > 0", name="amount"),
        link("fund_id", "funds"),
        sa.UniqueConstraint("tenant_id", "fund_id"),
        sa.UniqueConstraint("tenant_id", "year"),
    )


def _create_five_per_thousand_lines() -> None:
    op.create_table(
        "five_per_thousand_lines",
        *key(),
        sa.Column("statement_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("payment_id", sa.Uuid),
        sa.CheckConstraint("amount_cents > 0", name="amount"),
        sa.CheckConstraint("kind IN ('1', '2', '3', '4.1', '4.2', '4.3', '4.4', '4.5', '5')", name="kind"),
        link("payment_id", "payments"),
        link("statement_id", "five_per_thousand", "CASCADE"),
    )
    op.create_index("ix_five_per_thousand_lines_payment_id", "five_per_thousand_lines", ["tenant_id", "payment_id"])
    op.create_index("ix_five_per_thousand_lines_statement_id", "five_per_thousand_lines", ["tenant_id", "statement_id"])
