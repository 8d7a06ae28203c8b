"""Requests to join a group: what says who or why is sealed; links, codes and forms are kept as digests only."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key

revision = "0008"
down_revision = "0007"

INSTANT = sa.DateTime(timezone=True)


def _words(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _to(column: str, table: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete=ondelete)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_requests()
    _create_messages()
    _create_calls()
    for table in ("join_requests", "join_request_messages", "join_request_calls"):
        protect_table(table)


def _create_requests() -> None:
    op.create_table(
        "join_requests",
        *key(),
        sa.Column("group_id", sa.Uuid),
        *(sa.Column(f"{name}_sealed", sa.LargeBinary) for name in ("nickname", "contact", "message")),
        *_words("contact_kind", "call_time", "language", "state", "outcome", "consent_version"),
        sa.Column("answer_in_mail", sa.Boolean, nullable=False),
        sa.Column("consent_digest", sa.LargeBinary, nullable=False),
        sa.Column("consent_at", INSTANT, nullable=False),
        sa.Column("secret_digest", sa.LargeBinary, nullable=False),
        sa.Column("code_digest", sa.LargeBinary),
        sa.Column("form_digest", sa.LargeBinary, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("waiting_since", INSTANT, nullable=False),
        *(sa.Column(name, INSTANT) for name in ("answered_at", "closed_at", "emptied_at")),
        sa.Column("closed_by", sa.Uuid),
        sa.UniqueConstraint("tenant_id", "secret_digest", name="uq_join_requests_secret_digest"),
        sa.UniqueConstraint("tenant_id", "code_digest", name="uq_join_requests_code_digest"),
        sa.UniqueConstraint("tenant_id", "form_digest", name="uq_join_requests_form_digest"),
        sa.CheckConstraint("contact_kind IN ('email', 'phone')", name="contact_kind"),
        sa.CheckConstraint("call_time IN ('any', 'morning', 'afternoon', 'evening')", name="call_time"),
        sa.CheckConstraint("language IN ('it', 'en')", name="language"),
        sa.CheckConstraint("state IN ('new', 'replied', 'answered', 'closed')", name="state"),
        sa.CheckConstraint(
            "outcome IN ('', 'pointed_to_group', 'other_service', 'no_answer', 'changed_mind', 'other', "
            "'withdrawn', 'quiet')",
            name="outcome",
        ),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_at"),
        _to("group_id", "groups", "SET NULL (group_id)"),
    )
    op.create_index("ix_join_requests_state", "join_requests", ["tenant_id", "state", "waiting_since"])
    op.create_index("ix_join_requests_group_id", "join_requests", ["tenant_id", "group_id"])
    op.create_index("ix_join_requests_created_at", "join_requests", ["tenant_id", "created_at"])


def _create_messages() -> None:
    op.create_table(
        "join_request_messages",
        *key(),
        sa.Column("request_id", sa.Uuid, nullable=False),
        *_words("author"),
        sa.Column("body_sealed", sa.LargeBinary),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("written_by", sa.Uuid),
        sa.CheckConstraint("author IN ('citizen', 'office')", name="author"),
        _to("request_id", "join_requests", "CASCADE"),
    )
    op.create_index("ix_join_request_messages_request_id", "join_request_messages", ["tenant_id", "request_id"])


def _create_calls() -> None:
    op.create_table(
        "join_request_calls",
        *key(),
        sa.Column("request_id", sa.Uuid, nullable=False),
        *_words("outcome"),
        sa.Column("called_at", INSTANT, nullable=False),
        sa.Column("called_by", sa.Uuid),
        sa.CheckConstraint("outcome IN ('spoke', 'no_answer', 'call_again')", name="outcome"),
        _to("request_id", "join_requests", "CASCADE"),
    )
    op.create_index("ix_join_request_calls_request_id", "join_request_calls", ["tenant_id", "request_id"])
