"""Documents and letters: what their pages need; requests to change one's own data."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0032"
down_revision = "0031"

TABLES = (
    "data_change_requests",
    "member_cards",
    "exit_requests",
    "member_visibilities",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_data_change_requests()
    _create_member_cards()
    _create_exit_requests()
    _create_member_visibilities()
    for table in TABLES:
        protect_table(table)
    _extend_letters()
    _extend_protocol()
    _let_letters_follow_their_mail()


def _create_data_change_requests() -> None:
    op.create_table(
        "data_change_requests",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("asked_by", sa.Uuid),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("settled_at", INSTANT),
        sa.Column("settled_by", sa.Uuid),
        sa.Column("emptied_at", INSTANT),
        sa.Column("changes_sealed", sa.LargeBinary),
        sa.Column("answer_sealed", sa.LargeBinary),
        sa.CheckConstraint("state IN ('waiting', 'applied', 'refused', 'taken_back')", name="state"),
        link("person_id", "people", "CASCADE"),
    )
    op.create_index("ix_data_change_requests_person_id", "data_change_requests", ["tenant_id", "person_id"])
    op.create_index("ix_data_change_requests_state", "data_change_requests", ["tenant_id", "state", "asked_at"])
    op.create_index(
        "uq_data_change_requests_waiting",
        "data_change_requests",
        ["tenant_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _create_member_cards() -> None:
    op.create_table(
        "member_cards",
        *key(),
        sa.Column("membership_id", sa.Uuid, nullable=False),
        sa.Column("token_digest", sa.LargeBinary, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT),
        sa.Column("token_sealed", sa.LargeBinary),
        link("membership_id", "memberships"),
        sa.UniqueConstraint("tenant_id", "token_digest"),
    )
    op.create_index(
        "uq_member_cards_current",
        "member_cards",
        ["tenant_id", "membership_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def _create_exit_requests() -> None:
    op.create_table(
        "exit_requests",
        *key(),
        sa.Column("membership_id", sa.Uuid, nullable=False),
        sa.Column("asked_on", sa.Date, nullable=False),
        sa.Column("asked_by", sa.Uuid),
        sa.Column("effective_on", sa.Date, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("settled_at", INSTANT),
        sa.Column("settled_by", sa.Uuid),
        sa.CheckConstraint("effective_on >= asked_on", name="effective_after"),
        sa.CheckConstraint("state IN ('waiting', 'done', 'taken_back')", name="state"),
        link("membership_id", "memberships"),
    )
    op.create_index("ix_exit_requests_state", "exit_requests", ["tenant_id", "state", "effective_on"])
    op.create_index(
        "uq_exit_requests_waiting",
        "exit_requests",
        ["tenant_id", "membership_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _create_member_visibilities() -> None:
    op.create_table(
        "member_visibilities",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("is_listed", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("shows_email", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("shows_phone", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("changed_at", INSTANT, nullable=False),
        link("person_id", "people", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "person_id"),
    )


def _extend_letters() -> None:
    for column in (
        sa.Column("receipt", sa.Text, nullable=False, server_default=""),
        sa.Column("printed_on", sa.Date),
        sa.Column("sent_on", sa.Date),
        sa.Column("instead_of_id", sa.Uuid),
        sa.Column("emptied_at", INSTANT),
    ):
        op.add_column("letters", column)
    op.create_foreign_key(
        "fk_letters_tenant_id_instead_of_id",
        "letters",
        "letters",
        ["tenant_id", "instead_of_id"],
        ["tenant_id", "id"],
        ondelete="SET NULL (instead_of_id)",
    )
    op.create_index("ix_letters_instead_of_id", "letters", ["tenant_id", "instead_of_id"])
    op.create_index("ix_letters_organisation_id", "letters", ["tenant_id", "organisation_id"])


def _extend_protocol() -> None:
    op.add_column("protocol_entries", sa.Column("emptied_at", INSTANT))
    op.create_index("ix_protocol_entries_person_id", "protocol_entries", ["tenant_id", "person_id"])
    op.create_index("ix_documents_visibility", "documents", ["tenant_id", "visibility", "dated_on"])


def _let_letters_follow_their_mail() -> None:
    """An e-mail letter is where its mail is: sent, failed, or waiting again when somebody retries it."""
    op.execute(
        "CREATE FUNCTION letter_follows_its_mail() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp "
        "AS $body$ BEGIN "
        "UPDATE letters SET state = CASE NEW.state WHEN 'queued' THEN 'waiting' ELSE NEW.state END, "
        "  state_on = (coalesce(NEW.sent_at, now()) AT TIME ZONE 'Europe/Rome')::date, "
        "  sent_on = CASE NEW.state WHEN 'sent' THEN (coalesce(NEW.sent_at, now()) AT TIME ZONE 'Europe/Rome')::date END "
        "WHERE tenant_id = NEW.tenant_id AND message_id = NEW.id AND channel = 'email' "
        "  AND state IN ('waiting', 'sent', 'failed') "
        "  AND state <> CASE NEW.state WHEN 'queued' THEN 'waiting' ELSE NEW.state END; "
        "RETURN NULL; END $body$"
    )
    op.execute(
        "CREATE TRIGGER messages_tell_letters AFTER UPDATE OF state ON messages FOR EACH ROW "
        "WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state IN ('queued', 'sent', 'failed')) "
        "EXECUTE FUNCTION letter_follows_its_mail()"
    )
