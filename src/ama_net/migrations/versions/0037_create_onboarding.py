"""How one becomes a volunteer: applications, skills and availability, confidentiality letters."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0037"
down_revision = "0036"

TABLES = (
    "volunteer_applications",
    "volunteer_application_messages",
    "confidentiality_letters",
    "letter_acceptances",
    "letter_reminders",
    "skills",
    "volunteer_profiles",
    "volunteer_skills",
    "volunteer_free_parts",
    "volunteer_papers",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_volunteer_applications()
    _create_volunteer_application_messages()
    _create_confidentiality_letters()
    _create_letter_acceptances()
    _create_letter_reminders()
    _create_skills()
    _create_volunteer_profiles()
    _create_volunteer_skills()
    _create_volunteer_free_parts()
    _create_volunteer_papers()
    for table in TABLES:
        protect_table(table)
    _keep_letters_as_accepted()


ACCEPTED = "letter_id way language text_digest accepted_at accepted_on account_id document_id id tenant_id"
"""What is said of an acceptance; whose it is follows people who are merged."""


def _keep_letters_as_accepted() -> None:
    """A letter is never written anew, an acceptance never changed, nor deleted before ten years, whoever asks."""
    old, new = (", ".join(f"{row}.{column}" for column in ACCEPTED.split()) for row in ("OLD", "NEW"))
    _refuse("confidentiality_letters", "kept_as_written", "UPDATE", "true")
    _refuse("letter_acceptances", "kept_as_given", "UPDATE", f"({old}) IS DISTINCT FROM ({new})")
    _refuse("letter_acceptances", "kept_ten_years", "DELETE", "OLD.accepted_at > now() - interval '10 years'")


def _refuse(table: str, name: str, event: str, when: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} "
        f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse_change()"
    )


def _create_volunteer_applications() -> None:
    op.create_table(
        "volunteer_applications",
        *key(),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("facts_sealed", sa.LargeBinary),
        sa.Column("note_sealed", sa.LargeBinary),
        sa.Column("told_version", sa.Text, nullable=False, server_default=""),
        sa.Column("secret_digest", sa.LargeBinary, nullable=False),
        sa.Column("confirm_digest", sa.LargeBinary, nullable=False),
        sa.Column("form_digest", sa.LargeBinary, nullable=False),
        sa.Column("meets_account_id", sa.Uuid),
        sa.Column("meets_at", INSTANT),
        sa.Column("person_id", sa.Uuid),
        sa.Column("volunteer_id", sa.Uuid),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("received_at", INSTANT),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT),
        sa.Column("decided_by", sa.Uuid),
        sa.Column("emptied_at", INSTANT),
        sa.CheckConstraint("state <> 'accepted' OR person_id IS NOT NULL", name="accepted"),
        sa.CheckConstraint(
            "state IN ('unconfirmed', 'new', 'to_meet', 'accepted', 'refused', 'withdrawn')", name="state"
        ),
        sa.CheckConstraint("way IN ('online', 'in_person')", name="way"),
        link("meets_account_id", "accounts", "SET NULL (meets_account_id)"),
        link("person_id", "people"),
        link("volunteer_id", "volunteers"),
        sa.UniqueConstraint("tenant_id", "confirm_digest"),
        sa.UniqueConstraint("tenant_id", "form_digest"),
        sa.UniqueConstraint("tenant_id", "secret_digest"),
    )
    op.create_index("ix_volunteer_applications_changed_at", "volunteer_applications", ["tenant_id", "changed_at"])
    op.create_index(
        "ix_volunteer_applications_meets_account_id", "volunteer_applications", ["tenant_id", "meets_account_id"]
    )
    op.create_index("ix_volunteer_applications_person_id", "volunteer_applications", ["tenant_id", "person_id"])
    op.create_index("ix_volunteer_applications_state", "volunteer_applications", ["tenant_id", "state", "created_at"])
    op.create_index("ix_volunteer_applications_volunteer_id", "volunteer_applications", ["tenant_id", "volunteer_id"])


def _create_volunteer_application_messages() -> None:
    op.create_table(
        "volunteer_application_messages",
        *key(),
        sa.Column("application_id", sa.Uuid, nullable=False),
        sa.Column("body_sealed", sa.LargeBinary),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("written_by", sa.Uuid),
        link("application_id", "volunteer_applications", "CASCADE"),
    )
    op.create_index(
        "ix_volunteer_application_messages_application_id",
        "volunteer_application_messages",
        ["tenant_id", "application_id", "written_at"],
    )


def _create_confidentiality_letters() -> None:
    op.create_table(
        "confidentiality_letters",
        *key(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("in_force_from", sa.Date, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("body_en", sa.Text, nullable=False, server_default=""),
        sa.Column("asks_again", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.UniqueConstraint("tenant_id", "number"),
    )
    op.create_index(
        "ix_confidentiality_letters_in_force_from", "confidentiality_letters", ["tenant_id", "in_force_from"]
    )


def _create_letter_acceptances() -> None:
    op.create_table(
        "letter_acceptances",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("letter_id", sa.Uuid, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("text_digest", sa.Text, nullable=False),
        sa.Column("accepted_at", INSTANT, nullable=False),
        sa.Column("accepted_on", sa.Date, nullable=False),
        sa.Column("account_id", sa.Uuid),
        sa.Column("document_id", sa.Uuid),
        sa.CheckConstraint("way IN ('area', 'paper')", name="way"),
        link("document_id", "documents"),
        link("letter_id", "confidentiality_letters"),
        link("person_id", "people"),
    )
    op.create_index("ix_letter_acceptances_document_id", "letter_acceptances", ["tenant_id", "document_id"])
    op.create_index("ix_letter_acceptances_letter_id", "letter_acceptances", ["tenant_id", "letter_id"])
    op.create_index("ix_letter_acceptances_person_id", "letter_acceptances", ["tenant_id", "person_id", "accepted_at"])


def _create_letter_reminders() -> None:
    op.create_table(
        "letter_reminders",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("letter_id", sa.Uuid, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("sent_by", sa.Uuid),
        link("letter_id", "confidentiality_letters", "CASCADE"),
        link("person_id", "people", "CASCADE"),
    )
    op.create_index("ix_letter_reminders_letter_id", "letter_reminders", ["tenant_id", "letter_id"])
    op.create_index("ix_letter_reminders_person_id", "letter_reminders", ["tenant_id", "person_id", "sent_at"])


def _create_skills() -> None:
    op.create_table(
        "skills",
        *key(),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False, server_default="0"),
        sa.Column("is_open", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.CheckConstraint("label <> ''", name="label"),
        sa.UniqueConstraint("tenant_id", "label"),
    )


def _create_volunteer_profiles() -> None:
    op.create_table(
        "volunteer_profiles",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("languages", sa.Text, nullable=False, server_default=""),
        sa.Column("transport", sa.Text, nullable=False, server_default=""),
        sa.Column("free_from", sa.Date),
        sa.Column("free_until", sa.Date),
        sa.Column("free_note_sealed", sa.LargeBinary),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("free_from IS NULL OR free_until IS NULL OR free_until >= free_from", name="free"),
        sa.CheckConstraint("transport IN ('', 'car', 'public', 'foot')", name="transport"),
        link("person_id", "people", "CASCADE"),
    )
    op.create_index("ix_volunteer_profiles_person_id", "volunteer_profiles", ["tenant_id", "person_id", "updated_at"])


def _create_volunteer_skills() -> None:
    op.create_table(
        "volunteer_skills",
        *key(),
        sa.Column("profile_id", sa.Uuid, nullable=False),
        sa.Column("skill_id", sa.Uuid, nullable=False),
        link("profile_id", "volunteer_profiles", "CASCADE"),
        link("skill_id", "skills"),
        sa.UniqueConstraint("tenant_id", "profile_id", "skill_id"),
    )
    op.create_index("ix_volunteer_skills_skill_id", "volunteer_skills", ["tenant_id", "skill_id"])


def _create_volunteer_free_parts() -> None:
    op.create_table(
        "volunteer_free_parts",
        *key(),
        sa.Column("profile_id", sa.Uuid, nullable=False),
        sa.Column("weekday", sa.Integer, nullable=False),
        sa.Column("part", sa.Text, nullable=False),
        sa.CheckConstraint("part IN ('morning', 'afternoon', 'evening')", name="part"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        link("profile_id", "volunteer_profiles", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "profile_id", "weekday", "part"),
    )
    op.create_index("ix_volunteer_free_parts_weekday", "volunteer_free_parts", ["tenant_id", "weekday", "part"])


def _create_volunteer_papers() -> None:
    op.create_table(
        "volunteer_papers",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("document_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("expires_on", sa.Date),
        sa.Column("warned_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("kind IN ('criminal_record', 'certificate', 'driving', 'other')", name="kind"),
        link("document_id", "documents"),
        link("person_id", "people"),
    )
    op.create_index("ix_volunteer_papers_document_id", "volunteer_papers", ["tenant_id", "document_id"])
    op.create_index("ix_volunteer_papers_expires_on", "volunteer_papers", ["tenant_id", "expires_on"])
    op.create_index("ix_volunteer_papers_person_id", "volunteer_papers", ["tenant_id", "person_id"])
