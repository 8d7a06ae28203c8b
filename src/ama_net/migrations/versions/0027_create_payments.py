"""Movements of money, receipts, the ways money arrives; fees by category and year."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.policies import READ_WRITE, protect_table
from ama_net.migrations.columns import key, link

revision = "0027"
down_revision = "0026"

TABLES = (
    "bank_accounts",
    "payments",
    "receipts",
    "fee_rates",
    "fee_terms",
    "fee_waivers",
    "fee_reminders",
)
KEPT = ("payments", "receipts")
NEVER_DELETED = "SELECT, INSERT, UPDATE"
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_bank_accounts()
    _create_payments()
    _create_receipts()
    _create_fee_rates()
    _create_fee_terms()
    _create_fee_waivers()
    _create_fee_reminders()
    for table in TABLES:
        protect_table(table, grant=NEVER_DELETED if table in KEPT else READ_WRITE)


def _create_bank_accounts() -> None:
    op.create_table(
        "bank_accounts",
        *key(),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("iban", sa.Text, nullable=False),
        sa.Column("used_for", sa.Text, nullable=False, server_default="all"),
        sa.Column("position", sa.Integer, nullable=False, server_default="0"),
        sa.Column("closed_on", sa.Date),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("used_for IN ('all', 'fees', 'donations', 'none')", name="used_for"),
        sa.UniqueConstraint("tenant_id", "iban"),
    )


def _create_payments() -> None:
    op.create_table(
        "payments",
        *key(),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False, server_default=""),
        sa.Column("account_id", sa.Uuid),
        sa.Column("person_id", sa.Uuid),
        sa.Column("organisation_id", sa.Uuid),
        sa.Column("about_kind", sa.Text, nullable=False, server_default=""),
        sa.Column("about_id", sa.Uuid),
        sa.Column("refund_of_id", sa.Uuid),
        sa.Column("form_key", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("cancelled_at", INSTANT),
        sa.Column("cancelled_by", sa.Uuid),
        sa.Column("cancelled_why", sa.Text, nullable=False, server_default=""),
        sa.CheckConstraint("amount_cents > 0", name="amount"),
        sa.CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled"),
        sa.CheckConstraint("direction IN ('in', 'out')", name="direction"),
        sa.CheckConstraint("refund_of_id IS NULL OR direction = 'out'", name="refund"),
        sa.CheckConstraint("state IN ('expected', 'received', 'refunded', 'cancelled')", name="state"),
        link("account_id", "bank_accounts"),
        link("organisation_id", "organisations"),
        link("person_id", "people"),
        link("refund_of_id", "payments"),
        sa.UniqueConstraint("tenant_id", "form_key"),
    )
    op.create_index("ix_payments_about", "payments", ["tenant_id", "about_id"])
    op.create_index("ix_payments_on_day", "payments", ["tenant_id", "on_day"])
    op.create_index("ix_payments_organisation_id", "payments", ["tenant_id", "organisation_id"])
    op.create_index("ix_payments_person_id", "payments", ["tenant_id", "person_id"])
    op.create_index("ix_payments_refund_of_id", "payments", ["tenant_id", "refund_of_id"])


def _create_receipts() -> None:
    op.create_table(
        "receipts",
        *key(),
        sa.Column("series", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("issued_on", sa.Date, nullable=False),
        sa.Column("payment_id", sa.Uuid, nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("paid_on", sa.Date, nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
        sa.Column("stamp", sa.Text, nullable=False),
        sa.Column("issuer", JSONB, nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("organisation_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("cancelled_at", INSTANT),
        sa.Column("cancelled_by", sa.Uuid),
        sa.Column("cancelled_why", sa.Text, nullable=False, server_default=""),
        sa.Column("payer_sealed", sa.LargeBinary),
        sa.CheckConstraint("amount_cents > 0 AND number > 0", name="amounts"),
        link("organisation_id", "organisations"),
        link("payment_id", "payments"),
        link("person_id", "people"),
        sa.UniqueConstraint("tenant_id", "series", "year", "number"),
    )
    op.create_index("ix_receipts_issued_on", "receipts", ["tenant_id", "issued_on"])
    op.create_index("ix_receipts_payment_id", "receipts", ["tenant_id", "payment_id"])
    op.create_index("ix_receipts_person_id", "receipts", ["tenant_id", "person_id"])
    op.create_index(
        "uq_receipts_in_force",
        "receipts",
        ["tenant_id", "payment_id"],
        unique=True,
        postgresql_where=sa.text("cancelled_at IS NULL"),
    )


def _create_fee_rates() -> None:
    op.create_table(
        "fee_rates",
        *key(),
        sa.Column("category_id", sa.Uuid, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("full_cents", sa.Integer, nullable=False),
        sa.Column("reduced_cents", sa.Integer),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("resolution_id", sa.Uuid),
        sa.Column("resolution_ref", sa.Text, nullable=False, server_default=""),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("full_cents >= 0", name="full"),
        sa.CheckConstraint("reduced_cents IS NULL OR reduced_cents BETWEEN 0 AND full_cents", name="reduced"),
        link("category_id", "member_categories"),
        link("resolution_id", "resolutions"),
        sa.UniqueConstraint("tenant_id", "year", "category_id"),
    )


def _create_fee_terms() -> None:
    op.create_table(
        "fee_terms",
        *key(),
        sa.Column("membership_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("from_year", sa.Integer, nullable=False),
        sa.Column("until_year", sa.Integer),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("kind IN ('reduced', 'free')", name="kind"),
        sa.CheckConstraint("until_year IS NULL OR until_year >= from_year", name="until"),
        link("membership_id", "memberships", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "membership_id"),
    )


def _create_fee_waivers() -> None:
    op.create_table(
        "fee_waivers",
        *key(),
        sa.Column("fee_id", sa.Uuid, nullable=False),
        sa.Column("resolution_id", sa.Uuid),
        sa.Column("resolution_ref", sa.Text, nullable=False, server_default=""),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("why_sealed", sa.LargeBinary),
        link("fee_id", "membership_fees", "CASCADE"),
        link("resolution_id", "resolutions"),
        sa.UniqueConstraint("tenant_id", "fee_id"),
    )


def _create_fee_reminders() -> None:
    op.create_table(
        "fee_reminders",
        *key(),
        sa.Column("fee_id", sa.Uuid, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("letter_id", sa.Uuid),
        link("fee_id", "membership_fees", "CASCADE"),
        link("letter_id", "letters", "SET NULL (letter_id)"),
        sa.UniqueConstraint("tenant_id", "fee_id", "step"),
    )
    op.create_index("ix_fee_reminders_sent_at", "fee_reminders", ["tenant_id", "sent_at"])
