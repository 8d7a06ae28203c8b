"""Trainings: courses, who took part, shadowing; the path of facilitators moves here from the groups."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0038"
down_revision = "0037"

TABLES = (
    "courses",
    "course_days",
    "enrolments",
    "course_attendances",
    "shadowings",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_courses()
    _create_course_days()
    _create_enrolments()
    _create_course_attendances()
    _create_shadowings()
    for table in TABLES:
        protect_table(table)
    _move_paths()


def _move_paths() -> None:
    """The rows of the groups are kept: what they said is what somebody noted by hand."""
    old, new = "facilitator_trainings", "training_paths"
    op.rename_table(old, new)
    op.execute(f"ALTER TABLE {new} RENAME CONSTRAINT pk_{old} TO pk_{new}")
    op.execute(f"ALTER TABLE {new} RENAME CONSTRAINT ck_{old}_status TO ck_{new}_status")
    op.execute(f"ALTER POLICY {old}_tenant ON {new} RENAME TO {new}_tenant")
    op.execute(f"ALTER TABLE {new} RENAME CONSTRAINT uq_{old}_tenant_id_person_id TO uq_{new}_tenant_id_person_id")
    op.add_column(new, sa.Column("noted", sa.Text, nullable=False, server_default="none"))
    op.add_column(new, sa.Column("noted_on", sa.Date))
    op.add_column(new, sa.Column("noted_at", INSTANT))
    op.add_column(new, sa.Column("noted_by", sa.Uuid))
    # The owner's own hand is held by the wall too: it is let in for one statement.
    op.execute(f"ALTER TABLE {new} NO FORCE ROW LEVEL SECURITY")
    op.execute(f"UPDATE {new} SET noted = status, noted_on = reached_on")
    op.execute(f"ALTER TABLE {new} FORCE ROW LEVEL SECURITY")
    op.create_check_constraint("noted", new, "noted IN ('none', 'base', 'shadowing', 'qualified')")
    op.create_check_constraint("decided", new, "status <> 'qualified' OR noted = 'qualified'")


def _create_courses() -> None:
    op.create_table(
        "courses",
        *key(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("teacher", sa.Text, nullable=False, server_default=""),
        sa.Column("venue_id", sa.Uuid),
        sa.Column("place", sa.Text, nullable=False, server_default=""),
        sa.Column("notes", sa.Text, nullable=False, server_default=""),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("cancelled_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("kind IN ('base', 'continuing', 'intervision', 'supervision', 'other')", name="kind"),
        link("venue_id", "venues"),
    )
    op.create_index("ix_courses_first_at", "courses", ["tenant_id", "first_at"])
    op.create_index("ix_courses_venue_id", "courses", ["tenant_id", "venue_id"])


def _create_course_days() -> None:
    op.create_table(
        "course_days",
        *key(),
        sa.Column("course_id", sa.Uuid, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),
        link("course_id", "courses", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "course_id", "starts_at"),
    )
    op.create_index("ix_course_days_starts_at", "course_days", ["tenant_id", "starts_at"])


def _create_enrolments() -> None:
    op.create_table(
        "enrolments",
        *key(),
        sa.Column("course_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("answer", sa.Text, nullable=False, server_default=""),
        sa.Column("answered_at", INSTANT),
        sa.Column("invited_at", INSTANT),
        sa.Column("reminded_at", INSTANT),
        sa.Column("certified_on", sa.Date),
        sa.Column("certified_minutes", sa.Integer),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("answer IN ('', 'coming', 'not_coming')", name="answer"),
        sa.CheckConstraint("(certified_on IS NULL) = (certified_minutes IS NULL)", name="certified"),
        link("course_id", "courses", "CASCADE"),
        link("person_id", "people", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "course_id", "person_id"),
    )
    op.create_index("ix_enrolments_person_id", "enrolments", ["tenant_id", "person_id"])


def _create_course_attendances() -> None:
    op.create_table(
        "course_attendances",
        *key(),
        sa.Column("day_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("noted_by", sa.Uuid),
        link("day_id", "course_days", "CASCADE"),
        link("person_id", "people", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "day_id", "person_id"),
    )
    op.create_index("ix_course_attendances_person_id", "course_attendances", ["tenant_id", "person_id"])


def _create_shadowings() -> None:
    op.create_table(
        "shadowings",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("with_person_id", sa.Uuid),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("meetings", sa.Integer, nullable=False, server_default="0"),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("with_person_id <> person_id", name="another"),
        sa.CheckConstraint("ended_on >= started_on", name="days"),
        sa.CheckConstraint("meetings BETWEEN 0 AND 999", name="meetings"),
        link("person_id", "people", "CASCADE"),
        link("with_person_id", "people", "SET NULL (with_person_id)"),
    )
    op.create_index("ix_shadowings_person_id", "shadowings", ["tenant_id", "person_id"])
    op.create_index("ix_shadowings_with_person_id", "shadowings", ["tenant_id", "with_person_id"])
