"""Newsletters: subscribers and lists, newsletters and what hangs on them, deliveries, what comes back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.policies import definer_function, protect_table
from ama_net.migrations.columns import key, link

revision = "0058"
down_revision = "0057"

TABLES = (
    "newsletter_lists",
    "subscribers",
    "subscription_proofs",
    "newsletters",
    "newsletter_links",
    "newsletter_media",
    "newsletter_audiences",
    "newsletter_deliveries",
    "suppressions",
    "mail_returns",
    "feedback_sources",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_newsletter_lists()
    _create_subscribers()
    _create_subscription_proofs()
    _create_newsletters()
    _create_newsletter_links()
    _create_newsletter_media()
    _create_newsletter_audiences()
    _create_newsletter_deliveries()
    _create_suppressions()
    _create_mail_returns()
    _create_feedback_sources()
    for table in TABLES:
        protect_table(table)
    _find_due()


def _create_newsletter_lists() -> None:
    op.create_table(
        "newsletter_lists",
        *key(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False, server_default=""),
        sa.Column("description", sa.Text, nullable=False, server_default=""),
        sa.Column("description_en", sa.Text, nullable=False, server_default=""),
        sa.Column("confidential", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("offered_first", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("position", sa.Integer, nullable=False, server_default="0"),
        sa.Column("closed_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("reached", sa.Integer, nullable=False, server_default="0"),
        sa.Column("reached_at", INSTANT),
        sa.Column("reached_slack", sa.Integer, nullable=False),
        sa.CheckConstraint("number >= 0 AND number < 256", name="number"),
        sa.UniqueConstraint("tenant_id", "number"),
    )


def _create_subscribers() -> None:
    op.create_table(
        "subscribers",
        *key(),
        sa.Column("address_digest", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.Text, nullable=False, server_default="pending"),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False, server_default="it"),
        sa.Column("person_id", sa.Uuid),
        sa.Column("mailbox_digest", sa.LargeBinary),
        sa.Column("confirmed_at", INSTANT),
        sa.Column("left_at", INSTANT),
        sa.Column("left_through", sa.Text, nullable=False, server_default=""),
        sa.Column("left_with", sa.LargeBinary),
        sa.Column("welcomed_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("address_sealed", sa.LargeBinary),
        sa.Column("name_sealed", sa.LargeBinary),
        sa.Column("interests_sealed", sa.LargeBinary),
        sa.CheckConstraint("source IN ('site', 'office', 'import', 'person')", name="source"),
        sa.CheckConstraint("state IN ('pending', 'confirmed', 'left')", name="state"),
        link("person_id", "people", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "address_digest"),
    )
    op.create_index("ix_subscribers_created_at", "subscribers", ["tenant_id", "created_at"])
    op.create_index("ix_subscribers_mailbox_digest", "subscribers", ["tenant_id", "mailbox_digest"])
    op.create_index("ix_subscribers_person_id", "subscribers", ["tenant_id", "person_id"])
    op.create_index("ix_subscribers_state", "subscribers", ["tenant_id", "state", "id"])


def _create_subscription_proofs() -> None:
    op.create_table(
        "subscription_proofs",
        *key(),
        sa.Column("subscriber_id", sa.Uuid, nullable=False),
        sa.Column("text_id", sa.Uuid, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("page", sa.Text, nullable=False, server_default=""),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("recorded_by", sa.Uuid),
        sa.Column("token_digest", sa.LargeBinary),
        sa.Column("token_until", INSTANT),
        sa.Column("facts_sealed", sa.LargeBinary),
        sa.Column("asked_sealed", sa.LargeBinary),
        link("subscriber_id", "subscribers", "CASCADE"),
        link("text_id", "consent_texts"),
    )
    op.create_index(
        "ix_subscription_proofs_subscriber_id", "subscription_proofs", ["tenant_id", "subscriber_id", "given_at"]
    )
    op.create_index("ix_subscription_proofs_text_id", "subscription_proofs", ["tenant_id", "text_id"])
    op.create_index("ix_subscription_proofs_token_digest", "subscription_proofs", ["tenant_id", "token_digest"])


def _create_newsletters() -> None:
    op.create_table(
        "newsletters",
        *key(),
        sa.Column("is_template", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("state", sa.Text, nullable=False, server_default="draft"),
        sa.Column("language", sa.Text, nullable=False, server_default="it"),
        sa.Column("subject", sa.Text, nullable=False, server_default=""),
        sa.Column("preheader", sa.Text, nullable=False, server_default=""),
        sa.Column("blocks", JSONB, nullable=False, server_default="[]"),
        sa.Column("audience", JSONB, nullable=False, server_default="{}"),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("updated_by", sa.Uuid),
        sa.Column("writers", JSONB, nullable=False, server_default="[]"),
        sa.Column("submitted_by", sa.Uuid),
        sa.Column("to_change", sa.Text, nullable=False, server_default=""),
        sa.Column("given_back_by", sa.Uuid),
        sa.Column("given_back_at", sa.DateTime(timezone=True)),
        sa.Column("approved_by", sa.Uuid),
        sa.Column("approved_at", INSTANT),
        sa.Column("approved_meaning", sa.LargeBinary),
        sa.Column("meant", JSONB, nullable=False, server_default="{}"),
        sa.Column("scheduled_at", INSTANT),
        sa.Column("scheduled_by", sa.Uuid),
        sa.Column("started_at", INSTANT),
        sa.Column("frozen_at", INSTANT),
        sa.Column("freeze_after", sa.Uuid),
        sa.Column("finished_at", INSTANT),
        sa.Column("worked_at", INSTANT),
        sa.Column("pause_reason", sa.Text, nullable=False, server_default=""),
        sa.Column("resumes_at", INSTANT),
        sa.Column("tell_at", INSTANT),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("recipients", sa.Integer, nullable=False, server_default="0"),
        sa.Column("unsubscribed", sa.Integer, nullable=False, server_default="0"),
        sa.Column("confidential", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("counts_clicks", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("frozen_html", sa.Text),
        sa.Column("frozen_text", sa.Text),
        sa.Column("slug", sa.Text),
        sa.Column("for_archive", sa.Boolean),
        sa.Column("archived_at", INSTANT),
        sa.CheckConstraint("language IN ('it', 'en')", name="language"),
        sa.CheckConstraint(
            "state IN ('draft', 'review', 'scheduled', 'freezing', 'sending', 'paused', 'sent', 'cancelled')",
            name="state",
        ),
        sa.UniqueConstraint("tenant_id", "slug"),
    )
    op.create_index("ix_newsletters_created_at", "newsletters", ["tenant_id", "created_at"])
    op.create_index("ix_newsletters_state", "newsletters", ["tenant_id", "state", "scheduled_at"])


def _create_newsletter_links() -> None:
    op.create_table(
        "newsletter_links",
        *key(),
        sa.Column("newsletter_id", sa.Uuid, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("clicks", sa.Integer, nullable=False, server_default="0"),
        link("newsletter_id", "newsletters", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "newsletter_id", "position"),
    )


def _create_newsletter_media() -> None:
    op.create_table(
        "newsletter_media",
        *key(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("alternative", sa.Text, nullable=False, server_default=""),
        sa.Column("content_type", sa.Text, nullable=False),
        sa.Column("width", sa.Integer),
        sa.Column("height", sa.Integer),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("removed_at", INSTANT),
        sa.CheckConstraint("kind IN ('image', 'file')", name="kind"),
    )
    op.create_index(
        "uq_newsletter_media_digest",
        "newsletter_media",
        ["tenant_id", "digest"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_index("ix_newsletter_media_created_at", "newsletter_media", ["tenant_id", "kind", "created_at"])


def _create_newsletter_audiences() -> None:
    op.create_table(
        "newsletter_audiences",
        *key(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("definition", JSONB, nullable=False, server_default="{}"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.UniqueConstraint("tenant_id", "name"),
    )


def _create_newsletter_deliveries() -> None:
    op.create_table(
        "newsletter_deliveries",
        *key(),
        sa.Column("newsletter_id", sa.Uuid, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.Text, nullable=False, server_default="queued"),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("claim", sa.Uuid),
        sa.Column("lease_until", INSTANT),
        sa.Column("settled_at", INSTANT),
        sa.Column("failure", sa.Text, nullable=False, server_default=""),
        sa.Column("bounce", sa.Text, nullable=False, server_default=""),
        sa.Column("payload_sealed", sa.LargeBinary),
        sa.CheckConstraint("bounce IN ('', 'soft', 'hard', 'complaint')", name="bounce"),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'failed', 'in_doubt', 'skipped', 'cancelled')", name="state"
        ),
        link("newsletter_id", "newsletters"),
        sa.UniqueConstraint("tenant_id", "newsletter_id", "digest"),
    )
    op.create_index(
        "ix_newsletter_deliveries_due",
        "newsletter_deliveries",
        ["tenant_id", "newsletter_id", "due_at", "id"],
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "ix_newsletter_deliveries_sweep",
        "newsletter_deliveries",
        ["lease_until"],
        postgresql_where=sa.text("state = 'sending'"),
    )


def _create_suppressions() -> None:
    op.create_table(
        "suppressions",
        *key(),
        sa.Column("address_digest", sa.LargeBinary, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.Uuid),
        sa.Column("hint_sealed", sa.LargeBinary),
        sa.CheckConstraint("reason IN ('left', 'hard_bounce', 'soft_bounces', 'complaint', 'by_hand')", name="reason"),
        sa.UniqueConstraint("tenant_id", "address_digest"),
    )
    op.create_index("ix_suppressions_since", "suppressions", ["tenant_id", "since"])


def _create_mail_returns() -> None:
    op.create_table(
        "mail_returns",
        *key(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("address_digest", sa.LargeBinary),
        sa.Column("message_id", sa.Uuid),
        sa.Column("code", sa.Text, nullable=False, server_default=""),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("event_key", sa.LargeBinary, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("undone_at", INSTANT),
        sa.Column("undone_by", sa.Uuid),
        sa.Column("hint_sealed", sa.LargeBinary),
        sa.CheckConstraint("kind IN ('hard', 'soft', 'complaint')", name="kind"),
        sa.UniqueConstraint("tenant_id", "event_key"),
    )
    op.create_index("ix_mail_returns_address_digest", "mail_returns", ["tenant_id", "address_digest", "received_at"])
    op.create_index("ix_mail_returns_message_id", "mail_returns", ["tenant_id", "message_id"])
    op.create_index("ix_mail_returns_received_at", "mail_returns", ["tenant_id", "received_at"])


def _create_feedback_sources() -> None:
    op.create_table(
        "feedback_sources",
        *key(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("host", sa.Text, nullable=False, server_default=""),
        sa.Column("port", sa.Integer),
        sa.Column("username", sa.Text, nullable=False, server_default=""),
        sa.Column("topic", sa.Text, nullable=False, server_default=""),
        sa.Column("path_digest", sa.LargeBinary),
        sa.Column("position", sa.Text, nullable=False, server_default=""),
        sa.Column("last_read_at", INSTANT),
        sa.Column("last_fault", sa.Text, nullable=False, server_default=""),
        sa.Column("closed_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary),
        sa.CheckConstraint("kind IN ('imap', 'pop', 'ses', 'brevo', 'postmark', 'mailgun')", name="kind"),
        sa.UniqueConstraint("tenant_id", "path_digest"),
    )


def _find_due() -> None:
    """What the sweep asks for all associations at once, like that of the outbox: their ids, nothing else."""
    op.execute("GRANT SELECT (tenant_id, state, scheduled_at, resumes_at) ON newsletters TO ama_bypass")
    op.execute("GRANT SELECT (tenant_id, state, lease_until) ON newsletter_deliveries TO ama_bypass")
    op.execute(
        "CREATE INDEX ix_newsletters_sweep ON newsletters (state) WHERE state IN ('scheduled', 'freezing', 'sending')"
    )
    definer_function(
        "tenancy.tenants_with_newsletters_due()",
        "SELECT DISTINCT tenant_id FROM public.newsletters WHERE state = 'freezing' "
        "OR (state = 'sending' AND (resumes_at IS NULL OR resumes_at <= now())) "
        "OR (state = 'scheduled' AND scheduled_at <= now()) "
        "UNION SELECT tenant_id FROM public.newsletter_deliveries WHERE state = 'sending' AND lease_until < now()",
        returns="SETOF uuid",
    )
