"""The helpdesk: services, visitors, pathways and appointments; rooms, and reservations of them."""

import sqlalchemy as sa
from alembic import op

from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key, link

revision = "0044"
down_revision = "0043"

TABLES = (
    "rooms",
    "helpdesk_services",
    "helpdesk_service_rooms",
    "helpdesk_operators",
    "helpdesk_visitors",
    "helpdesk_pathways",
    "helpdesk_assignments",
    "helpdesk_appointments",
    "helpdesk_outcomes",
)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables and their walls."""
    _create_rooms()
    _create_helpdesk_services()
    _create_helpdesk_service_rooms()
    _create_helpdesk_operators()
    _create_helpdesk_visitors()
    _create_helpdesk_pathways()
    _create_helpdesk_assignments()
    _create_helpdesk_appointments()
    _create_helpdesk_outcomes()
    for table in TABLES:
        protect_table(table)
    _reserve_rooms()


def _reserve_rooms() -> None:
    op.alter_column("reservations", "person_id", nullable=True)
    op.add_column("reservations", sa.Column("room_id", sa.Uuid))
    op.add_column("reservations", sa.Column("expires_at", INSTANT))
    op.create_foreign_key(
        "fk_reservations_tenant_id_room_id",
        "reservations",
        "rooms",
        ["tenant_id", "room_id"],
        ["tenant_id", "id"],
        ondelete="RESTRICT",
    )
    op.create_check_constraint("one_thing", "reservations", "num_nonnulls(person_id, room_id) = 1")
    op.create_exclude_constraint(
        "ex_reservations_room", "reservations", ("tenant_id", "="), ("room_id", "="), ("during", "&&"), using="gist"
    )


def _create_rooms() -> None:
    op.create_table(
        "rooms",
        *key(),
        sa.Column("venue_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
        link("venue_id", "venues"),
        sa.UniqueConstraint("tenant_id", "venue_id", "name"),
    )


def _create_helpdesk_services() -> None:
    op.create_table(
        "helpdesk_services",
        *key(),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_en", sa.Text, nullable=False, server_default=""),
        sa.Column("summary", sa.Text, nullable=False, server_default=""),
        sa.Column("summary_en", sa.Text, nullable=False, server_default=""),
        sa.Column("position", sa.Integer, nullable=False, server_default="0"),
        sa.Column("is_open", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("minutes", sa.Integer, nullable=False, server_default="50"),
        sa.Column("step_minutes", sa.Integer, nullable=False, server_default="60"),
        sa.Column("break_before", sa.Integer, nullable=False, server_default="0"),
        sa.Column("break_after", sa.Integer, nullable=False, server_default="10"),
        sa.Column("notice_hours", sa.Integer, nullable=False, server_default="12"),
        sa.Column("horizon_days", sa.Integer, nullable=False, server_default="60"),
        sa.Column("change_hours", sa.Integer, nullable=False, server_default="12"),
        sa.Column("max_open", sa.Integer, nullable=False, server_default="1"),
        sa.Column("max_in_90_days", sa.Integer, nullable=False, server_default="0"),
        sa.Column("planned_meetings", sa.Integer, nullable=False, server_default="8"),
        sa.Column("in_person", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("online", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("phone", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("venue_id", sa.Uuid),
        sa.Column("place", sa.Text, nullable=False, server_default=""),
        sa.Column("asks_reason", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("has_waiting_list", sa.Boolean, nullable=False, server_default=sa.text("true")),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("break_before BETWEEN 0 AND 240 AND break_after BETWEEN 0 AND 240", name="breaks"),
        sa.CheckConstraint("horizon_days BETWEEN 1 AND 365", name="horizon"),
        sa.CheckConstraint("notice_hours BETWEEN 0 AND 720 AND change_hours BETWEEN 0 AND 720", name="hours"),
        sa.CheckConstraint("kind IN ('meeting', 'pathway')", name="kind"),
        sa.CheckConstraint("max_open BETWEEN 1 AND 20 AND max_in_90_days BETWEEN 0 AND 100", name="limits"),
        sa.CheckConstraint("minutes BETWEEN 5 AND 480 AND step_minutes BETWEEN 5 AND 480", name="minutes"),
        sa.CheckConstraint("in_person OR online OR phone", name="modes"),
        sa.CheckConstraint("name <> ''", name="name"),
        sa.CheckConstraint("planned_meetings BETWEEN 1 AND 60", name="planned"),
        sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 60", name="slug"),
        link("venue_id", "venues"),
        sa.UniqueConstraint("tenant_id", "slug"),
    )
    op.create_index("ix_helpdesk_services_venue_id", "helpdesk_services", ["tenant_id", "venue_id"])


def _create_helpdesk_service_rooms() -> None:
    op.create_table(
        "helpdesk_service_rooms",
        *key(),
        sa.Column("service_id", sa.Uuid, nullable=False),
        sa.Column("room_id", sa.Uuid, nullable=False),
        link("room_id", "rooms"),
        link("service_id", "helpdesk_services", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "service_id", "room_id"),
    )
    op.create_index("ix_helpdesk_service_rooms_room_id", "helpdesk_service_rooms", ["tenant_id", "room_id"])


def _create_helpdesk_operators() -> None:
    op.create_table(
        "helpdesk_operators",
        *key(),
        sa.Column("service_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("last_day IS NULL OR last_day >= first_day", name="days"),
        link("person_id", "people"),
        link("service_id", "helpdesk_services", "CASCADE"),
    )
    op.create_index("ix_helpdesk_operators_person_id", "helpdesk_operators", ["tenant_id", "person_id"])
    op.create_index("ix_helpdesk_operators_service_id", "helpdesk_operators", ["tenant_id", "service_id"])
    op.create_index(
        "uq_helpdesk_operators_current",
        "helpdesk_operators",
        ["tenant_id", "service_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("last_day IS NULL"),
    )


def _create_helpdesk_visitors() -> None:
    op.create_table(
        "helpdesk_visitors",
        *key(),
        sa.Column("nickname_sealed", sa.LargeBinary),
        sa.Column("contact_sealed", sa.LargeBinary),
        sa.Column("reason_sealed", sa.LargeBinary),
        sa.Column("contact_kind", sa.Text, nullable=False),
        sa.Column("contact_digest", sa.LargeBinary),
        sa.Column("call_time", sa.Text, nullable=False, server_default="any"),
        sa.Column("for_other", sa.Boolean, nullable=False, server_default=sa.text("false")),
        sa.Column("language", sa.Text, nullable=False, server_default="it"),
        sa.Column("consent_version", sa.Text, nullable=False, server_default=""),
        sa.Column("consent_digest", sa.LargeBinary),
        sa.Column("consent_at", INSTANT),
        sa.Column("guardian_version", sa.Text, nullable=False, server_default=""),
        sa.Column("guardian_digest", sa.LargeBinary),
        sa.Column("secret_digest", sa.LargeBinary, nullable=False),
        sa.Column("code_digest", sa.LargeBinary),
        sa.Column("form_digest", sa.LargeBinary),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("emptied_at", INSTANT),
        sa.CheckConstraint("call_time IN ('any', 'morning', 'afternoon', 'evening')", name="call_time"),
        sa.CheckConstraint("contact_kind IN ('email', 'phone')", name="contact_kind"),
        sa.CheckConstraint("language IN ('it', 'en')", name="language"),
        sa.UniqueConstraint("tenant_id", "code_digest"),
        sa.UniqueConstraint("tenant_id", "secret_digest"),
    )
    op.create_index("ix_helpdesk_visitors_contact_digest", "helpdesk_visitors", ["tenant_id", "contact_digest"])
    op.create_index("ix_helpdesk_visitors_emptied_at", "helpdesk_visitors", ["tenant_id", "emptied_at", "created_at"])
    op.create_index("ix_helpdesk_visitors_form_digest", "helpdesk_visitors", ["tenant_id", "form_digest"])


def _create_helpdesk_pathways() -> None:
    op.create_table(
        "helpdesk_pathways",
        *key(),
        sa.Column("service_id", sa.Uuid, nullable=False),
        sa.Column("visitor_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("state_at", INSTANT, nullable=False),
        sa.Column("planned_meetings", sa.Integer, nullable=False, server_default="8"),
        sa.Column("wanted_mode", sa.Text, nullable=False, server_default=""),
        sa.Column("free_part", sa.Text, nullable=False, server_default="any"),
        sa.Column("told_at", INSTANT),
        sa.Column("suspended_until", sa.Date),
        sa.Column("started_at", INSTANT),
        sa.Column("closed_at", INSTANT),
        sa.Column("outcome", sa.Text, nullable=False, server_default=""),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        sa.CheckConstraint("free_part IN ('any', 'morning', 'afternoon', 'evening')", name="free_part"),
        sa.CheckConstraint(
            "outcome IN ('', 'completed', 'stopped', 'pointed_elsewhere', 'no_longer_coming', 'not_eligible', 'withdrawn') AND (outcome <> '') = (state = 'closed')",
            name="outcome",
        ),
        sa.CheckConstraint("state NOT IN ('active', 'suspended') OR person_id IS NOT NULL", name="person"),
        sa.CheckConstraint("planned_meetings BETWEEN 1 AND 60", name="planned"),
        sa.CheckConstraint("state IN ('requested', 'waiting', 'active', 'suspended', 'closed')", name="state"),
        sa.CheckConstraint("wanted_mode IN ('', 'in_person', 'online', 'phone')", name="wanted_mode"),
        link("person_id", "people"),
        link("service_id", "helpdesk_services"),
        link("visitor_id", "helpdesk_visitors"),
    )
    op.create_index("ix_helpdesk_pathways_person_id", "helpdesk_pathways", ["tenant_id", "person_id"])
    op.create_index("ix_helpdesk_pathways_service_id", "helpdesk_pathways", ["tenant_id", "service_id", "state"])
    op.create_index("ix_helpdesk_pathways_visitor_id", "helpdesk_pathways", ["tenant_id", "visitor_id"])


def _create_helpdesk_assignments() -> None:
    op.create_table(
        "helpdesk_assignments",
        *key(),
        sa.Column("pathway_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("created_by", sa.Uuid),
        link("pathway_id", "helpdesk_pathways", "CASCADE"),
        link("person_id", "people"),
    )
    op.create_index("ix_helpdesk_assignments_pathway_id", "helpdesk_assignments", ["tenant_id", "pathway_id"])
    op.create_index("ix_helpdesk_assignments_person_id", "helpdesk_assignments", ["tenant_id", "person_id"])
    op.create_index(
        "uq_helpdesk_assignments_current",
        "helpdesk_assignments",
        ["tenant_id", "pathway_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _create_helpdesk_appointments() -> None:
    op.create_table(
        "helpdesk_appointments",
        *key(),
        sa.Column("service_id", sa.Uuid, nullable=False),
        sa.Column("visitor_id", sa.Uuid),
        sa.Column("pathway_id", sa.Uuid),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("room_id", sa.Uuid),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("held_until", INSTANT),
        sa.Column("hold_digest", sa.LargeBinary),
        sa.Column("sequence", sa.Integer, nullable=False, server_default="0"),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT),
        sa.Column("cancelled_at", INSTANT),
        sa.Column("cancelled_by", sa.Text, nullable=False, server_default=""),
        sa.Column("result", sa.Text),
        sa.Column("result_at", INSTANT),
        sa.Column("online_room_sealed", sa.LargeBinary),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.CheckConstraint("(state = 'cancelled') = (cancelled_at IS NOT NULL)", name="cancelled"),
        sa.CheckConstraint("cancelled_by IN ('', 'visitor', 'office', 'operator')", name="cancelled_by"),
        sa.CheckConstraint("(state = 'held') = (held_until IS NOT NULL)", name="held"),
        sa.CheckConstraint("mode IN ('in_person', 'online', 'phone')", name="mode"),
        sa.CheckConstraint(
            "result IS NULL OR (state = 'confirmed' AND result IN ('met', 'visitor_absent', 'operator_absent'))",
            name="result",
        ),
        sa.CheckConstraint("state IN ('held', 'confirmed', 'cancelled')", name="state"),
        sa.CheckConstraint("ends_at > starts_at", name="times"),
        sa.CheckConstraint("state = 'held' OR visitor_id IS NOT NULL", name="visitor"),
        link("pathway_id", "helpdesk_pathways"),
        link("person_id", "people"),
        link("room_id", "rooms"),
        link("service_id", "helpdesk_services"),
        link("visitor_id", "helpdesk_visitors"),
        sa.UniqueConstraint("tenant_id", "hold_digest"),
    )
    op.create_index(
        "ix_helpdesk_appointments_held_until",
        "helpdesk_appointments",
        ["tenant_id", "held_until"],
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_index("ix_helpdesk_appointments_pathway_id", "helpdesk_appointments", ["tenant_id", "pathway_id"])
    op.create_index(
        "ix_helpdesk_appointments_person_id", "helpdesk_appointments", ["tenant_id", "person_id", "starts_at"]
    )
    op.create_index("ix_helpdesk_appointments_room_id", "helpdesk_appointments", ["tenant_id", "room_id"])
    op.create_index(
        "ix_helpdesk_appointments_service_id", "helpdesk_appointments", ["tenant_id", "service_id", "starts_at"]
    )
    op.create_index("ix_helpdesk_appointments_starts_at", "helpdesk_appointments", ["tenant_id", "starts_at"])
    op.create_index("ix_helpdesk_appointments_visitor_id", "helpdesk_appointments", ["tenant_id", "visitor_id"])


def _create_helpdesk_outcomes() -> None:
    op.create_table(
        "helpdesk_outcomes",
        *key(),
        sa.Column("appointment_id", sa.Uuid, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.CheckConstraint(
            "code IN ('group', 'other_meeting', 'pathway', 'health_service', 'social_service', 'association', 'information', 'listening', 'other')",
            name="code",
        ),
        link("appointment_id", "helpdesk_appointments", "CASCADE"),
        sa.UniqueConstraint("tenant_id", "appointment_id", "code"),
    )
