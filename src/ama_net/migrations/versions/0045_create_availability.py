"""When operators may be booked: weekly hours and days that are not as usual."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0045"
down_revision = "0044"

TABLES = (
    "helpdesk_availability",
    "helpdesk_exceptions",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_helpdesk_availability()
    _create_helpdesk_exceptions()
    for table in TABLES:
        protect_table(table)


def _create_helpdesk_availability() -> None:
    op.create_table(
        "helpdesk_availability",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("service_id", sa.Uuid),
        sa.Column("weekday", sa.SmallInteger, nullable=False),
        sa.Column("starts", sa.Time, nullable=False),
        sa.Column("ends", sa.Time, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date),
        sa.Column("every_weeks", sa.SmallInteger, nullable=False, server_default="1"),
        sa.Column("in_person", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("online", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("phone", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("last_day IS NULL OR last_day >= first_day", name="days"),
        sa.CheckConstraint("ends > starts OR ends = '00:00'", name="hours"),
        sa.CheckConstraint("in_person OR online OR phone", name="modes"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("every_weeks BETWEEN 1 AND 12", name="weeks"),
        link("person_id", "people"),
        link("service_id", "helpdesk_services", "CASCADE"),
    )
    op.create_index("ix_helpdesk_availability_person_id", "helpdesk_availability", ["tenant_id", "person_id"])
    op.create_index("ix_helpdesk_availability_service_id", "helpdesk_availability", ["tenant_id", "service_id"])


def _create_helpdesk_exceptions() -> None:
    op.create_table(
        "helpdesk_exceptions",
        *key(),
        sa.Column("person_id", sa.Uuid),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("starts", sa.Time),
        sa.Column("ends", sa.Time),
        sa.Column("in_person", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("online", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("phone", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("last_day >= first_day", name="days"),
        sa.CheckConstraint("NOT is_open OR person_id IS NULL OR starts IS NOT NULL", name="extra_hours"),
        sa.CheckConstraint(
            "(starts IS NULL) = (ends IS NULL) AND (starts IS NULL OR ends > starts OR ends = '00:00')", name="hours"
        ),
        sa.CheckConstraint("in_person OR online OR phone", name="modes"),
        link("person_id", "people"),
    )
    op.create_index("ix_helpdesk_exceptions_person_id", "helpdesk_exceptions", ["tenant_id", "person_id", "last_day"])
