"""Insurance of volunteers: policies, who is covered, what the insurer was told; who is paid by the association."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import READ_WRITE, protect_table
from ama_net.migrations.columns import key, link

revision = "0036"
down_revision = "0035"

TABLES = (
    "insurance_policies",
    "insurance_covers",
    "insurance_communications",
    "insurance_communication_lines",
    "insurance_days",
    "paid_work",
)
INSTANT = sa.DateTime(timezone=True)

GRANTS = {
    "insurance_communications": "SELECT, INSERT, UPDATE (sent_on, sent_how, sent_by, entry_id)",
    "insurance_communication_lines": "SELECT, INSERT, UPDATE (person_id)",
}
"""What an insurer was told stays as it was told: only how it left is noted, and people who are merged are followed."""


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_insurance_policies()
    _create_insurance_covers()
    _create_insurance_communications()
    _create_insurance_communication_lines()
    _create_insurance_days()
    _create_paid_work()
    for table in TABLES:
        protect_table(table, grant=GRANTS.get(table, READ_WRITE))


def _create_insurance_policies() -> None:
    op.create_table(
        "insurance_policies",
        *key(),
        sa.Column("insurer_id", sa.Uuid),
        sa.Column("insurer_name", sa.Text, nullable=False, server_default=""),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("section", sa.Text),
        sa.Column("covers_accident", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("covers_illness", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("covers_liability", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("first_on", sa.Date, nullable=False),
        sa.Column("last_on", sa.Date, nullable=False),
        sa.Column("most_insured", sa.Integer),
        sa.Column("premium_cents", sa.Integer),
        sa.Column("broker", sa.Text, nullable=False, server_default=""),
        sa.Column("renews", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("notice_days", sa.Integer),
        sa.Column("warned_days", sa.Integer),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("last_on >= first_on", name="days"),
        sa.CheckConstraint("kind IN ('named', 'collective', 'numeric')", name="kind"),
        sa.CheckConstraint("most_insured >= 1", name="most_insured"),
        sa.CheckConstraint("notice_days >= 0", name="notice"),
        sa.CheckConstraint("kind <> 'numeric' OR most_insured IS NOT NULL", name="numbered"),
        sa.CheckConstraint("premium_cents >= 0", name="premium"),
        sa.CheckConstraint("section IS NULL OR section IN ('regular', 'occasional')", name="section"),
        link("insurer_id", "organisations"),
    )
    op.create_index("ix_insurance_policies_insurer_id", "insurance_policies", ["tenant_id", "insurer_id"])
    op.create_index("ix_insurance_policies_last_on", "insurance_policies", ["tenant_id", "last_on"])


def _create_insurance_covers() -> None:
    op.create_table(
        "insurance_covers",
        *key(),
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("first_on", sa.Date, nullable=False),
        sa.Column("last_on", sa.Date),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("last_on IS NULL OR last_on >= first_on", name="days"),
        link("person_id", "people"),
        link("policy_id", "insurance_policies"),
    )
    op.create_index("ix_insurance_covers_person_id", "insurance_covers", ["tenant_id", "person_id"])
    op.create_index("ix_insurance_covers_policy_id", "insurance_covers", ["tenant_id", "policy_id"])


def _create_insurance_communications() -> None:
    op.create_table(
        "insurance_communications",
        *key(),
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("from_on", sa.Date, nullable=False),
        sa.Column("until_on", sa.Date, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.Uuid),
        sa.Column("sent_on", sa.Date),
        sa.Column("sent_how", sa.Text, nullable=False, server_default=""),
        sa.Column("sent_by", sa.Uuid),
        sa.Column("entry_id", sa.Uuid),
        sa.CheckConstraint("kind IN ('list', 'changes', 'days')", name="kind"),
        link("entry_id", "protocol_entries"),
        link("policy_id", "insurance_policies"),
        sa.UniqueConstraint("tenant_id", "year", "number"),
    )
    op.create_index("ix_insurance_communications_entry_id", "insurance_communications", ["tenant_id", "entry_id"])
    op.create_index(
        "ix_insurance_communications_policy_id", "insurance_communications", ["tenant_id", "policy_id", "made_at"]
    )


def _create_insurance_communication_lines() -> None:
    op.create_table(
        "insurance_communication_lines",
        *key(),
        sa.Column("communication_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("change", sa.Text, nullable=False),
        sa.Column("first_on", sa.Date, nullable=False),
        sa.Column("last_on", sa.Date),
        sa.CheckConstraint("change IN ('in', 'out', 'void')", name="change"),
        link("communication_id", "insurance_communications"),
        link("person_id", "people"),
    )
    op.create_index(
        "ix_insurance_communication_lines_communication_id",
        "insurance_communication_lines",
        ["tenant_id", "communication_id"],
    )
    op.create_index(
        "ix_insurance_communication_lines_person_id", "insurance_communication_lines", ["tenant_id", "person_id"]
    )


def _create_insurance_days() -> None:
    op.create_table(
        "insurance_days",
        *key(),
        sa.Column("policy_id", sa.Uuid, nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("people", sa.Integer, nullable=False),
        sa.Column("communication_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("people >= 1", name="people"),
        link("communication_id", "insurance_communications"),
        link("policy_id", "insurance_policies"),
    )
    op.create_index("ix_insurance_days_communication_id", "insurance_days", ["tenant_id", "communication_id"])
    op.create_index("ix_insurance_days_policy_id", "insurance_days", ["tenant_id", "policy_id", "on_day"])


def _create_paid_work() -> None:
    op.create_table(
        "paid_work",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("ended_on IS NULL OR ended_on > started_on", name="ended_after"),
        sa.CheckConstraint("kind IN ('employee', 'self_employed')", name="kind"),
        link("person_id", "people"),
    )
    op.create_index("ix_paid_work_person_id", "paid_work", ["tenant_id", "person_id"])
    op.create_index("ix_paid_work_started_on", "paid_work", ["tenant_id", "started_on"])
