"""Donations: campaigns, gifts and those that come back, who gives."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0051"
down_revision = "0050"

TABLES = (
    "campaigns",
    "recurring_gifts",
    "gifts",
    "tributes",
    "donor_choices",
    "donor_links",
    "refund_requests",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_campaigns()
    _create_recurring_gifts()
    _create_gifts()
    _create_tributes()
    _create_donor_choices()
    _create_donor_links()
    _create_refund_requests()
    for table in TABLES:
        protect_table(table)


def _create_campaigns() -> None:
    op.create_table(
        "campaigns",
        *key(),
        sa.Column("fund_id", sa.Uuid, nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False, server_default="draft"),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("title_en", sa.Text, nullable=False, server_default=""),
        sa.Column("summary", sa.Text, nullable=False, server_default=""),
        sa.Column("summary_en", sa.Text, nullable=False, server_default=""),
        sa.Column("body", sa.Text, nullable=False, server_default=""),
        sa.Column("body_en", sa.Text, nullable=False, server_default=""),
        sa.Column("goal_cents", sa.Integer),
        sa.Column("shows_progress", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("item", sa.Text, nullable=False, server_default="A.E4"),
        sa.Column("position", sa.Integer, nullable=False, server_default="0"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("goal_cents IS NULL OR goal_cents > 0", name="goal"),
        sa.CheckConstraint("state IN ('draft', 'open', 'closed')", name="state"),
        link("fund_id", "funds"),
        sa.UniqueConstraint("tenant_id", "fund_id"),
        sa.UniqueConstraint("tenant_id", "slug"),
    )
    op.create_index("ix_campaigns_state", "campaigns", ["tenant_id", "state", "position"])


def _create_recurring_gifts() -> None:
    op.create_table(
        "recurring_gifts",
        *key(),
        sa.Column("state", sa.Text, nullable=False, server_default="pending"),
        sa.Column("every", sa.Text, nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("cover_cents", sa.Integer, nullable=False, server_default="0"),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("campaign_id", sa.Uuid),
        sa.Column("person_id", sa.Uuid),
        sa.Column("organisation_id", sa.Uuid),
        sa.Column("asked_sealed", sa.LargeBinary),
        sa.Column("email_digest", sa.LargeBinary),
        sa.Column("language", sa.Text, nullable=False, server_default="it"),
        sa.Column("public_name", sa.Text, nullable=False, server_default=""),
        sa.Column("wants_receipt", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("customer_id", sa.Text, nullable=False, server_default=""),
        sa.Column("subscription_id", sa.Text),
        sa.Column("method", sa.Text, nullable=False, server_default=""),
        sa.Column("method_expires_on", sa.Date),
        sa.Column("mandate_version", sa.Text, nullable=False, server_default=""),
        sa.Column("mandate_at", INSTANT),
        sa.Column("next_on", sa.Date),
        sa.Column("noticed_for", sa.Date),
        sa.Column("failing_since", sa.Date),
        sa.Column("warned_at", INSTANT),
        sa.Column("secret_digest", sa.LargeBinary),
        sa.Column("form_digest", sa.LargeBinary),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("started_on", sa.Date),
        sa.Column("ended_at", INSTANT),
        sa.Column("ended_why", sa.Text, nullable=False, server_default=""),
        sa.CheckConstraint("amount_cents > 0 AND cover_cents >= 0", name="amounts"),
        sa.CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended"),
        sa.CheckConstraint("every IN ('month', 'year')", name="every"),
        sa.CheckConstraint("person_id IS NULL OR organisation_id IS NULL", name="one_donor"),
        sa.CheckConstraint("state IN ('pending', 'active', 'failing', 'paused', 'ended')", name="state"),
        link("campaign_id", "campaigns"),
        link("organisation_id", "organisations"),
        link("person_id", "people"),
        sa.UniqueConstraint("tenant_id", "form_digest"),
        sa.UniqueConstraint("tenant_id", "reference"),
        sa.UniqueConstraint("tenant_id", "subscription_id"),
    )
    op.create_index("ix_recurring_gifts_email_digest", "recurring_gifts", ["tenant_id", "email_digest"])
    op.create_index("ix_recurring_gifts_organisation_id", "recurring_gifts", ["tenant_id", "organisation_id"])
    op.create_index("ix_recurring_gifts_person_id", "recurring_gifts", ["tenant_id", "person_id"])
    op.create_index("ix_recurring_gifts_secret_digest", "recurring_gifts", ["tenant_id", "secret_digest"])
    op.create_index("ix_recurring_gifts_state", "recurring_gifts", ["tenant_id", "state", "next_on"])


def _create_gifts() -> None:
    op.create_table(
        "gifts",
        *key(),
        sa.Column("state", sa.Text, nullable=False, server_default="pending"),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("cover_cents", sa.Integer, nullable=False, server_default="0"),
        sa.Column("paid_cents", sa.Integer, nullable=False, server_default="0"),
        sa.Column("way", sa.Text, nullable=False, server_default=""),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("external_id", sa.Text),
        sa.Column("given_on", sa.Date),
        sa.Column("in_kind", sa.Text, nullable=False, server_default=""),
        sa.Column("campaign_id", sa.Uuid),
        sa.Column("recurring_id", sa.Uuid),
        sa.Column("person_id", sa.Uuid),
        sa.Column("organisation_id", sa.Uuid),
        sa.Column("asked_sealed", sa.LargeBinary),
        sa.Column("email_digest", sa.LargeBinary),
        sa.Column("language", sa.Text, nullable=False, server_default="it"),
        sa.Column("public_name", sa.Text, nullable=False, server_default=""),
        sa.Column("wants_receipt", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("secret_digest", sa.LargeBinary),
        sa.Column("form_digest", sa.LargeBinary),
        sa.Column("failure", sa.Text, nullable=False, server_default=""),
        sa.Column("reminded_at", INSTANT),
        sa.Column("thanked_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("amount_cents > 0 AND paid_cents >= 0 AND cover_cents >= 0", name="amounts"),
        sa.CheckConstraint("person_id IS NULL OR organisation_id IS NULL", name="one_donor"),
        sa.CheckConstraint("source IN ('site', 'office', 'statement', 'series')", name="source"),
        sa.CheckConstraint(
            "state IN ('pending', 'processing', 'received', 'refunded', 'failed', 'cancelled', 'abandoned')",
            name="state",
        ),
        link("campaign_id", "campaigns"),
        link("organisation_id", "organisations"),
        link("person_id", "people"),
        link("recurring_id", "recurring_gifts"),
        sa.UniqueConstraint("tenant_id", "external_id"),
        sa.UniqueConstraint("tenant_id", "form_digest"),
        sa.UniqueConstraint("tenant_id", "reference"),
    )
    op.create_index("ix_gifts_campaign_id", "gifts", ["tenant_id", "campaign_id"])
    op.create_index("ix_gifts_email_digest", "gifts", ["tenant_id", "email_digest"])
    op.create_index("ix_gifts_given_on", "gifts", ["tenant_id", "given_on"])
    op.create_index("ix_gifts_organisation_id", "gifts", ["tenant_id", "organisation_id"])
    op.create_index("ix_gifts_person_id", "gifts", ["tenant_id", "person_id"])
    op.create_index("ix_gifts_recurring_id", "gifts", ["tenant_id", "recurring_id"])
    op.create_index("ix_gifts_secret_digest", "gifts", ["tenant_id", "secret_digest"])
    op.create_index("ix_gifts_state", "gifts", ["tenant_id", "state", "created_at"])


def _create_tributes() -> None:
    op.create_table(
        "tributes",
        *key(),
        sa.Column("gift_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("honoree_sealed", sa.LargeBinary),
        sa.Column("message_sealed", sa.LargeBinary),
        sa.Column("recipient_sealed", sa.LargeBinary),
        sa.Column("recipient_email_sealed", sa.LargeBinary),
        sa.Column("says_amount", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("card_sent_at", INSTANT),
        sa.Column("emptied_at", INSTANT),
        sa.CheckConstraint("kind IN ('memory', 'honour')", name="kind"),
        link("gift_id", "gifts", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "gift_id"),
    )


def _create_donor_choices() -> None:
    op.create_table(
        "donor_choices",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("opposed_on", sa.Date),
        sa.Column("opposed_through", sa.Text, nullable=False, server_default=""),
        sa.Column("updated_at", INSTANT, nullable=False),
        link("person_id", "people"),
        sa.UniqueConstraint("tenant_id", "person_id"),
    )


def _create_donor_links() -> None:
    op.create_table(
        "donor_links",
        *key(),
        sa.Column("email_sealed", sa.LargeBinary),
        sa.Column("email_digest", sa.LargeBinary, nullable=False),
        sa.Column("token_digest", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        sa.Column("session_digest", sa.LargeBinary),
        sa.Column("session_ends_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.UniqueConstraint("tenant_id", "session_digest"),
        sa.UniqueConstraint("tenant_id", "token_digest"),
    )
    op.create_index("ix_donor_links_email_digest", "donor_links", ["tenant_id", "email_digest", "created_at"])


def _create_refund_requests() -> None:
    op.create_table(
        "refund_requests",
        *key(),
        sa.Column("gift_id", sa.Uuid, nullable=False),
        sa.Column("state", sa.Text, nullable=False, server_default="asked"),
        sa.Column("amount_cents", sa.Integer),
        sa.Column("reason_sealed", sa.LargeBinary),
        sa.Column("answer_sealed", sa.LargeBinary),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT),
        sa.Column("decided_by", sa.Uuid),
        sa.CheckConstraint("state IN ('asked', 'done', 'refused')", name="state"),
        link("gift_id", "gifts", "CASCADE"),
    )
    op.create_index("ix_refund_requests_gift_id", "refund_requests", ["tenant_id", "gift_id"])
    op.create_index("ix_refund_requests_state", "refund_requests", ["tenant_id", "state", "asked_at"])
