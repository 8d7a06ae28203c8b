"""Volunteers: activities, and the stretches of service that the register is about."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0033"
down_revision = "0032"

TABLES = (
    "activities",
    "volunteers",
)
INSTANT = sa.DateTime(timezone=True)

BY_KEY = "SET plan_cache_mode = force_generic_plan"
"""Of an association that the statistics do not know yet every index looks like one row: planned for it, a trigger may read
all of another index for each row. Planned for any association, it takes the key."""


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_activities()
    _create_volunteers()
    for table in TABLES:
        protect_table(table)
    _keep_sort_name()


def _keep_sort_name() -> None:
    """The name of the person beside the stretch of service, as for members (0028): a list is sorted by one index."""
    op.execute(
        f"CREATE FUNCTION take_volunteer_sort_name() RETURNS trigger LANGUAGE plpgsql {BY_KEY} AS $$ BEGIN "
        "NEW.sort_name := coalesce("
        "(SELECT sort_name FROM people WHERE tenant_id = NEW.tenant_id AND id = NEW.person_id), ''); "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER volunteers_take_sort_name BEFORE INSERT OR UPDATE OF person_id ON volunteers "
        "FOR EACH ROW EXECUTE FUNCTION take_volunteer_sort_name()"
    )
    op.execute(
        f"CREATE FUNCTION give_volunteers_sort_name() RETURNS trigger LANGUAGE plpgsql {BY_KEY} AS $$ BEGIN "
        "UPDATE volunteers SET sort_name = NEW.sort_name WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id; "
        "RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER people_give_volunteers_sort_name AFTER UPDATE ON people FOR EACH ROW "
        "WHEN (NEW.sort_name <> OLD.sort_name) EXECUTE FUNCTION give_volunteers_sort_name()"
    )


def _create_activities() -> None:
    op.create_table(
        "activities",
        *key(),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False, server_default="0"),
        sa.Column("is_open", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("hourly_value_cents", sa.Integer),
        sa.CheckConstraint("hourly_value_cents >= 0", name="hourly_value"),
        sa.UniqueConstraint("tenant_id", "key"),
    )


def _create_volunteers() -> None:
    op.create_table(
        "volunteers",
        *key(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("end_reason", sa.Text),
        sa.Column("wrote_death", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("sort_name", sa.Text(collation="C"), nullable=False, server_default=""),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("(ended_on IS NULL) = (end_reason IS NULL)", name="ended"),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ended_after"),
        sa.CheckConstraint("section IN ('regular', 'occasional')", name="section"),
        link("person_id", "people"),
        sa.UniqueConstraint("tenant_id", "number"),
    )
    op.create_index("ix_volunteers_ended_on", "volunteers", ["tenant_id", "ended_on"])
    op.create_index("ix_volunteers_person_id", "volunteers", ["tenant_id", "person_id"])
    op.create_index("ix_volunteers_sort_name", "volunteers", ["tenant_id", "sort_name"])
    op.create_index("ix_volunteers_started_on", "volunteers", ["tenant_id", "started_on"])
    op.create_index(
        "uq_volunteers_current_person",
        "volunteers",
        ["tenant_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
    )
