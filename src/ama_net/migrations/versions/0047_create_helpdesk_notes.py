"""What who listens notes for themselves."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0047"
down_revision = "0046"

TABLES = ("helpdesk_notes",)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_helpdesk_notes()
    for table in TABLES:
        protect_table(table)


def _create_helpdesk_notes() -> None:
    op.create_table(
        "helpdesk_notes",
        *key(),
        sa.Column("visitor_id", sa.Uuid, nullable=False),
        sa.Column("appointment_id", sa.Uuid),
        sa.Column("pathway_id", sa.Uuid),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("appointment_id IS NULL OR pathway_id IS NULL", name="about"),
        link("appointment_id", "helpdesk_appointments", "CASCADE"),
        link("pathway_id", "helpdesk_pathways", "CASCADE"),
        link("person_id", "people"),
        link("visitor_id", "helpdesk_visitors", "CASCADE"),
    )
    op.create_index("ix_helpdesk_notes_appointment_id", "helpdesk_notes", ["tenant_id", "appointment_id"])
    op.create_index("ix_helpdesk_notes_pathway_id", "helpdesk_notes", ["tenant_id", "pathway_id"])
    op.create_index("ix_helpdesk_notes_person_id", "helpdesk_notes", ["tenant_id", "person_id"])
    op.create_index("ix_helpdesk_notes_visitor_id", "helpdesk_notes", ["tenant_id", "visitor_id", "created_at"])
