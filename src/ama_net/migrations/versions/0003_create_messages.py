"""The outbox, and the function that tells the sweep which associations have mail due (identifiers only)."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.models import CURRENT_TENANT
from ama_net.kernel.tenancy.policies import definer_function, protect_table

revision = "0003"
down_revision = "0002"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "messages",
        sa.Column("tenant_id", sa.Uuid, server_default=CURRENT_TENANT, primary_key=True),
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT),
        sa.Column("emptied_at", INSTANT),
        sa.Column("failure", sa.Text, nullable=False),
        sa.Column("about_kind", sa.Text, nullable=False),
        sa.Column("about_id", sa.Uuid),
        *(sa.Column(f"{name}_sealed", sa.LargeBinary) for name in ("recipient", "subject", "text", "html")),
        sa.CheckConstraint("state IN ('queued', 'sending', 'sent', 'failed')", name="state"),
    )
    op.create_index("ix_messages_due", "messages", ["tenant_id", "state", "due_at"])
    op.create_index("ix_messages_created", "messages", ["tenant_id", "created_at"])
    protect_table("messages")
    op.execute("GRANT SELECT (tenant_id, state, due_at, sent_at, emptied_at) ON messages TO ama_bypass")
    # One index that does not begin with the association: the sweep asks for all of them at once.
    op.execute("CREATE INDEX ix_messages_sweep ON messages (due_at) WHERE state IN ('queued', 'sending')")
    definer_function(
        "tenancy.tenants_with_due_mail()",
        "SELECT DISTINCT tenant_id FROM public.messages WHERE state IN ('queued', 'sending') AND due_at <= now()",
        returns="SETOF uuid",
    )
    definer_function(
        "tenancy.active_tenants()",
        "SELECT id FROM public.tenants WHERE status = 'active' ORDER BY id",
        returns="SETOF uuid",
    )
