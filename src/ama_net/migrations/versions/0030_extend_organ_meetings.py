"""Convocations, and who came and went at a meeting."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0030"
down_revision = "0029"

TABLES = (
    "meeting_notices",
    "meeting_recipients",
    "attendance_moves",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_meeting_notices()
    _create_meeting_recipients()
    _create_attendance_moves()
    for table in TABLES:
        protect_table(table)


def _create_meeting_notices() -> None:
    op.create_table(
        "meeting_notices",
        *key(),
        sa.Column("meeting_id", sa.Uuid, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("entry_id", sa.Uuid, nullable=False),
        sa.Column("job_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("finished_at", INSTANT),
        sa.CheckConstraint("kind IN ('convocation', 'change', 'cancellation')", name="kind"),
        link("entry_id", "protocol_entries"),
        link("meeting_id", "organ_meetings", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "meeting_id", "sequence"),
    )
    op.create_index("ix_meeting_notices_finished_at", "meeting_notices", ["tenant_id", "finished_at"])


def _create_meeting_recipients() -> None:
    op.create_table(
        "meeting_recipients",
        *key(),
        sa.Column("notice_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("organisation_id", sa.Uuid),
        sa.Column("for_person_id", sa.Uuid),
        sa.Column("letter_id", sa.Uuid),
        sa.CheckConstraint("num_nonnulls(person_id, organisation_id) = 1", name="one_recipient"),
        link("for_person_id", "people"),
        link("letter_id", "letters"),
        link("notice_id", "meeting_notices", "CASCADE"),
        link("organisation_id", "organisations"),
        link("person_id", "people"),
        sa.UniqueConstraint(
            "tenant_id",
            "notice_id",
            "person_id",
            "organisation_id",
            "for_person_id",
            postgresql_nulls_not_distinct=True,
            name="uq_meeting_recipients_notice_id",
        ),
    )
    op.create_index("ix_meeting_recipients_letter_id", "meeting_recipients", ["tenant_id", "notice_id", "letter_id"])
    op.create_index("ix_meeting_recipients_person_id", "meeting_recipients", ["tenant_id", "person_id"])


def _create_attendance_moves() -> None:
    op.create_table(
        "attendance_moves",
        *key(),
        sa.Column("meeting_id", sa.Uuid, nullable=False),
        sa.Column("entry_id", sa.Uuid, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Uuid),
        sa.CheckConstraint("way IN ('in_person', 'remote', 'out')", name="way"),
        link("entry_id", "roll_entries", "CASCADE"),
        link("meeting_id", "organ_meetings", "CASCADE"),
    )
    op.create_index("ix_attendance_moves_at", "attendance_moves", ["tenant_id", "meeting_id", "at"])
