"""Number series, documents and resolutions, offices, the protocol and its letters."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import APPEND_ONLY, READ_WRITE, protect_table
from ama_net.migrations.columns import key, link

revision = "0022"
down_revision = "0021"

TABLES = (
    "number_series",
    "documents",
    "document_versions",
    "resolutions",
    "office_terms",
    "protocol_entries",
    "letters",
)
INSTANT = sa.DateTime(timezone=True)

GRANTS = {"document_versions": APPEND_ONLY, "resolutions": "SELECT, INSERT, UPDATE (document_id)"}
FILED = "title kind visibility dated_on organ book_number filed_at withdrawn_at id tenant_id"
"""What is said of a document in a book: whose it is and what it is about follow people who are merged."""
DECIDED = "organ number year adopted_on subject text meeting_id created_at created_by id tenant_id"


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_number_series()
    _create_documents()
    _create_document_versions()
    _create_resolutions()
    _create_office_terms()
    _create_protocol_entries()
    _create_letters()
    for table in TABLES:
        protect_table(table, grant=GRANTS.get(table, READ_WRITE))
    _keep_books_whole()


def _keep_books_whole() -> None:
    """What is in a book stays as it is whoever asks, the owner of the tables too; a version is never changed."""
    in_book = "OLD.book_number IS NOT NULL"
    _refuse("documents", "kept_as_filed", "UPDATE", f"{in_book} AND {_changed(FILED)}")
    _refuse("documents", "kept_in_book", "DELETE", in_book)
    _refuse("document_versions", "kept_as_written", "UPDATE", "true")
    _refuse("resolutions", "kept_as_adopted", "UPDATE", _changed(DECIDED))
    _refuse("resolutions", "kept_in_book", "DELETE", "true")
    op.execute(
        "CREATE FUNCTION refuse_version_in_book() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF EXISTS (SELECT FROM documents d WHERE d.tenant_id = coalesce(NEW.tenant_id, OLD.tenant_id) "
        "AND d.id = coalesce(NEW.document_id, OLD.document_id) AND d.book_number IS NOT NULL) "
        "THEN RAISE EXCEPTION 'append-only table %, filed document', TG_TABLE_NAME; END IF; "
        "RETURN coalesce(NEW, OLD); END $$"
    )
    op.execute(
        "CREATE TRIGGER document_versions_kept_in_book BEFORE INSERT OR DELETE ON document_versions "
        "FOR EACH ROW EXECUTE FUNCTION refuse_version_in_book()"
    )


def _changed(columns: str) -> str:
    old, new = (", ".join(f"{row}.{column}" for column in columns.split()) for row in ("OLD", "NEW"))
    return f"({old}) IS DISTINCT FROM ({new})"


def _refuse(table: str, name: str, event: str, when: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} "
        f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse_change()"
    )


def _create_number_series() -> None:
    op.create_table(
        "number_series",
        *key(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.UniqueConstraint("tenant_id", "name", "year"),
    )


def _create_documents() -> None:
    op.create_table(
        "documents",
        *key(),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("visibility", sa.Text, nullable=False),
        sa.Column("dated_on", sa.Date, nullable=False),
        sa.Column("organ", sa.Text),
        sa.Column("book_number", sa.Integer),
        sa.Column("filed_at", INSTANT),
        sa.Column("person_id", sa.Uuid),
        sa.Column("about_kind", sa.Text, nullable=False),
        sa.Column("about_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("withdrawn_by", sa.Uuid),
        sa.CheckConstraint("visibility IN ('office', 'board', 'members', 'public')", name="visibility"),
        link("person_id", "people"),
        sa.UniqueConstraint("tenant_id", "organ", "book_number"),
    )
    op.create_index("ix_documents_about", "documents", ["tenant_id", "about_id"])
    op.create_index("ix_documents_dated_on", "documents", ["tenant_id", "dated_on"])
    op.create_index("ix_documents_person_id", "documents", ["tenant_id", "person_id"])


def _create_document_versions() -> None:
    op.create_table(
        "document_versions",
        *key(),
        sa.Column("document_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        link("document_id", "documents", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "document_id", "number"),
    )


def _create_resolutions() -> None:
    op.create_table(
        "resolutions",
        *key(),
        sa.Column("organ", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("adopted_on", sa.Date, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False, server_default=""),
        sa.Column("meeting_id", sa.Uuid),
        sa.Column("document_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("organ IN ('assembly', 'board', 'control_body', 'president', 'other')", name="organ"),
        link("document_id", "documents"),
        sa.UniqueConstraint("tenant_id", "organ", "year", "number"),
    )
    op.create_index("ix_resolutions_adopted_on", "resolutions", ["tenant_id", "organ", "adopted_on"])
    op.create_index("ix_resolutions_meeting_id", "resolutions", ["tenant_id", "meeting_id"])


def _create_office_terms() -> None:
    op.create_table(
        "office_terms",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("organ", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("started_on", sa.Date, nullable=False),
        sa.Column("expires_on", sa.Date),
        sa.Column("ended_on", sa.Date),
        sa.Column("end_reason", sa.Text, nullable=False, server_default=""),
        sa.Column("resolution_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ended_after"),
        link("person_id", "people"),
        link("resolution_id", "resolutions"),
    )
    op.create_index("ix_office_terms_organ", "office_terms", ["tenant_id", "organ", "ended_on"])
    op.create_index("ix_office_terms_person_id", "office_terms", ["tenant_id", "person_id"])


def _create_protocol_entries() -> None:
    op.create_table(
        "protocol_entries",
        *key(),
        sa.Column("direction", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False, server_default=""),
        sa.Column("correspondent_sealed", sa.LargeBinary),
        sa.Column("person_id", sa.Uuid),
        sa.Column("organisation_id", sa.Uuid),
        sa.Column("document_id", sa.Uuid),
        sa.Column("about_kind", sa.Text, nullable=False, server_default=""),
        sa.Column("about_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("direction IN ('in', 'out')", name="direction"),
        link("document_id", "documents"),
        link("organisation_id", "organisations"),
        link("person_id", "people"),
        sa.UniqueConstraint("tenant_id", "year", "number"),
    )
    op.create_index("ix_protocol_entries_about", "protocol_entries", ["tenant_id", "about_id"])
    op.create_index("ix_protocol_entries_on_day", "protocol_entries", ["tenant_id", "on_day"])


def _create_letters() -> None:
    op.create_table(
        "letters",
        *key(),
        sa.Column("entry_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("for_person_id", sa.Uuid),
        sa.Column("organisation_id", sa.Uuid),
        sa.Column("template", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("state_on", sa.Date),
        sa.Column("noted_by", sa.Uuid),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("message_id", sa.Uuid),
        sa.Column("about_kind", sa.Text, nullable=False, server_default=""),
        sa.Column("about_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("address_sealed", sa.LargeBinary),
        sa.Column("subject_sealed", sa.LargeBinary),
        sa.Column("body_sealed", sa.LargeBinary),
        link("entry_id", "protocol_entries"),
        link("for_person_id", "people"),
        link("message_id", "messages", "SET NULL (message_id)"),
        link("organisation_id", "organisations"),
        link("person_id", "people"),
    )
    op.create_index("ix_letters_about", "letters", ["tenant_id", "about_id"])
    op.create_index("ix_letters_entry_id", "letters", ["tenant_id", "entry_id"])
    op.create_index("ix_letters_message_id", "letters", ["tenant_id", "message_id"])
    op.create_index("ix_letters_person_id", "letters", ["tenant_id", "person_id"])
    op.create_index("ix_letters_state", "letters", ["tenant_id", "state", "channel"])
