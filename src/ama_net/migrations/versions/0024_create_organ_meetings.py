"""Meetings of the organs: agenda, roll, proxies."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0024"
down_revision = "0023"

TABLES = ("organ_meetings", "agenda_items", "roll_entries", "proxies")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_organ_meetings()
    _create_agenda_items()
    _create_roll_entries()
    _create_proxies()
    for table in TABLES:
        protect_table(table)


def _create_organ_meetings() -> None:
    op.create_table(
        "organ_meetings",
        *key(),
        sa.Column("organ", sa.Text, nullable=False),
        sa.Column("extraordinary", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("first_call_at", INSTANT, nullable=False),
        sa.Column("second_call_at", INSTANT),
        sa.Column("place", sa.Text, nullable=False, server_default=""),
        sa.Column("online_url", sa.Text, nullable=False, server_default=""),
        sa.Column("notice", sa.Text, nullable=False, server_default=""),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("convened_at", INSTANT),
        sa.Column("roll_on", sa.Date),
        sa.Column("opened_at", INSTANT),
        sa.Column("call", sa.Integer),
        sa.Column("chaired_by", sa.Uuid),
        sa.Column("minuted_by", sa.Uuid),
        sa.Column("closed_at", INSTANT),
        sa.Column("sequence", sa.Integer, nullable=False, server_default="0"),
        sa.Column("changed_at", INSTANT),
        sa.Column("deserted_at", INSTANT),
        sa.Column("minutes_text", sa.Text, nullable=False, server_default=""),
        sa.Column("minutes_document_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("second_call_at IS NULL OR second_call_at > first_call_at", name="calls"),
        sa.CheckConstraint("organ IN ('assembly', 'board', 'control_body', 'other')", name="organ"),
        sa.CheckConstraint(
            "state IN ('draft', 'convened', 'open', 'closed', 'filed', 'cancelled', 'deserted')", name="state"
        ),
    )
    op.create_index("ix_organ_meetings_first_call_at", "organ_meetings", ["tenant_id", "organ", "first_call_at"])


def _create_agenda_items() -> None:
    op.create_table(
        "agenda_items",
        *key(),
        sa.Column("meeting_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False, server_default=""),
        sa.Column("vote_mode", sa.Text, nullable=False),
        sa.Column("majority", sa.Text, nullable=False),
        sa.Column("seats", sa.Integer, nullable=False, server_default="1"),
        sa.Column("document_id", sa.Uuid),
        sa.Column("discussion", sa.Text, nullable=False, server_default=""),
        sa.Column("resolution_id", sa.Uuid),
        sa.CheckConstraint("vote_mode IN ('none', 'open', 'secret')", name="vote_mode"),
        link("document_id", "documents"),
        link("meeting_id", "organ_meetings", "CASCADE"),
        link("resolution_id", "resolutions"),
        sa.UniqueConstraint("tenant_id", "meeting_id", "position", deferrable=True, initially="DEFERRED"),
    )


def _create_roll_entries() -> None:
    op.create_table(
        "roll_entries",
        *key(),
        sa.Column("meeting_id", sa.Uuid, nullable=False),
        sa.Column("membership_id", sa.Uuid),
        sa.Column("person_id", sa.Uuid),
        sa.Column("voter_id", sa.Uuid),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sort_name", sa.Text, nullable=False),
        sa.Column("number", sa.Integer),
        sa.Column("since", sa.Date),
        sa.Column("fee_state", sa.Text, nullable=False, server_default=""),
        sa.Column("votes", sa.Integer, nullable=False, server_default="1"),
        sa.Column("why_not", sa.Text, nullable=False, server_default=""),
        sa.Column("attendance", sa.Text),
        sa.Column("identity_check", sa.Text, nullable=False, server_default=""),
        sa.Column("arrived_at", INSTANT),
        sa.Column("left_at", INSTANT),
        sa.CheckConstraint("attendance IN ('in_person', 'remote')", name="attendance"),
        sa.CheckConstraint("votes BETWEEN 0 AND 5", name="votes"),
        link("meeting_id", "organ_meetings", "CASCADE"),
        link("membership_id", "memberships"),
        link("person_id", "people"),
        link("voter_id", "people"),
        sa.UniqueConstraint("tenant_id", "meeting_id", "membership_id"),
        sa.UniqueConstraint("tenant_id", "meeting_id", "person_id"),
    )
    op.create_index("ix_roll_entries_sort_name", "roll_entries", ["tenant_id", "meeting_id", "sort_name"])
    op.create_index("ix_roll_entries_voter_id", "roll_entries", ["tenant_id", "voter_id"])


def _create_proxies() -> None:
    op.create_table(
        "proxies",
        *key(),
        sa.Column("meeting_id", sa.Uuid, nullable=False),
        sa.Column("giver_id", sa.Uuid, nullable=False),
        sa.Column("holder_id", sa.Uuid, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.Uuid),
        sa.Column("document_id", sa.Uuid),
        sa.Column("revoked_at", INSTANT),
        sa.CheckConstraint("giver_id <> holder_id", name="two_lines"),
        link("document_id", "documents"),
        link("giver_id", "roll_entries"),
        link("holder_id", "roll_entries"),
        link("meeting_id", "organ_meetings", "CASCADE"),
    )
    op.create_index("ix_proxies_holder_id", "proxies", ["tenant_id", "holder_id"])
    op.create_index(
        "uq_proxies_giver",
        "proxies",
        ["tenant_id", "meeting_id", "giver_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
