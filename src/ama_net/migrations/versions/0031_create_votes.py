"""Votes: questions, rights, tokens, ballots; requests to convene."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0031"
down_revision = "0030"

TABLES = (
    "questions",
    "question_options",
    "open_votes",
    "vote_rights",
    "ballot_tokens",
    "ballots",
    "ballot_receipts",
    "convening_requests",
    "convening_signatures",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_questions()
    _create_question_options()
    _create_open_votes()
    _create_vote_rights()
    _create_ballot_tokens()
    _create_ballots()
    _create_ballot_receipts()
    _create_convening_requests()
    _create_convening_signatures()
    for table in TABLES:
        protect_table(table)
    for table in ("ballots", "ballot_tokens"):
        # What closing a vote leaves behind is swept at the next round of autovacuum (a minute), however few the rows.
        op.execute(f"ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1)")


def _create_questions() -> None:
    op.create_table(
        "questions",
        *key(),
        sa.Column("meeting_id", sa.Uuid, nullable=False),
        sa.Column("item_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("majority", sa.Text, nullable=False),
        sa.Column("seats", sa.Integer, nullable=False, server_default="1"),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("opened_at", INSTANT),
        sa.Column("closed_at", INSTANT),
        sa.Column("present", sa.Integer, nullable=False, server_default="0"),
        sa.Column("entitled", sa.Integer, nullable=False, server_default="0"),
        sa.Column("cast", sa.Integer, nullable=False, server_default="0"),
        sa.Column("blank", sa.Integer, nullable=False, server_default="0"),
        sa.Column("carried", sa.Boolean),
        sa.Column("settled_how", sa.Text, nullable=False, server_default=""),
        sa.Column("annulled_why", sa.Text, nullable=False, server_default=""),
        sa.Column("resolution_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("kind IN ('motion', 'election')", name="kind"),
        sa.CheckConstraint("mode IN ('open', 'secret')", name="mode"),
        sa.CheckConstraint("seats >= 1", name="seats"),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed', 'proclaimed', 'annulled')", name="state"),
        link("item_id", "agenda_items", "CASCADE"),
        link("meeting_id", "organ_meetings", "CASCADE"),
        link("resolution_id", "resolutions"),
    )
    op.create_index("ix_questions_item_id", "questions", ["tenant_id", "item_id"])
    op.create_index("ix_questions_meeting_id", "questions", ["tenant_id", "meeting_id", "position"])


def _create_question_options() -> None:
    op.create_table(
        "question_options",
        *key(),
        sa.Column("question_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False, server_default=""),
        sa.Column("hands", sa.Integer, nullable=False, server_default="0"),
        sa.Column("votes", sa.Integer, nullable=False, server_default="0"),
        sa.Column("elected", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("tied", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.CheckConstraint("hands >= 0 AND votes >= 0", name="counts"),
        sa.CheckConstraint("key IN ('in_favour', 'against', 'abstain', 'candidate')", name="key"),
        link("question_id", "questions", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "question_id", "position"),
    )


def _create_open_votes() -> None:
    op.create_table(
        "open_votes",
        *key(),
        sa.Column("question_id", sa.Uuid, nullable=False),
        sa.Column("entry_id", sa.Uuid, nullable=False),
        sa.Column("holder_id", sa.Uuid),
        sa.Column("choices", JSONB, nullable=False),
        sa.Column("weight", sa.Integer, nullable=False, server_default="1"),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Uuid),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 5", name="weight"),
        link("entry_id", "roll_entries"),
        link("holder_id", "roll_entries"),
        link("question_id", "questions", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "question_id", "entry_id"),
    )


def _create_vote_rights() -> None:
    op.create_table(
        "vote_rights",
        *key(),
        sa.Column("question_id", sa.Uuid, nullable=False),
        sa.Column("entry_id", sa.Uuid, nullable=False),
        sa.Column("holder_id", sa.Uuid, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False, server_default="1"),
        sa.Column("serial", sa.Integer, nullable=False, server_default="1"),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("void_why", sa.Text, nullable=False, server_default=""),
        sa.Column("on_paper", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.CheckConstraint("state IN ('issued', 'used', 'unused', 'void')", name="state"),
        link("entry_id", "roll_entries"),
        link("holder_id", "roll_entries"),
        link("question_id", "questions", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "question_id", "entry_id", "ordinal"),
    )
    op.create_index("ix_vote_rights_holder_id", "vote_rights", ["tenant_id", "question_id", "holder_id"])


def _create_ballot_tokens() -> None:
    op.create_table(
        "ballot_tokens",
        *key(),
        sa.Column("question_id", sa.Uuid, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        link("question_id", "questions", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "question_id", "digest"),
    )


def _create_ballots() -> None:
    op.create_table(
        "ballots",
        *key(),
        sa.Column("question_id", sa.Uuid, nullable=False),
        sa.Column("box_sealed", sa.LargeBinary),
        sa.Column("choices", JSONB),
        sa.CheckConstraint("num_nonnulls(box_sealed, choices) = 1", name="sealed_or_counted"),
        link("question_id", "questions", "CASCADE"),
    )
    op.create_index("ix_ballots_question_id", "ballots", ["tenant_id", "question_id"])


def _create_ballot_receipts() -> None:
    op.create_table(
        "ballot_receipts",
        *key(),
        sa.Column("question_id", sa.Uuid, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        link("question_id", "questions", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "question_id", "code"),
    )


def _create_convening_requests() -> None:
    op.create_table(
        "convening_requests",
        *key(),
        sa.Column("membership_id", sa.Uuid),
        sa.Column("agenda", sa.Text, nullable=False),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("reached_at", INSTANT),
        sa.Column("closed_at", INSTANT),
        sa.Column("threshold", sa.Integer),
        sa.Column("members", sa.Integer),
        sa.Column("meeting_id", sa.Uuid),
        sa.CheckConstraint("state IN ('open', 'reached', 'convened', 'withdrawn', 'expired')", name="state"),
        link("meeting_id", "organ_meetings", "SET NULL (meeting_id)"),
        link("membership_id", "memberships"),
    )
    op.create_index("ix_convening_requests_state", "convening_requests", ["tenant_id", "state", "created_at"])


def _create_convening_signatures() -> None:
    op.create_table(
        "convening_signatures",
        *key(),
        sa.Column("request_id", sa.Uuid, nullable=False),
        sa.Column("membership_id", sa.Uuid, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("signed_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.Uuid),
        sa.CheckConstraint("way IN ('online', 'paper')", name="way"),
        link("membership_id", "memberships"),
        link("request_id", "convening_requests", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "request_id", "membership_id"),
    )
