"""Requests to join, for oneself or for somebody else, with a guardian under eighteen; and for groups still to be born.

A request leads to a group or to a proposal, never to both. ``changed_at`` is the last change of state, from which every
term counts. Saved terms beyond the new bounds (30 to 90 days) are brought within them, history too: it must stay readable.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

INSTANT = sa.DateTime(timezone=True)

WITHIN_BOUNDS = """
UPDATE tenant_settings SET values = jsonb_set(
    values, '{keep_requests_days}', to_jsonb(least(90, greatest(30, (values ->> 'keep_requests_days')::integer))))
WHERE room = 'groups' AND values ? 'keep_requests_days'
"""


def upgrade() -> None:
    """Add the columns, say what each request is for, bring saved terms within bounds."""
    _past_the_wall("join_requests", _add_columns)
    _widen_outcomes()
    _point_to_one_thing()
    _past_the_wall("tenant_settings", lambda: op.execute(WITHIN_BOUNDS))


def _past_the_wall(table: str, work: object) -> None:
    """Let the owner see every association's rows for the time of one statement: the wall is forced on owners too."""
    op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    work()  # type: ignore[operator]
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _add_columns() -> None:
    for column in (
        sa.Column("proposal_id", sa.Uuid),
        sa.Column("purpose", sa.Text, nullable=False, server_default="join"),
        sa.Column("for_other", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("guardian_version", sa.Text, nullable=False, server_default=""),
        sa.Column("guardian_digest", sa.LargeBinary),
        sa.Column("changed_at", INSTANT),
        sa.Column("alerted_at", INSTANT),
        sa.Column("warned_at", INSTANT),
        sa.Column("told_at", INSTANT),
    ):
        op.add_column("join_requests", column)
    op.execute("UPDATE join_requests SET changed_at = greatest(created_at, waiting_since, answered_at, closed_at)")
    op.alter_column("join_requests", "changed_at", nullable=False)


def _widen_outcomes() -> None:
    op.drop_constraint(op.f("ck_join_requests_outcome"), "join_requests")
    op.create_check_constraint(
        "outcome",
        "join_requests",
        "outcome IN ('', 'pointed_to_group', 'other_service', 'no_answer', 'changed_mind', 'other', 'withdrawn', "
        "'quiet', 'unanswered', 'started', 'not_started')",
    )


def _point_to_one_thing() -> None:
    op.create_check_constraint("purpose", "join_requests", "purpose IN ('join', 'propose', 'interest')")
    op.create_check_constraint(
        "leads_to",
        "join_requests",
        "(purpose = 'join' AND proposal_id IS NULL) OR (purpose <> 'join' AND group_id IS NULL)",
    )
    op.create_check_constraint("guardian", "join_requests", "(guardian_version = '') = (guardian_digest IS NULL)")
    op.create_foreign_key(
        op.f("fk_join_requests_tenant_id_proposals"),
        "join_requests",
        "proposals",
        ["tenant_id", "proposal_id"],
        ["tenant_id", "id"],
        ondelete="RESTRICT",
    )
    op.create_index("ix_join_requests_proposal_id", "join_requests", ["tenant_id", "proposal_id", "purpose"])
