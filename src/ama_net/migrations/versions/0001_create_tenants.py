"""The associations, their hosts, their settings, and the function that leads from a host to an association."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.models import CURRENT_TENANT
from ama_net.kernel.tenancy.policies import definer_function, protect_table

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables and their walls."""
    # Text made comparable: lower case, no accents. IMMUTABLE (two-argument unaccent), so it may stand in generated columns.
    op.execute(
        "CREATE FUNCTION f_unaccent(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT "
        "AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, value)) $$"
    )
    op.create_table(
        "tenants",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("slug", sa.Text, nullable=False, unique=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("identity", JSONB, nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('active', 'suspended')", name="status"),
    )
    op.create_table(
        "tenant_hosts",
        sa.Column("host", sa.Text, primary_key=True),
        sa.Column("tenant_id", sa.Uuid, sa.ForeignKey("tenants.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_index("ix_tenant_hosts_tenant_id", "tenant_hosts", ["tenant_id"])
    op.create_table(
        "tenant_settings",
        sa.Column("tenant_id", sa.Uuid, server_default=CURRENT_TENANT, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("room", sa.Text, nullable=False),
        sa.Column("values", JSONB, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid),
    )
    op.create_index("ix_tenant_settings_room", "tenant_settings", ["tenant_id", "room", "changed_at"])
    protect_table("tenants", column="id", grant="SELECT, UPDATE")
    protect_table("tenant_hosts", grant="SELECT")
    protect_table("tenant_settings", grant="SELECT, INSERT")
    op.execute("GRANT SELECT ON alembic_version TO ama_app")  # readiness compares it with the newest
    op.execute("GRANT SELECT, INSERT, UPDATE ON tenants TO ama_bypass")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON tenant_hosts TO ama_bypass")
    definer_function(
        "tenancy.tenant_of_host(wanted text)",
        "SELECT h.tenant_id FROM public.tenant_hosts h JOIN public.tenants t ON t.id = h.tenant_id "
        "WHERE h.host = wanted AND t.status = 'active'",
        returns="uuid",
    )
