"""Members: categories, memberships, guardians, fees of each year."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0023"
down_revision = "0022"

TABLES = ("member_categories", "memberships", "guardianships", "membership_fees")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_member_categories()
    _create_memberships()
    _create_guardianships()
    _create_membership_fees()
    for table in TABLES:
        protect_table(table)


def _create_member_categories() -> None:
    op.create_table(
        "member_categories",
        *key(),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("votes", sa.Integer, nullable=False, server_default="1"),
        sa.Column("position", sa.Integer, nullable=False, server_default="0"),
        sa.Column("is_open", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.CheckConstraint("votes BETWEEN 0 AND 5", name="votes"),
        sa.UniqueConstraint("tenant_id", "key"),
    )


def _create_memberships() -> None:
    op.create_table(
        "memberships",
        *key(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("organisation_id", sa.Uuid),
        sa.Column("category_id", sa.Uuid, nullable=False),
        sa.Column("applied_on", sa.Date),
        sa.Column("admitted_on", sa.Date, nullable=False),
        sa.Column("resolution_id", sa.Uuid),
        sa.Column("resolution_ref", sa.Text, nullable=False, server_default=""),
        sa.Column("ended_on", sa.Date),
        sa.Column("end_reason", sa.Text),
        sa.Column("end_resolution_id", sa.Uuid),
        sa.Column("custom", JSONB, nullable=False, server_default="{}"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("(ended_on IS NULL) = (end_reason IS NULL)", name="ended"),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= admitted_on", name="ended_after"),
        sa.CheckConstraint("num_nonnulls(person_id, organisation_id) = 1", name="one_member"),
        link("category_id", "member_categories"),
        link("end_resolution_id", "resolutions"),
        link("organisation_id", "organisations"),
        link("person_id", "people"),
        link("resolution_id", "resolutions"),
        sa.UniqueConstraint("tenant_id", "number"),
    )
    op.create_index("ix_memberships_admitted_on", "memberships", ["tenant_id", "admitted_on"])
    op.create_index("ix_memberships_category_id", "memberships", ["tenant_id", "category_id"])
    op.create_index("ix_memberships_ended_on", "memberships", ["tenant_id", "ended_on"])
    op.create_index("ix_memberships_person_id", "memberships", ["tenant_id", "person_id"])
    op.create_index(
        "uq_memberships_current_organisation",
        "memberships",
        ["tenant_id", "organisation_id"],
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_index(
        "uq_memberships_current_person",
        "memberships",
        ["tenant_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
    )


def _create_guardianships() -> None:
    op.create_table(
        "guardianships",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("guardian_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False, server_default="parent"),
        sa.Column("votes", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("person_id <> guardian_id", name="two_people"),
        link("guardian_id", "people"),
        link("person_id", "people", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "person_id", "guardian_id"),
    )
    op.create_index("ix_guardianships_guardian_id", "guardianships", ["tenant_id", "guardian_id"])


def _create_membership_fees() -> None:
    op.create_table(
        "membership_fees",
        *key(),
        sa.Column("membership_id", sa.Uuid, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("paid_cents", sa.Integer, nullable=False, server_default="0"),
        sa.Column("paid_on", sa.Date),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("waived_on", sa.Date),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("amount_cents >= 0 AND paid_cents >= 0", name="amounts"),
        sa.CheckConstraint("kind IN ('full', 'reduced', 'free')", name="kind"),
        link("membership_id", "memberships"),
        sa.UniqueConstraint("tenant_id", "membership_id", "year"),
        sa.UniqueConstraint("tenant_id", "reference"),
    )
    op.create_index("ix_membership_fees_due_on", "membership_fees", ["tenant_id", "year", "due_on"])
