"""Reservations of people, and the shifts that reserve them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0034"
down_revision = "0033"

TABLES = (
    "reservations",
    "shifts",
    "shift_signups",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_reservations()
    _create_shifts()
    _create_shift_signups()
    for table in TABLES:
        protect_table(table)


def _create_reservations() -> None:
    op.create_table(
        "reservations",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("during", postgresql.TSTZRANGE, nullable=False),
        sa.Column("about_kind", sa.Text, nullable=False),
        sa.Column("about_id", sa.Uuid, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("NOT lower_inf(during) AND NOT upper_inf(during)", name="bounded"),
        sa.CheckConstraint("NOT isempty(during) AND lower_inc(during) AND NOT upper_inc(during)", name="during"),
        link("person_id", "people"),
        postgresql.ExcludeConstraint(
            ("tenant_id", "="), ("person_id", "="), ("during", "&&"), using="gist", name="ex_reservations_person"
        ),
    )
    op.create_index("ix_reservations_about_id", "reservations", ["tenant_id", "about_id"])


def _create_shifts() -> None:
    op.create_table(
        "shifts",
        *key(),
        sa.Column("activity_id", sa.Uuid, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("venue_id", sa.Uuid),
        sa.Column("place", sa.Text, nullable=False, server_default=""),
        sa.Column("notes", sa.Text, nullable=False, server_default=""),
        sa.Column("minimum", sa.Integer, nullable=False, server_default="1"),
        sa.Column("maximum", sa.Integer, nullable=False, server_default="1"),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("cancelled_why", sa.Text, nullable=False, server_default=""),
        sa.Column("series_id", sa.Uuid),
        sa.Column("sequence", sa.Integer, nullable=False, server_default="0"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("minimum >= 1 AND maximum >= minimum", name="places"),
        sa.CheckConstraint("state IN ('draft', 'published', 'cancelled')", name="state"),
        sa.CheckConstraint("ends_at > starts_at", name="times"),
        link("activity_id", "activities"),
        link("venue_id", "venues"),
    )
    op.create_index("ix_shifts_activity_id", "shifts", ["tenant_id", "activity_id"])
    op.create_index("ix_shifts_series_id", "shifts", ["tenant_id", "series_id"])
    op.create_index("ix_shifts_starts_at", "shifts", ["tenant_id", "starts_at"])
    op.create_index("ix_shifts_venue_id", "shifts", ["tenant_id", "venue_id"])


def _create_shift_signups() -> None:
    op.create_table(
        "shift_signups",
        *key(),
        sa.Column("shift_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("reservation_id", sa.Uuid),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("state_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("state IN ('taken', 'left', 'swapped', 'removed')", name="state"),
        link("person_id", "people"),
        link("reservation_id", "reservations", "SET NULL (reservation_id)"),
        link("shift_id", "shifts"),
    )
    op.create_index("ix_shift_signups_person_id", "shift_signups", ["tenant_id", "person_id"])
    op.create_index("ix_shift_signups_reservation_id", "shift_signups", ["tenant_id", "reservation_id"])
    op.create_index("ix_shift_signups_shift_id", "shift_signups", ["tenant_id", "shift_id"])
    op.create_index(
        "uq_shift_signups_taken",
        "shift_signups",
        ["tenant_id", "shift_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("state = 'taken'"),
    )
