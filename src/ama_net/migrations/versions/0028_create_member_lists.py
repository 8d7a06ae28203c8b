"""Tags, notes, own fields, households, saved filters; the name a member is listed under."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0028"
down_revision = "0027"

TABLES = (
    "member_tags",
    "membership_tags",
    "member_notes",
    "member_fields",
    "households",
    "household_people",
    "member_filters",
)
INSTANT = sa.DateTime(timezone=True)
BY_KEY = "SET plan_cache_mode = force_generic_plan"
"""Of an association that the statistics do not know yet every index looks like one row: planned for it, a trigger may read
all of another index for each row. Planned for any association, it takes the key."""


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_member_tags()
    _create_membership_tags()
    _create_member_notes()
    _create_member_fields()
    _create_households()
    _create_household_people()
    _create_member_filters()
    for table in TABLES:
        protect_table(table)
    _keep_sort_name()
    op.create_index("ix_postal_addresses_municipality", "postal_addresses", ["tenant_id", "municipality"])


def _keep_sort_name() -> None:
    """The name a member is listed under, beside the membership: people and bodies are sorted together by one index.

    It is that of the person or body, kept by the database so that nobody can forget to.
    """
    op.add_column("memberships", sa.Column("sort_name", sa.Text(collation="C"), nullable=False, server_default=""))
    # Without the id: with it, the foreign keys that lead here could be checked by reading this whole index.
    op.create_index("ix_memberships_sort_name", "memberships", ["tenant_id", "sort_name"])
    op.create_index("ix_memberships_organisation_id", "memberships", ["tenant_id", "organisation_id"])
    op.execute(
        f"CREATE FUNCTION take_member_sort_name() RETURNS trigger LANGUAGE plpgsql {BY_KEY} AS $$ BEGIN "
        "NEW.sort_name := coalesce("
        "(SELECT sort_name FROM people WHERE tenant_id = NEW.tenant_id AND id = NEW.person_id), "
        "(SELECT sort_name FROM organisations WHERE tenant_id = NEW.tenant_id AND id = NEW.organisation_id), ''); "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER memberships_take_sort_name BEFORE INSERT OR UPDATE OF person_id, organisation_id ON memberships "
        "FOR EACH ROW EXECUTE FUNCTION take_member_sort_name()"
    )
    for table, column in (("people", "person_id"), ("organisations", "organisation_id")):
        op.execute(
            f"CREATE FUNCTION give_{table}_sort_name() RETURNS trigger LANGUAGE plpgsql {BY_KEY} AS $$ BEGIN "
            f"UPDATE memberships SET sort_name = NEW.sort_name WHERE tenant_id = NEW.tenant_id AND {column} = NEW.id; "
            "RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_give_sort_name AFTER UPDATE ON {table} FOR EACH ROW "
            f"WHEN (NEW.sort_name <> OLD.sort_name) EXECUTE FUNCTION give_{table}_sort_name()"
        )


def _create_member_tags() -> None:
    op.create_table(
        "member_tags",
        *key(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 40", name="name_length"),
        sa.UniqueConstraint("tenant_id", "name"),
    )


def _create_membership_tags() -> None:
    op.create_table(
        "membership_tags",
        *key(),
        sa.Column("membership_id", sa.Uuid, nullable=False),
        sa.Column("tag_id", sa.Uuid, nullable=False),
        link("membership_id", "memberships", "CASCADE"),
        link("tag_id", "member_tags", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "membership_id", "tag_id"),
    )
    op.create_index("ix_membership_tags_tag_id", "membership_tags", ["tenant_id", "tag_id", "membership_id"])


def _create_member_notes() -> None:
    op.create_table(
        "member_notes",
        *key(),
        sa.Column("membership_id", sa.Uuid, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary, nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("written_by", sa.Uuid),
        link("membership_id", "memberships", "CASCADE"),
    )
    op.create_index("ix_member_notes_membership_id", "member_notes", ["tenant_id", "membership_id", "written_at"])


def _create_member_fields() -> None:
    op.create_table(
        "member_fields",
        *key(),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("choices", JSONB, nullable=False, server_default="[]"),
        sa.Column("position", sa.Integer, nullable=False, server_default="0"),
        sa.Column("in_list", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("in_export", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("shown_to_member", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT),
        sa.CheckConstraint("kind IN ('text', 'number', 'date', 'yes_no', 'choice')", name="kind"),
        sa.CheckConstraint("length(label) BETWEEN 1 AND 60", name="label_length"),
        sa.UniqueConstraint("tenant_id", "key"),
    )


def _create_households() -> None:
    op.create_table(
        "households",
        *key(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("addressee_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 100", name="name_length"),
        link("addressee_id", "people"),
    )


def _create_household_people() -> None:
    op.create_table(
        "household_people",
        *key(),
        sa.Column("household_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        link("household_id", "households", "CASCADE"),
        link("person_id", "people", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "household_id", "person_id"),
        sa.UniqueConstraint("tenant_id", "person_id"),
    )


def _create_member_filters() -> None:
    op.create_table(
        "member_filters",
        *key(),
        sa.Column("account_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 60 AND length(query) <= 2000", name="length"),
        link("account_id", "accounts", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "account_id", "name"),
    )
