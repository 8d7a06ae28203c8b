"""Applications to become a member with their steps; what was done about offices."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0026"
down_revision = "0025"

TABLES = (
    "applications",
    "application_events",
    "office_marks",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_applications()
    _create_application_events()
    _create_office_marks()
    for table in TABLES:
        protect_table(table)


def _create_applications() -> None:
    op.create_table(
        "applications",
        *key(),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("category_id", sa.Uuid),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("facts_sealed", sa.LargeBinary),
        sa.Column("declared_version", sa.Text, nullable=False, server_default=""),
        sa.Column("declared_digest", sa.LargeBinary),
        sa.Column("declared_at", INSTANT),
        sa.Column("secret_digest", sa.LargeBinary, nullable=False),
        sa.Column("form_digest", sa.LargeBinary, nullable=False),
        sa.Column("received_on", sa.Date),
        sa.Column("decided_on", sa.Date),
        sa.Column("resolution_id", sa.Uuid),
        sa.Column("reason_sealed", sa.LargeBinary),
        sa.Column("told_on", sa.Date),
        sa.Column("appealed_on", sa.Date),
        sa.Column("appeal_decided_on", sa.Date),
        sa.Column("appeal_resolution_id", sa.Uuid),
        sa.Column("appeal_told_on", sa.Date),
        sa.Column("person_id", sa.Uuid),
        sa.Column("membership_id", sa.Uuid),
        sa.Column("warned_stage", sa.Integer, nullable=False, server_default="0"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("emptied_at", INSTANT),
        sa.CheckConstraint("state = 'draft' OR state = 'withdrawn' OR received_on IS NOT NULL", name="received"),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'under_review', 'admitted', 'refused', 'appealed', 'appeal_accepted', 'appeal_rejected', 'withdrawn')",
            name="state",
        ),
        sa.CheckConstraint("way IN ('online', 'paper')", name="way"),
        link("appeal_resolution_id", "resolutions"),
        link("category_id", "member_categories"),
        link("membership_id", "memberships"),
        link("person_id", "people"),
        link("resolution_id", "resolutions"),
        sa.UniqueConstraint("tenant_id", "form_digest"),
        sa.UniqueConstraint("tenant_id", "secret_digest"),
    )
    op.create_index("ix_applications_created_at", "applications", ["tenant_id", "created_at"])
    op.create_index("ix_applications_membership_id", "applications", ["tenant_id", "membership_id"])
    op.create_index("ix_applications_person_id", "applications", ["tenant_id", "person_id"])
    op.create_index("ix_applications_state", "applications", ["tenant_id", "state", "received_on"])


def _create_application_events() -> None:
    op.create_table(
        "application_events",
        *key(),
        sa.Column("application_id", sa.Uuid, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("on_day", sa.Date),
        sa.Column("happened_at", INSTANT, nullable=False),
        sa.Column("account_id", sa.Uuid),
        link("application_id", "applications", "CASCADE"),
    )
    op.create_index(
        "ix_application_events_application_id", "application_events", ["tenant_id", "application_id", "happened_at"]
    )


def _create_office_marks() -> None:
    op.create_table(
        "office_marks",
        *key(),
        sa.Column("term_id", sa.Uuid, nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        link("term_id", "office_terms", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "term_id", "step"),
    )
