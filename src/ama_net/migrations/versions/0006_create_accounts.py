"""Accounts of the associations and operators of the installation, with their sessions and single-use codes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.models import CURRENT_TENANT
from ama_net.kernel.tenancy.policies import READ_WRITE, definer_function, protect_table, share_table

revision = "0006"
down_revision = "0005"

INSTANT = sa.DateTime(timezone=True)
OUTSIDE_ANY_ASSOCIATION = "nullif(current_setting('app.tenant_id', true), '') IS NULL"


def upgrade() -> None:
    """Create the tables and their walls, and the function behind the operators' page."""
    _create_accounts()
    _create_account_rows()
    _create_operators()
    definer_function(
        "tenancy.list_tenants()",
        "SELECT t.slug, t.identity ->> 'name', t.status, array_agg(h.host ORDER BY h.position) FROM public.tenants t "
        "JOIN public.tenant_hosts h ON h.tenant_id = t.id GROUP BY t.id ORDER BY t.slug",
        returns="TABLE(slug text, name text, status text, hosts text[])",
    )


def _credentials() -> list[sa.Column[object]]:
    return [
        sa.Column("password_hash", sa.Text),
        sa.Column("failed_tries", sa.Integer, nullable=False),
        sa.Column("locked_until", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
    ]


def _session() -> list[sa.Column[object]]:
    return [
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
    ]


def _code() -> list[sa.Column[object]]:
    return [
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT),
        sa.Column("used_at", INSTANT),
    ]


def _of_tenant() -> list[sa.Column[object]]:
    return [
        sa.Column("tenant_id", sa.Uuid, server_default=CURRENT_TENANT, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
    ]


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        *_of_tenant(),
        sa.Column("person_id", sa.Uuid),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("roles", JSONB, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        *_credentials(),
        sa.Column("signed_in_at", INSTANT),
        sa.Column("totp_sealed", sa.LargeBinary),
        sa.Column("totp_pending_sealed", sa.LargeBinary),
        sa.Column("totp_step", sa.Integer),
        sa.UniqueConstraint("tenant_id", "email"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "person_id"], ["people.tenant_id", "people.id"], ondelete="SET NULL (person_id)"
        ),
        sa.CheckConstraint("status IN ('invited', 'active', 'suspended')", name="status"),
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
    )
    op.create_index("ix_accounts_person_id", "accounts", ["tenant_id", "person_id"])
    protect_table("accounts")


def _create_account_rows() -> None:
    purposes = "purpose IN ('invitation', 'reset', 'email_change', 'second_step', 'recovery')"
    for table, columns, index in (
        ("account_sessions", _session(), ["tenant_id", "account_id"]),
        (
            "account_codes",
            [*_code(), sa.Column("new_email", sa.Text), sa.CheckConstraint(purposes, name="purpose")],
            ["tenant_id", "account_id", "purpose"],
        ),
    ):
        op.create_table(
            table,
            *_of_tenant(),
            sa.Column("account_id", sa.Uuid, nullable=False),
            *columns,
            sa.UniqueConstraint("tenant_id", "digest"),
            sa.ForeignKeyConstraint(
                ["tenant_id", "account_id"], ["accounts.tenant_id", "accounts.id"], ondelete="CASCADE"
            ),
        )
        op.create_index(f"ix_{table}_account_id", table, index)
        protect_table(table)


def _create_operators() -> None:
    op.create_table(
        "operators",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("email", sa.Text, nullable=False, unique=True),
        *_credentials(),
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
    )
    for table, columns in (("operator_sessions", _session()), ("operator_codes", _code())):
        op.create_table(
            table,
            sa.Column("id", sa.Uuid, primary_key=True),
            sa.Column("operator_id", sa.Uuid, sa.ForeignKey("operators.id", ondelete="CASCADE"), nullable=False),
            *columns,
            sa.UniqueConstraint("digest"),
        )
        op.create_index(f"ix_{table}_operator_id", table, ["operator_id"])
    for table in ("operators", "operator_sessions", "operator_codes"):
        share_table(table, grant=READ_WRITE)
        # The wall seen from the other side: work done for an association finds no operator.
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(
            f"CREATE POLICY {table}_installation ON {table} TO ama_app "
            f"USING ({OUTSIDE_ANY_ASSOCIATION}) WITH CHECK ({OUTSIDE_ANY_ASSOCIATION})"
        )
