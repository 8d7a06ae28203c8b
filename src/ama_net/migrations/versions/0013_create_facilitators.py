"""Who keeps groups going, what they count, and when each group was last asked whether its facts are right.

Also the codes of accounts: a link by mail may now sign in (``sign_in_link``).
"""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key

revision = "0013"
down_revision = "0012"

INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "facilitators",
    "facilitator_trainings",
    "facilitator_handovers",
    "meeting_substitutes",
    "head_counts",
    "freshness_asks",
    "freshness_digests",
)
PURPOSES = "purpose IN ('invitation', 'reset', 'email_change', 'second_step', 'recovery', 'sign_in_link')"


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_facilitators()
    _create_handovers()
    _create_substitutes_and_counts()
    _create_freshness()
    for table in TABLES:
        protect_table(table)
    op.drop_constraint(op.f("ck_account_codes_purpose"), "account_codes")
    op.create_check_constraint("purpose", "account_codes", PURPOSES)


def _to(column: str, table: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete=ondelete)


def _create_facilitators() -> None:
    op.create_table(
        "facilitators",
        *key(),
        sa.Column("group_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("public_name", sa.Text, nullable=False),
        sa.Column("public_consent_on", sa.Date),
        sa.Column("position", sa.SmallInteger, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("role IN ('facilitator', 'co_facilitator', 'contact')", name="role"),
        sa.CheckConstraint("ended_on >= started_on", name="days"),
        sa.CheckConstraint("public_name <> '' OR public_consent_on IS NULL", name="consent_to_a_name"),
        _to("group_id", "groups"),
        _to("person_id", "people", "SET NULL (person_id)"),
    )
    op.create_index("ix_facilitators_group_id", "facilitators", ["tenant_id", "group_id", "position"])
    op.create_index("ix_facilitators_person_id", "facilitators", ["tenant_id", "person_id"])
    op.create_index(
        "uq_facilitators_open_term",
        "facilitators",
        ["tenant_id", "group_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_table(
        "facilitator_trainings",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reached_on", sa.Date),
        sa.UniqueConstraint("tenant_id", "person_id"),
        sa.CheckConstraint("status IN ('none', 'base', 'shadowing', 'qualified')", name="status"),
        _to("person_id", "people"),
    )


def _create_handovers() -> None:
    op.create_table(
        "facilitator_handovers",
        *key(),
        sa.Column("facilitator_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT),
        sa.Column("answer", sa.Text, nullable=False),
        sa.CheckConstraint("answer IN ('', 'accepted', 'declined', 'withdrawn')", name="answer"),
        sa.CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answered_at"),
        _to("facilitator_id", "facilitators"),
        _to("person_id", "people"),
    )
    op.create_index("ix_facilitator_handovers_person_id", "facilitator_handovers", ["tenant_id", "person_id"])
    op.create_index(
        "uq_facilitator_handovers_open",
        "facilitator_handovers",
        ["tenant_id", "facilitator_id"],
        unique=True,
        postgresql_where=sa.text("answered_at IS NULL"),
    )


def _create_substitutes_and_counts() -> None:
    op.create_table(
        "meeting_substitutes",
        *key(),
        sa.Column("group_id", sa.Uuid, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.UniqueConstraint("tenant_id", "group_id", "day"),
        _to("group_id", "groups"),
        _to("person_id", "people", "SET NULL (person_id)"),
    )
    op.create_index("ix_meeting_substitutes_person_id", "meeting_substitutes", ["tenant_id", "person_id"])
    op.create_table(
        "head_counts",
        *key(),
        sa.Column("group_id", sa.Uuid, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("present", sa.SmallInteger, nullable=False),
        sa.Column("newcomers", sa.SmallInteger, nullable=False),
        sa.Column("counted_by", sa.Uuid),
        sa.Column("counted_at", INSTANT, nullable=False),
        sa.UniqueConstraint("tenant_id", "group_id", "day"),
        sa.CheckConstraint("present BETWEEN 0 AND 300", name="present"),
        sa.CheckConstraint("newcomers BETWEEN 0 AND present", name="newcomers"),
        _to("group_id", "groups"),
    )
    op.create_index("ix_head_counts_day", "head_counts", ["tenant_id", "day"])


def _create_freshness() -> None:
    op.create_table(
        "freshness_asks",
        *key(),
        sa.Column("group_id", sa.Uuid, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT),
        sa.Column("answer", sa.Text, nullable=False),
        sa.UniqueConstraint("tenant_id", "group_id"),
        sa.CheckConstraint("answer IN ('', 'right', 'changed')", name="answer"),
        _to("group_id", "groups"),
    )
    op.create_table(
        "freshness_digests",
        *key(),
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.UniqueConstraint("tenant_id", "month"),
    )
