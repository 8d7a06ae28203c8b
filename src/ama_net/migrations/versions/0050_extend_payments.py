"""Funds, bank statements, money that arrives online; what a movement is coded with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0050"
down_revision = "0049"

TABLES = (
    "funds",
    "statement_columns",
    "statement_imports",
    "statement_lines",
    "provider_accounts",
    "checkouts",
    "provider_events",
    "reconciliations",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_funds()
    _create_statement_columns()
    _create_statement_imports()
    _create_statement_lines()
    _create_provider_accounts()
    _create_checkouts()
    _create_provider_events()
    _create_reconciliations()
    for table in TABLES:
        protect_table(table)
    _extend_bank_accounts()
    _extend_payments()


def _extend_bank_accounts() -> None:
    op.alter_column("bank_accounts", "iban", nullable=True)
    op.add_column("bank_accounts", sa.Column("kind", sa.Text, nullable=False, server_default="bank"))
    op.add_column("bank_accounts", sa.Column("opened_on", sa.Date))
    op.add_column("bank_accounts", sa.Column("opening_cents", sa.Integer, nullable=False, server_default="0"))
    for name, rule in (
        ("kind", "kind IN ('bank', 'post', 'cash', 'provider')"),
        ("iban", "(kind IN ('bank', 'post')) = (iban IS NOT NULL)"),
        ("shown", "iban IS NOT NULL OR used_for = 'none'"),
    ):
        op.create_check_constraint(name, "bank_accounts", rule)


def _extend_payments() -> None:
    for name in ("item", "memo"):
        op.add_column("payments", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.add_column("payments", sa.Column("external_id", sa.Text))
    for name, table in (("fund_id", "funds"), ("line_id", "statement_lines"), ("twin_id", "payments")):
        op.add_column("payments", sa.Column(name, sa.Uuid))
        op.create_foreign_key(None, "payments", table, ["tenant_id", name], ["tenant_id", "id"], ondelete="RESTRICT")
    op.create_check_constraint("internal", "payments", "kind <> 'internal' OR item = ''")
    op.create_unique_constraint(None, "payments", ["tenant_id", "external_id"])
    op.create_index("ix_payments_account_id", "payments", ["tenant_id", "account_id", "on_day"])
    op.create_index("ix_payments_fund_id", "payments", ["tenant_id", "fund_id"])
    op.create_index("ix_payments_line_id", "payments", ["tenant_id", "line_id"])


def _create_funds() -> None:
    op.create_table(
        "funds",
        *key(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date),
        sa.Column("closed_on", sa.Date),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("last_day IS NULL OR last_day >= first_day", name="days"),
        sa.CheckConstraint("kind IN ('campaign', 'event', 'five_per_thousand', 'project')", name="kind"),
    )
    op.create_index("ix_funds_kind", "funds", ["tenant_id", "kind"])


def _create_statement_columns() -> None:
    op.create_table(
        "statement_columns",
        *key(),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("mapping", JSONB, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        link("account_id", "bank_accounts"),
        sa.UniqueConstraint("tenant_id", "account_id"),
    )


def _create_statement_imports() -> None:
    op.create_table(
        "statement_imports",
        *key(),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("first_day", sa.Date),
        sa.Column("last_day", sa.Date),
        sa.Column("opening_cents", sa.Integer),
        sa.Column("closing_cents", sa.Integer),
        sa.Column("lines_read", sa.Integer, nullable=False, server_default="0"),
        sa.Column("lines_known", sa.Integer, nullable=False, server_default="0"),
        sa.Column("faults", JSONB, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("undone_at", INSTANT),
        sa.Column("undone_by", sa.Uuid),
        sa.CheckConstraint("kind IN ('csv', 'camt', 'mt940', 'cbi')", name="kind"),
        link("account_id", "bank_accounts"),
    )
    op.create_index("ix_statement_imports_created_at", "statement_imports", ["tenant_id", "created_at"])
    op.create_index("ix_statement_imports_digest", "statement_imports", ["tenant_id", "account_id", "digest"])


def _create_statement_lines() -> None:
    op.create_table(
        "statement_lines",
        *key(),
        sa.Column("import_id", sa.Uuid, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("booked_on", sa.Date, nullable=False),
        sa.Column("value_on", sa.Date),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("words_sealed", sa.LargeBinary),
        sa.Column("counterparty_sealed", sa.LargeBinary),
        sa.Column("bank_reference", sa.Text, nullable=False, server_default=""),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.Text, nullable=False, server_default="to_do"),
        sa.Column("ignored_why", sa.Text, nullable=False, server_default=""),
        sa.Column("is_linked", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("is_doubtful", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("is_gathered", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("decided_at", INSTANT),
        sa.Column("decided_by", sa.Uuid),
        sa.CheckConstraint("amount_cents <> 0", name="amount"),
        sa.CheckConstraint("state IN ('to_do', 'recorded', 'ignored')", name="state"),
        link("account_id", "bank_accounts"),
        link("import_id", "statement_imports"),
        sa.UniqueConstraint("tenant_id", "account_id", "digest"),
    )
    op.create_index("ix_statement_lines_import_id", "statement_lines", ["tenant_id", "import_id", "position"])
    op.create_index("ix_statement_lines_state", "statement_lines", ["tenant_id", "state", "booked_on"])


def _create_provider_accounts() -> None:
    op.create_table(
        "provider_accounts",
        *key(),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("livemode", sa.Boolean, nullable=False),
        sa.Column("secret_key_sealed", sa.LargeBinary),
        sa.Column("webhook_secret_sealed", sa.LargeBinary),
        sa.Column("with_debit", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("closed_at", INSTANT),
        sa.CheckConstraint("provider IN ('stripe')", name="provider"),
        link("account_id", "bank_accounts"),
    )
    op.create_index(
        "uq_provider_accounts_open",
        "provider_accounts",
        ["tenant_id", "provider"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _create_checkouts() -> None:
    op.create_table(
        "checkouts",
        *key(),
        sa.Column("provider_account_id", sa.Uuid, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False, server_default="open"),
        sa.Column("about_kind", sa.Text, nullable=False),
        sa.Column("about_id", sa.Uuid, nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("session_id", sa.Text),
        sa.Column("payment_ref", sa.Text, nullable=False, server_default=""),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("amount_cents >= 0", name="amount"),
        sa.CheckConstraint("mode IN ('payment', 'subscription', 'setup')", name="mode"),
        sa.CheckConstraint("state IN ('open', 'processing', 'paid', 'failed', 'expired')", name="state"),
        link("provider_account_id", "provider_accounts"),
        sa.UniqueConstraint("tenant_id", "session_id"),
    )
    op.create_index("ix_checkouts_about", "checkouts", ["tenant_id", "about_id"])
    op.create_index("ix_checkouts_state", "checkouts", ["tenant_id", "state", "created_at"])


def _create_provider_events() -> None:
    op.create_table(
        "provider_events",
        *key(),
        sa.Column("provider_account_id", sa.Uuid, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("object_id", sa.Text, nullable=False, server_default=""),
        sa.Column("received_at", INSTANT, nullable=False),
        link("provider_account_id", "provider_accounts"),
        sa.UniqueConstraint("tenant_id", "provider_account_id", "event_id"),
    )
    op.create_index("ix_provider_events_received_at", "provider_events", ["tenant_id", "received_at"])


def _create_reconciliations() -> None:
    op.create_table(
        "reconciliations",
        *key(),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("figures", JSONB, nullable=False),
        sa.Column("differences", JSONB, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.UniqueConstraint("tenant_id", "on_day"),
    )
