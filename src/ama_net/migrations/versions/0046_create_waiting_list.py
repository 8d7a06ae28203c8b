"""The waiting list with its offers, and the reminders of appointments."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0046"
down_revision = "0045"

TABLES = (
    "helpdesk_waiting",
    "helpdesk_offers",
    "helpdesk_reminders",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_helpdesk_waiting()
    _create_helpdesk_offers()
    _create_helpdesk_reminders()
    for table in TABLES:
        protect_table(table)


def _create_helpdesk_waiting() -> None:
    op.create_table(
        "helpdesk_waiting",
        *key(),
        sa.Column("service_id", sa.Uuid, nullable=False),
        sa.Column("visitor_id", sa.Uuid, nullable=False),
        sa.Column("mode", sa.Text, nullable=False, server_default=""),
        sa.Column("free_part", sa.Text, nullable=False, server_default="any"),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("left_because", sa.Text, nullable=False, server_default=""),
        sa.Column("missed", sa.Integer, nullable=False, server_default="0"),
        sa.Column("joined_at", INSTANT, nullable=False),
        sa.Column("state_at", INSTANT, nullable=False),
        sa.Column("reached_at", INSTANT),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("free_part IN ('any', 'morning', 'afternoon', 'evening')", name="free_part"),
        sa.CheckConstraint(
            "left_because IN ('', 'visitor', 'office', 'silence', 'too_long', 'closed', 'unreached')"
            " AND (left_because <> '') = (state = 'left')",
            name="left_because",
        ),
        sa.CheckConstraint("missed >= 0", name="missed"),
        sa.CheckConstraint("mode IN ('', 'in_person', 'online', 'phone')", name="mode"),
        sa.CheckConstraint("state IN ('waiting', 'offered', 'booked', 'left')", name="state"),
        link("service_id", "helpdesk_services"),
        link("visitor_id", "helpdesk_visitors"),
    )
    op.create_index(
        "ix_helpdesk_waiting_service_id", "helpdesk_waiting", ["tenant_id", "service_id", "state", "joined_at"]
    )
    op.create_index("ix_helpdesk_waiting_visitor_id", "helpdesk_waiting", ["tenant_id", "visitor_id"])
    op.create_index(
        "uq_helpdesk_waiting_open",
        "helpdesk_waiting",
        ["tenant_id", "visitor_id", "service_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('waiting', 'offered')"),
    )


def _create_helpdesk_offers() -> None:
    op.create_table(
        "helpdesk_offers",
        *key(),
        sa.Column("entry_id", sa.Uuid, nullable=False),
        sa.Column("appointment_id", sa.Uuid),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("answer", sa.Text, nullable=False, server_default=""),
        sa.Column("answered_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("answer IN ('', 'accepted', 'declined', 'expired', 'withdrawn')", name="answer"),
        sa.CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answered"),
        sa.CheckConstraint("(answer IN ('', 'accepted')) = (appointment_id IS NOT NULL)", name="appointment"),
        sa.CheckConstraint("mode IN ('in_person', 'online', 'phone')", name="mode"),
        link("appointment_id", "helpdesk_appointments"),
        link("entry_id", "helpdesk_waiting", "CASCADE"),
    )
    op.create_index("ix_helpdesk_offers_entry_id", "helpdesk_offers", ["tenant_id", "entry_id", "starts_at"])
    op.create_index(
        "ix_helpdesk_offers_until", "helpdesk_offers", ["tenant_id", "until"], postgresql_where=sa.text("answer = ''")
    )
    op.create_index(
        "uq_helpdesk_offers_appointment_id", "helpdesk_offers", ["tenant_id", "appointment_id"], unique=True
    )
    op.create_index(
        "uq_helpdesk_offers_open",
        "helpdesk_offers",
        ["tenant_id", "entry_id"],
        unique=True,
        postgresql_where=sa.text("answer = ''"),
    )


def _create_helpdesk_reminders() -> None:
    op.create_table(
        "helpdesk_reminders",
        *key(),
        sa.Column("appointment_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('first', 'second')", name="kind"),
        sa.CheckConstraint("way IN ('mail', 'call', 'none')", name="way"),
        link("appointment_id", "helpdesk_appointments", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "appointment_id", "kind", "starts_at"),
    )
