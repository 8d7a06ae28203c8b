"""People, organisations, how to reach them, and their consents with the proof."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from ama_net.kernel.tenancy.policies import CURRENT, definer_function, protect_table
from ama_net.migrations.columns import key, link

revision = "0004"
down_revision = "0003"

INSTANT = sa.DateTime(timezone=True)
BYTEWISE = sa.Text(collation="C")
"""Compared byte by byte: the same order on every server, and a range of it is a prefix."""

OWNER = "num_nonnulls(person_id, organisation_id) = 1"
POSTCODE = "country <> 'IT' OR postcode ~ '^([0-9]{5})?$'"
BIRTH = "birth_date BETWEEN '1850-01-01' AND '2200-01-01' AND (deceased_on IS NULL OR deceased_on >= birth_date)"


def upgrade() -> None:
    """Create the tables, their walls and the two functions that search inside one association."""
    _create_people()
    _create_organisations()
    _create_contacts()
    _create_postal_addresses()
    _create_consents()
    _keep_proof_of_consents()
    for table in ("people", "organisations", "contacts", "postal_addresses", "consent_texts", "consents"):
        protect_table(table)
    _create_searches()


def _owner_of(ondelete: str = "CASCADE") -> list[sa.Column[Any] | sa.ForeignKeyConstraint | sa.CheckConstraint]:
    return [
        sa.Column("person_id", sa.Uuid),
        sa.Column("organisation_id", sa.Uuid),
        link("person_id", "people", ondelete),
        link("organisation_id", "organisations", ondelete),
        sa.CheckConstraint(OWNER, name="one_owner"),
    ]


def _dates() -> list[sa.Column[Any]]:
    return [sa.Column("created_at", INSTANT, nullable=False), sa.Column("updated_at", INSTANT, nullable=False)]


def _create_people() -> None:
    op.create_table(
        "people",
        *key(),
        sa.Column("given_name", sa.Text, nullable=False),
        sa.Column("family_name", sa.Text, nullable=False),
        sa.Column(
            "sort_name",
            BYTEWISE,
            sa.Computed("btrim(f_unaccent(family_name || ' ' || given_name))", persisted=True),
            nullable=False,
        ),
        sa.Column("tax_code", BYTEWISE),
        sa.Column("birth_date", sa.Date),
        sa.Column("birth_place", sa.Text, nullable=False, server_default=""),
        sa.Column("birth_cadastral_code", sa.Text),
        sa.Column("deceased_on", sa.Date),
        sa.Column("preferred_language", sa.Text, nullable=False, server_default="it"),
        *_dates(),
        sa.UniqueConstraint("tenant_id", "tax_code"),
        sa.CheckConstraint("given_name || family_name ~ '[^ ]'", name="has_name"),
        sa.CheckConstraint("length(given_name) <= 100 AND length(family_name) <= 100", name="name_length"),
        sa.CheckConstraint("preferred_language IN ('it', 'en')", name="preferred_language"),
        sa.CheckConstraint(BIRTH, name="dates"),
    )
    op.create_index("ix_people_sort_name", "people", ["tenant_id", "sort_name", "id"])
    op.create_index("ix_people_birth_date", "people", ["tenant_id", "birth_date"])
    op.create_index("ix_people_created_at", "people", ["tenant_id", "created_at"])
    op.execute("CREATE INDEX ix_people_sort_name_similar ON people USING gist (tenant_id, sort_name gist_trgm_ops)")


def _create_organisations() -> None:
    op.create_table(
        "organisations",
        *key(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sort_name", BYTEWISE, sa.Computed("f_unaccent(name)", persisted=True), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("tax_code", BYTEWISE),
        sa.Column("vat_code", BYTEWISE),
        *_dates(),
        sa.UniqueConstraint("tenant_id", "tax_code"),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name="name_length"),
        sa.CheckConstraint(
            "kind IN ('association', 'foundation', 'cooperative', 'health_service', 'municipality', 'public_body', "
            "'school', 'religious_body', 'company', 'other')",
            name="kind",
        ),
    )
    op.create_index("ix_organisations_sort_name", "organisations", ["tenant_id", "sort_name", "id"])


def _create_contacts() -> None:
    op.create_table(
        "contacts",
        *key(),
        *_owner_of(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("value", BYTEWISE, nullable=False),
        sa.Column("label", sa.Text, nullable=False, server_default=""),
        sa.Column("preferred", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.UniqueConstraint("tenant_id", "person_id", "kind", "value"),
        sa.UniqueConstraint("tenant_id", "organisation_id", "kind", "value"),
        sa.CheckConstraint("kind IN ('email', 'phone', 'pec')", name="kind"),
        sa.CheckConstraint("length(value) BETWEEN 3 AND 254 AND length(label) <= 60", name="length"),
    )
    op.create_index("ix_contacts_value", "contacts", ["tenant_id", "value"])
    for owner in ("person_id", "organisation_id"):
        op.create_index(
            f"uq_contacts_preferred_{owner}",
            "contacts",
            ["tenant_id", owner, "kind"],
            unique=True,
            postgresql_where=sa.text("preferred"),
        )
    op.execute("CREATE INDEX ix_contacts_value_similar ON contacts USING gist (tenant_id, value gist_trgm_ops)")


def _create_postal_addresses() -> None:
    op.create_table(
        "postal_addresses",
        *key(),
        *_owner_of(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("street", sa.Text, nullable=False, server_default=""),
        sa.Column("postcode", sa.Text, nullable=False, server_default=""),
        sa.Column("municipality", sa.Text, nullable=False, server_default=""),
        sa.Column("municipality_code", sa.Text),
        sa.Column("province", sa.Text, nullable=False, server_default=""),
        sa.Column("country", sa.Text, nullable=False, server_default="IT"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('residence', 'domicile', 'seat', 'mail')", name="kind"),
        sa.CheckConstraint(POSTCODE, name="postcode"),
        sa.CheckConstraint("country ~ '^[A-Z]{2}$' AND province ~ '^([A-Z]{2})?$'", name="codes"),
        sa.CheckConstraint("length(street) <= 200 AND length(municipality) <= 100", name="length"),
    )
    op.create_index("ix_postal_addresses_person_id", "postal_addresses", ["tenant_id", "person_id"])
    op.create_index("ix_postal_addresses_organisation_id", "postal_addresses", ["tenant_id", "organisation_id"])


def _create_consents() -> None:
    op.create_table(
        "consent_texts",
        *key(),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("first_shown_at", INSTANT, nullable=False),
        sa.UniqueConstraint("tenant_id", "purpose", "version", "digest"),
    )
    op.create_table(
        "consents",
        *key(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("text_id", sa.Uuid, nullable=False),
        sa.Column("text_version", sa.Text, nullable=False),
        sa.Column("text_digest", sa.Text, nullable=False),
        sa.Column("page", sa.Text, nullable=False, server_default=""),
        sa.Column("proof", JSONB, nullable=False, server_default="{}"),
        sa.Column("recorded_by", sa.Uuid),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("needs_confirmation", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("confirmed_at", INSTANT),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("withdrawn_by", sa.Uuid),
        # What proves a consent outlives everything but a decision about it: who removes a person decides for these first.
        link("person_id", "people", "RESTRICT"),
        link("text_id", "consent_texts", "RESTRICT"),
        sa.CheckConstraint("purpose ~ '^[a-z][a-z0-9_]{1,59}$'", name="purpose"),
        sa.CheckConstraint("source IN ('form', 'paper', 'phone', 'in_person')", name="source"),
        sa.CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= given_at", name="withdrawn_after"),
    )
    op.create_index("ix_consents_person_id", "consents", ["tenant_id", "person_id", "purpose"])
    op.create_index("ix_consents_purpose", "consents", ["tenant_id", "purpose", "given_at"])
    op.create_index("ix_consents_text_id", "consents", ["tenant_id", "text_id"])


def _keep_proof_of_consents() -> None:
    """A consent is confirmed once and withdrawn once; nothing else about it ever changes."""
    op.execute(
        "CREATE FUNCTION keep_proof_of_consent() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF to_jsonb(NEW) - ARRAY['confirmed_at', 'withdrawn_at', 'withdrawn_by'] "
        "<> to_jsonb(OLD) - ARRAY['confirmed_at', 'withdrawn_at', 'withdrawn_by'] "
        "OR (OLD.confirmed_at IS NOT NULL AND NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at) "
        "OR (OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at, NEW.withdrawn_by) "
        "IS DISTINCT FROM (OLD.withdrawn_at, OLD.withdrawn_by)) "
        "THEN RAISE EXCEPTION 'the proof of a consent cannot be changed'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER consents_keep_proof BEFORE UPDATE ON consents "
        "FOR EACH ROW EXECUTE FUNCTION keep_proof_of_consent()"
    )
    op.execute(
        "CREATE TRIGGER consent_texts_keep BEFORE UPDATE ON consent_texts FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def _create_searches() -> None:
    """LIKE and similarity are not leakproof, so under row security they get no index: these two look for the caller.

    They see past the wall, hence the condition on the association inside each.
    """
    op.execute("GRANT SELECT (tenant_id, id, sort_name, tax_code) ON people TO ama_bypass")
    op.execute("GRANT SELECT (tenant_id, person_id, value) ON contacts TO ama_bypass")
    definer_function(
        "tenancy.people_matching(names text[], contact text, code text)",
        f"SELECT id FROM public.people WHERE tenant_id = {CURRENT} "
        "AND sort_name LIKE names[1] AND sort_name LIKE ALL (names) "
        f"UNION SELECT person_id FROM public.contacts WHERE tenant_id = {CURRENT} "
        "AND person_id IS NOT NULL AND value LIKE contact "
        f"UNION SELECT id FROM public.people WHERE tenant_id = {CURRENT} "
        "AND tax_code >= code AND tax_code < code || '~'",
        returns="SETOF uuid",
    )
    definer_function(
        "tenancy.similar_people(name text)",
        "SELECT id, similarity(sort_name, f_unaccent(name)) FROM public.people "
        f"WHERE tenant_id = {CURRENT} AND sort_name % f_unaccent(name) "
        "ORDER BY sort_name <-> f_unaccent(name) LIMIT 20",
        returns="TABLE(id uuid, likeness real)",
    )
