"""Imports of registers; people who may be one, merged into one; a consent follows its person."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0029"
down_revision = "0028"

TABLES = (
    "member_imports",
    "member_import_rows",
    "member_import_mappings",
    "person_pairs",
    "merged_people",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_member_imports()
    _create_member_import_rows()
    _create_member_import_mappings()
    _create_person_pairs()
    _create_merged_people()
    for table in TABLES:
        protect_table(table)
    _let_consents_follow()


def _let_consents_follow() -> None:
    """A consent keeps everything but whose row it is, when two rows of one human are made one (or parted again).

    The session says that it is merging, for the length of one transaction: no other change can carry a consent elsewhere.
    """
    op.execute(
        "CREATE OR REPLACE FUNCTION keep_proof_of_consent() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE free text[] := ARRAY['confirmed_at', 'withdrawn_at', 'withdrawn_by']; BEGIN "
        "IF current_setting('app.merging_people', true) = 'yes' THEN free := free || ARRAY['person_id']; END IF; "
        "IF to_jsonb(NEW) - free <> to_jsonb(OLD) - free "
        "OR (OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at) "
        "OR (OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at, NEW.withdrawn_by) "
        "IS DISTINCT FROM (OLD.withdrawn_at, OLD.withdrawn_by)) "
        "THEN RAISE EXCEPTION 'the proof of a consent cannot be changed'; END IF; RETURN NEW; END $$"
    )


def _create_member_imports() -> None:
    op.create_table(
        "member_imports",
        *key(),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("content_sealed", sa.LargeBinary),
        sa.Column("heading", JSONB, nullable=False),
        sa.Column("heading_row", sa.Integer, nullable=False),
        sa.Column("signature", sa.Text, nullable=False),
        sa.Column("mapping", JSONB, nullable=False),
        sa.Column("notes", JSONB, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("read_to", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("requested_by", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("read_at", INSTANT),
        sa.Column("finished_at", INSTANT),
        sa.Column("sample_sealed", sa.LargeBinary),
        sa.CheckConstraint(
            "state IN ('to_map', 'reading', 'unreadable', 'to_decide', 'applying', 'applied', 'discarded')",
            name="state",
        ),
    )
    op.create_index("ix_member_imports_created_at", "member_imports", ["tenant_id", "created_at"])


def _create_member_import_rows() -> None:
    op.create_table(
        "member_import_rows",
        *key(),
        sa.Column("import_id", sa.Uuid, nullable=False),
        sa.Column("row_number", sa.Integer, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("tax_key", sa.LargeBinary),
        sa.Column("name_key", sa.LargeBinary),
        sa.Column("person_id", sa.Uuid),
        sa.Column("matched_row", sa.Integer),
        sa.Column("decision", sa.Text),
        sa.Column("result", sa.Text),
        sa.Column("membership_id", sa.Uuid),
        sa.Column("draft_sealed", sa.LargeBinary),
        sa.CheckConstraint("decision IN ('import', 'merge', 'skip')", name="decision"),
        sa.CheckConstraint("outcome IN ('new', 'known', 'member', 'duplicate', 'error')", name="outcome"),
        sa.CheckConstraint("result IN ('entered', 'joined', 'merged', 'skipped', 'refused')", name="result"),
        link("import_id", "member_imports", "CASCADE"),
        link("membership_id", "memberships", "SET NULL (membership_id)"),
        link("person_id", "people", "SET NULL (person_id)"),
        sa.UniqueConstraint("tenant_id", "import_id", "row_number"),
    )
    op.create_index("ix_member_import_rows_membership_id", "member_import_rows", ["tenant_id", "membership_id"])
    op.create_index("ix_member_import_rows_name_key", "member_import_rows", ["tenant_id", "import_id", "name_key"])
    op.create_index("ix_member_import_rows_person_id", "member_import_rows", ["tenant_id", "person_id"])
    op.create_index("ix_member_import_rows_tax_key", "member_import_rows", ["tenant_id", "import_id", "tax_key"])


def _create_member_import_mappings() -> None:
    op.create_table(
        "member_import_mappings",
        *key(),
        sa.Column("signature", sa.Text, nullable=False),
        sa.Column("mapping", JSONB, nullable=False),
        sa.Column("used_at", INSTANT, nullable=False),
        sa.UniqueConstraint("tenant_id", "signature"),
    )


def _create_person_pairs() -> None:
    op.create_table(
        "person_pairs",
        *key(),
        sa.Column("first_id", sa.Uuid, nullable=False),
        sa.Column("second_id", sa.Uuid, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reasons", JSONB, nullable=False),
        sa.Column("weight", sa.Integer, nullable=False),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("decided_at", INSTANT),
        sa.CheckConstraint("first_id < second_id", name="in_order"),
        sa.CheckConstraint("state IN ('alike', 'different')", name="state"),
        link("first_id", "people", "CASCADE"),
        link("second_id", "people", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "first_id", "second_id"),
    )
    op.create_index("ix_person_pairs_second_id", "person_pairs", ["tenant_id", "second_id"])
    op.create_index("ix_person_pairs_weight", "person_pairs", ["tenant_id", "state", "weight"])


def _create_merged_people() -> None:
    op.create_table(
        "merged_people",
        *key(),
        sa.Column("lost_id", sa.Uuid, nullable=False),
        sa.Column("kept_id", sa.Uuid, nullable=False),
        sa.Column("merged_by", sa.Uuid),
        sa.Column("merged_at", INSTANT, nullable=False),
        link("kept_id", "people", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "lost_id"),
    )
    op.create_index("ix_merged_people_kept_id", "merged_people", ["tenant_id", "kept_id"])
