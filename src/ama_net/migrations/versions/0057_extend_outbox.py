"""Mail: the domains it is sent from with their keys, texts in the association's own words, what came back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key

revision = "0057"
down_revision = "0056"

TABLES = (
    "sending_domains",
    "mail_texts",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Widen the mails; create the tables and their walls."""
    op.add_column("messages", sa.Column("returned_at", INSTANT))
    op.add_column("messages", sa.Column("return_code", sa.Text, nullable=False, server_default=""))
    op.add_column("messages", sa.Column("again_of_id", sa.Uuid))
    op.add_column("messages", sa.Column("purpose", sa.Text, nullable=False, server_default="system"))
    op.create_check_constraint("purpose", "messages", "purpose IN ('system', 'newsletter')")
    op.create_index("ix_messages_template_created", "messages", ["tenant_id", "template", "created_at"])
    returned = sa.text("returned_at IS NOT NULL")
    op.create_index("ix_messages_returned", "messages", ["tenant_id", "created_at"], postgresql_where=returned)
    op.create_index("ix_messages_about", "messages", ["tenant_id", "about_id"])
    op.create_index("ix_messages_again_of", "messages", ["tenant_id", "again_of_id"])
    _let_letters_follow_what_comes_back()
    _let_lost_letters_follow_their_repeat()
    _create_sending_domains()
    _create_mail_texts()
    for table in TABLES:
        protect_table(table)


def _create_sending_domains() -> None:
    op.create_table(
        "sending_domains",
        *key(),
        sa.Column("domain", sa.Text, nullable=False),
        sa.Column("selector", sa.Text, nullable=False),
        sa.Column("public_key", sa.Text, nullable=False),
        sa.Column("findings", JSONB, nullable=False, server_default="{}"),
        sa.Column("checked_at", INSTANT),
        sa.Column("verified_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("private_key_sealed", sa.LargeBinary),
        sa.UniqueConstraint("tenant_id", "domain"),
    )


def _create_mail_texts() -> None:
    op.create_table(
        "mail_texts",
        *key(),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False, server_default="it"),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("updated_by", sa.Uuid),
        sa.UniqueConstraint("tenant_id", "template", "language"),
    )


def _let_letters_follow_what_comes_back() -> None:
    """An e-mail letter has come back when its mail has, unless somebody wrote another outcome by hand. First sent is sent."""
    op.execute(
        "CREATE OR REPLACE FUNCTION letter_follows_its_mail() RETURNS trigger LANGUAGE plpgsql "
        "SET search_path = public, pg_temp AS $body$ DECLARE become text := CASE WHEN NEW.returned_at IS NOT NULL "
        "  THEN 'returned' WHEN NEW.state = 'queued' THEN 'waiting' ELSE NEW.state END; BEGIN "
        "UPDATE letters SET state = become, "
        "  state_on = (coalesce(NEW.returned_at, NEW.sent_at, now()) AT TIME ZONE 'Europe/Rome')::date, "
        "  sent_on = coalesce(sent_on, (NEW.sent_at AT TIME ZONE 'Europe/Rome')::date), "
        "  note = CASE WHEN NEW.returned_at IS NOT NULL AND NEW.return_code LIKE '5.1.%' THEN 'address' ELSE '' END "
        "WHERE tenant_id = NEW.tenant_id AND message_id = NEW.id AND channel = 'email' AND state <> become "
        "  AND (state IN ('waiting', 'sent', 'failed') OR (state = 'returned' AND noted_by IS NULL)); "
        "RETURN NULL; END $body$"
    )
    op.execute("DROP TRIGGER messages_tell_letters ON messages")
    op.execute(
        "CREATE TRIGGER messages_tell_letters AFTER UPDATE OF state, returned_at ON messages FOR EACH ROW "
        "WHEN ((OLD.state, OLD.returned_at) IS DISTINCT FROM (NEW.state, NEW.returned_at) "
        "  AND NEW.state IN ('queued', 'sent', 'failed')) EXECUTE FUNCTION letter_follows_its_mail()"
    )


def _let_lost_letters_follow_their_repeat() -> None:
    """The mail sent again takes the place of one that never arrived; of one that did, the letter stays as it was."""
    op.execute(
        "CREATE FUNCTION letter_follows_its_repeat() RETURNS trigger LANGUAGE plpgsql "
        "SET search_path = public, pg_temp AS $body$ BEGIN "
        "UPDATE letters SET message_id = NEW.id, state = 'waiting', note = '', noted_by = NULL, "
        "  state_on = (now() AT TIME ZONE 'Europe/Rome')::date "
        "WHERE tenant_id = NEW.tenant_id AND id = NEW.about_id AND channel = 'email' AND state IN ('failed', 'returned'); "
        "RETURN NULL; END $body$"
    )
    op.execute(
        "CREATE TRIGGER messages_repeat_letters AFTER INSERT ON messages FOR EACH ROW "
        "WHEN (NEW.again_of_id IS NOT NULL AND NEW.about_kind = 'letters') EXECUTE FUNCTION letter_follows_its_repeat()"
    )
