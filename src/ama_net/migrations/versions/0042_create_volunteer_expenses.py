"""Expenses of volunteers: what may be claimed, claims, payment lists; the limits of the law."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0042"
down_revision = "0041"

TABLES = (
    "expense_types",
    "expense_rules",
    "expense_rule_types",
    "expense_rule_activities",
    "expense_payment_lists",
    "expense_claims",
    "expense_items",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_expense_types()
    _create_expense_rules()
    _create_expense_rule_types()
    _create_expense_rule_activities()
    _create_expense_payment_lists()
    _create_expense_claims()
    _create_expense_items()
    for table in TABLES:
        protect_table(table)
    _hold_limits()


def _hold_limits() -> None:
    """D.Lgs. 117/2017 art. 17 c. 4: 10 € a day and 150 € a month without a receipt, whoever writes and however many at once.

    The person's lock is the one the operations take first. Two rows of people made one are left as they are.
    """
    op.execute(
        "CREATE FUNCTION hold_declared_limits() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$ "
        "DECLARE of_day bigint; of_month bigint; "
        "BEGIN "
        "PERFORM pg_advisory_xact_lock(hashtextextended("
        "  'volunteers:expenses:' || NEW.tenant_id || ':' || NEW.person_id, 0)); "
        "SELECT coalesce(sum(amount_cents) FILTER (WHERE on_day = NEW.on_day), 0), coalesce(sum(amount_cents), 0) "
        "  INTO of_day, of_month FROM expense_items "
        "  WHERE tenant_id = NEW.tenant_id AND person_id = NEW.person_id AND way = 'self_certified' AND counts "
        "  AND on_day >= date_trunc('month', NEW.on_day)::date "
        "  AND on_day < (date_trunc('month', NEW.on_day) + interval '1 month')::date AND id <> NEW.id; "
        "IF of_day + NEW.amount_cents > 1000 THEN "
        "  RAISE EXCEPTION 'over the limit of a day' USING ERRCODE = 'check_violation', CONSTRAINT = 'declared_day'; "
        "END IF; "
        "IF of_month + NEW.amount_cents > 15000 THEN "
        "  RAISE EXCEPTION 'over the limit of a month' USING ERRCODE = 'check_violation', CONSTRAINT = 'declared_month'; "
        "END IF; "
        "RETURN NEW; END $body$"
    )
    op.execute(
        "CREATE TRIGGER expense_items_hold_limits BEFORE INSERT OR UPDATE OF amount_cents, on_day, way, counts "
        "ON expense_items FOR EACH ROW WHEN (NEW.way = 'self_certified' AND NEW.counts) "
        "EXECUTE FUNCTION hold_declared_limits()"
    )


def _create_expense_types() -> None:
    op.create_table(
        "expense_types",
        *key(),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False, server_default="0"),
        sa.Column("is_open", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("by_kilometre", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.UniqueConstraint("tenant_id", "key"),
    )


def _create_expense_rules() -> None:
    op.create_table(
        "expense_rules",
        *key(),
        sa.Column("resolution_id", sa.Uuid, nullable=False),
        sa.Column("from_day", sa.Date, nullable=False),
        sa.Column("until_day", sa.Date),
        sa.Column("km_rate", sa.Integer),
        sa.Column("claim_days", sa.Integer),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("claim_days BETWEEN 1 AND 730", name="claim_days"),
        sa.CheckConstraint("until_day IS NULL OR until_day >= from_day", name="days"),
        sa.CheckConstraint("km_rate BETWEEN 1 AND 20000", name="km_rate"),
        link("resolution_id", "resolutions"),
        sa.UniqueConstraint("tenant_id", "from_day"),
    )
    op.create_index("ix_expense_rules_resolution_id", "expense_rules", ["tenant_id", "resolution_id"])


def _create_expense_rule_types() -> None:
    op.create_table(
        "expense_rule_types",
        *key(),
        sa.Column("rule_id", sa.Uuid, nullable=False),
        sa.Column("type_id", sa.Uuid, nullable=False),
        sa.Column("limit_cents", sa.Integer),
        sa.Column("self_certified", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.CheckConstraint("limit_cents > 0", name="limit"),
        link("rule_id", "expense_rules", "CASCADE"),
        link("type_id", "expense_types"),
        sa.UniqueConstraint("tenant_id", "rule_id", "type_id"),
    )
    op.create_index("ix_expense_rule_types_type_id", "expense_rule_types", ["tenant_id", "type_id"])


def _create_expense_rule_activities() -> None:
    op.create_table(
        "expense_rule_activities",
        *key(),
        sa.Column("rule_id", sa.Uuid, nullable=False),
        sa.Column("activity_id", sa.Uuid, nullable=False),
        link("activity_id", "activities"),
        link("rule_id", "expense_rules", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "rule_id", "activity_id"),
    )
    op.create_index("ix_expense_rule_activities_activity_id", "expense_rule_activities", ["tenant_id", "activity_id"])


def _create_expense_payment_lists() -> None:
    op.create_table(
        "expense_payment_lists",
        *key(),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("paid_on", sa.Date),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("number > 0", name="number"),
        sa.UniqueConstraint("tenant_id", "year", "number"),
    )


def _create_expense_claims() -> None:
    op.create_table(
        "expense_claims",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("year", sa.Integer),
        sa.Column("number", sa.Integer),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("submitted_at", INSTANT),
        sa.Column("submitted_by", sa.Uuid),
        sa.Column("declared_digest", sa.Text, nullable=False, server_default=""),
        sa.Column("decided_at", INSTANT),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("paid_on", sa.Date),
        sa.Column("payment_list_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("payee_sealed", sa.LargeBinary),
        sa.CheckConstraint("state = 'draft' OR number IS NOT NULL", name="numbered"),
        sa.CheckConstraint("state IN ('draft', 'submitted', 'approved', 'refused', 'paid')", name="state"),
        link("payment_list_id", "expense_payment_lists", "SET NULL (payment_list_id)"),
        link("person_id", "people"),
        sa.UniqueConstraint("tenant_id", "year", "number"),
    )
    op.create_index("ix_expense_claims_payment_list_id", "expense_claims", ["tenant_id", "payment_list_id"])
    op.create_index("ix_expense_claims_person_id", "expense_claims", ["tenant_id", "person_id"])
    op.create_index("ix_expense_claims_state", "expense_claims", ["tenant_id", "state", "submitted_at"])


def _create_expense_items() -> None:
    op.create_table(
        "expense_items",
        *key(),
        sa.Column("claim_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("rule_id", sa.Uuid, nullable=False),
        sa.Column("type_id", sa.Uuid, nullable=False),
        sa.Column("activity_id", sa.Uuid, nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("tenths_km", sa.Integer),
        sa.Column("document_id", sa.Uuid),
        sa.Column("paper", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("counts", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("refused_why", sa.Text, nullable=False, server_default=""),
        sa.Column("form_key", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("detail_sealed", sa.LargeBinary),
        sa.CheckConstraint("amount_cents > 0", name="amount"),
        sa.CheckConstraint("way <> 'self_certified' OR amount_cents <= 1000", name="declared"),
        sa.CheckConstraint("(way = 'kilometres') = (tenths_km IS NOT NULL)", name="kilometres"),
        sa.CheckConstraint("way <> 'documented' OR paper OR document_id IS NOT NULL", name="proof"),
        sa.CheckConstraint("way IN ('documented', 'self_certified', 'kilometres')", name="way"),
        link("activity_id", "activities"),
        link("claim_id", "expense_claims", "CASCADE"),
        link("document_id", "documents"),
        link("person_id", "people"),
        link("rule_id", "expense_rules"),
        link("type_id", "expense_types"),
        sa.UniqueConstraint("tenant_id", "form_key"),
    )
    op.create_index("ix_expense_items_activity_id", "expense_items", ["tenant_id", "activity_id"])
    op.create_index("ix_expense_items_claim_id", "expense_items", ["tenant_id", "claim_id"])
    op.create_index("ix_expense_items_document_id", "expense_items", ["tenant_id", "document_id"])
    op.create_index("ix_expense_items_person_id", "expense_items", ["tenant_id", "person_id", "on_day"])
    op.create_index("ix_expense_items_rule_id", "expense_items", ["tenant_id", "rule_id"])
    op.create_index("ix_expense_items_type_id", "expense_items", ["tenant_id", "type_id"])
