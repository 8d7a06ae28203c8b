"""The published directory and the triggers that keep it: whatever changes a published group publishes it anew."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

revision = "0009"
down_revision = "0008"

SOURCES = ("groups", "themes", "audiences", "group_audiences", "meetings", "venues", "tenants", "tenant_hosts")

PUBLISH = """
DECLARE
    doc text;
BEGIN
    DELETE FROM network.listing WHERE group_id = the_group;
    -- Two writers of one association queue here, so that its words are added by one at a time (lock order: resource).
    PERFORM pg_advisory_xact_lock(hashtextextended('listing:' || the_tenant::text, 0));
    INSERT INTO network.listing
    SELECT g.id, g.tenant_id, t.slug, t.identity ->> 'name',
           (SELECT h.host FROM public.tenant_hosts h WHERE h.tenant_id = g.tenant_id ORDER BY h.position LIMIT 1),
           g.slug, g.name, public.f_unaccent(g.name), g.kind, g.status, g.is_example, g.mode, g.entry,
           th.key, th.label, th.label_en,
           coalesce(a.list, '[]'), coalesce(a.keys, '{}'),
           g.organisation, left(g.description, 280),
           CASE WHEN NOT g.hides_place THEN v.name END,
           CASE WHEN NOT g.hides_place THEN v.address END,
           CASE WHEN NOT g.hides_place THEN p.istat_code END,
           CASE WHEN NOT g.hides_place THEN p.name END,
           CASE WHEN NOT g.hides_place THEN p.province END,
           CASE WHEN NOT g.hides_place THEN p.district END,
           CASE WHEN g.hides_place THEN '[]' ELSE coalesce(e.list, '[]') END,
           CASE WHEN g.hides_place THEN '{}' ELSE coalesce(e.days, '{}') END,
           g.confirmed_on, g.updated_at,
           setweight(to_tsvector('italian', public.f_unaccent(g.name)), 'A')
           || setweight(to_tsvector('italian', public.f_unaccent(concat_ws(' ', th.label, g.theme_words,
                (SELECT string_agg(s, ' ') FROM jsonb_array_elements_text(coalesce(th.synonyms, '[]')) s)))), 'B')
           || setweight(to_tsvector('italian', public.f_unaccent(concat_ws(' ', g.organisation, g.description, a.words,
                CASE WHEN NOT g.hides_place THEN concat_ws(' ', p.name, p.district, v.name, v.address) END))), 'C')
    FROM public.groups g
    JOIN public.tenants t ON t.id = g.tenant_id
    LEFT JOIN public.themes th ON th.tenant_id = g.tenant_id AND th.id = g.theme_id
    LEFT JOIN public.venues v ON v.tenant_id = g.tenant_id AND v.id = g.venue_id
    LEFT JOIN public.municipalities p ON p.istat_code = coalesce(v.municipality_code, g.municipality_code)
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('key', u.key, 'label', u.label, 'label_en', u.label_en) ORDER BY u.position)
                   AS list,
               array_agg(u.key ORDER BY u.position) AS keys, string_agg(u.label, ' ') AS words
        FROM public.group_audiences ga
        JOIN public.audiences u ON u.tenant_id = ga.tenant_id AND u.id = ga.audience_id
        WHERE ga.tenant_id = g.tenant_id AND ga.group_id = g.id) a ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('weekday', m.weekday, 'starts', to_char(m.starts, 'HH24:MI'),
                   'ends', to_char(m.ends, 'HH24:MI'), 'time_words', m.time_words, 'frequency', m.frequency,
                   'month_week', m.month_week) ORDER BY m.position, m.weekday, m.starts) AS list,
               array_agg(DISTINCT m.weekday) FILTER (WHERE m.weekday IS NOT NULL) AS days
        FROM public.meetings m WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id) e ON true
    WHERE g.id = the_group AND g.tenant_id = the_tenant AND g.published AND g.status <> 'closed' AND t.status = 'active';
    SELECT concat_ws(' ', g.name, th.label, g.theme_words, g.organisation, g.description,
               (SELECT string_agg(s, ' ') FROM jsonb_array_elements_text(coalesce(th.synonyms, '[]')) s),
               CASE WHEN NOT g.hides_place THEN (SELECT p.name FROM public.municipalities p
                   WHERE p.istat_code = g.municipality_code) END)
      INTO doc
      FROM public.groups g LEFT JOIN public.themes th ON th.tenant_id = g.tenant_id AND th.id = g.theme_id
     WHERE g.id = the_group AND g.tenant_id = the_tenant AND g.published;
    INSERT INTO network.listing_word (tenant_id, word, stem)
    SELECT DISTINCT the_tenant, w, coalesce((ts_lexize('italian_stem', w))[1], w)
    FROM regexp_split_to_table(public.f_unaccent(coalesce(doc, '')), '[^a-z0-9]+') AS w
    WHERE length(w) > 2
      AND NOT EXISTS (SELECT 1 FROM network.listing_word k WHERE k.tenant_id = the_tenant AND k.word = w);
END
"""

ON_GROUP = """
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM network.listing WHERE group_id = OLD.id;
        RETURN OLD;
    END IF;
    PERFORM network.publish_group(NEW.tenant_id, NEW.id);
    RETURN NEW;
END
"""

ON_PART = """
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM network.publish_group(OLD.tenant_id, OLD.group_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM network.publish_group(NEW.tenant_id, NEW.group_id);
        RETURN NEW;
    END IF;
    RETURN OLD;
END
"""

ON_SHARED = """
BEGIN
    PERFORM network.publish_group(g.tenant_id, g.id) FROM public.groups g
    WHERE g.tenant_id = NEW.tenant_id AND CASE TG_TABLE_NAME
        WHEN 'themes' THEN g.theme_id = NEW.id
        WHEN 'venues' THEN g.venue_id = NEW.id
        ELSE EXISTS (SELECT 1 FROM public.group_audiences ga
                     WHERE ga.tenant_id = g.tenant_id AND ga.group_id = g.id AND ga.audience_id = NEW.id) END;
    RETURN NEW;
END
"""

ON_TENANT = """
BEGIN
    PERFORM network.publish_group(g.tenant_id, g.id) FROM public.groups g WHERE g.tenant_id = NEW.id;
    IF NEW.status <> 'active' THEN
        DELETE FROM network.listing WHERE tenant_id = NEW.id;
    END IF;
    RETURN NEW;
END
"""

ON_HOST = """
BEGIN
    UPDATE network.listing l
       SET host = (SELECT h.host FROM public.tenant_hosts h WHERE h.tenant_id = NEW.tenant_id ORDER BY h.position LIMIT 1)
     WHERE l.tenant_id = NEW.tenant_id;
    RETURN NEW;
END
"""


def upgrade() -> None:
    """Create the tables, the functions owned by ama_network, and the triggers."""
    # The tables belong to ama_network: the association's role may only read them.
    op.execute("SET LOCAL ROLE ama_network")
    _create_tables()
    op.execute("GRANT SELECT ON network.listing, network.listing_word TO ama_app")
    op.execute("RESET ROLE")
    for table in SOURCES:
        op.execute(f"GRANT SELECT ON {table} TO ama_network")
        op.execute(f"CREATE POLICY {table}_network ON {table} FOR SELECT TO ama_network USING (true)")
    op.execute("GRANT SELECT ON municipalities TO ama_network")
    op.execute("SET LOCAL ROLE ama_network")
    _function("publish_group(the_tenant uuid, the_group uuid)", "void", PUBLISH)
    for name, body in (
        ("on_group", ON_GROUP),
        ("on_part", ON_PART),
        ("on_shared", ON_SHARED),
        ("on_tenant", ON_TENANT),
        ("on_host", ON_HOST),
    ):
        _function(f"{name}()", "trigger", body)
    op.execute("RESET ROLE")
    _create_triggers()


def _create_tables() -> None:
    text = sa.Text
    op.create_table(
        "listing",
        sa.Column("group_id", sa.Uuid, primary_key=True),
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        *(sa.Column(name, text, nullable=False) for name in ("tenant_slug", "tenant_name", "host", "slug", "name")),
        *(sa.Column(name, text, nullable=False) for name in ("sort_name", "kind", "status")),
        sa.Column("is_example", sa.Boolean, nullable=False),
        *(sa.Column(name, text, nullable=False) for name in ("mode", "entry")),
        *(sa.Column(name, text) for name in ("theme_key", "theme_label", "theme_label_en")),
        sa.Column("audiences", JSONB, nullable=False),
        sa.Column("audience_keys", ARRAY(text), nullable=False),
        *(sa.Column(name, text, nullable=False) for name in ("organisation", "summary")),
        *(sa.Column(name, text) for name in ("venue_name", "address", "municipality_code", "municipality")),
        *(sa.Column(name, text) for name in ("province", "district")),
        sa.Column("meetings", JSONB, nullable=False),
        sa.Column("weekdays", ARRAY(sa.SmallInteger), nullable=False),
        sa.Column("confirmed_on", sa.Date),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", TSVECTOR, nullable=False),
        schema="network",
    )
    op.create_table(
        "listing_word",
        sa.Column("tenant_id", sa.Uuid, primary_key=True),
        sa.Column("word", text, primary_key=True),
        sa.Column("stem", text, nullable=False),
        schema="network",
    )
    op.execute("CREATE INDEX ix_listing_tenant_name ON network.listing (tenant_id, sort_name)")
    op.execute("CREATE INDEX ix_listing_name ON network.listing (sort_name, group_id)")
    op.execute("CREATE INDEX ix_listing_words ON network.listing USING gin (words)")
    op.execute("CREATE INDEX ix_listing_word_similar ON network.listing_word USING gin (word public.gin_trgm_ops)")
    op.execute("CREATE INDEX ix_listing_word_prefix ON network.listing_word (word text_pattern_ops)")
    op.execute("CREATE INDEX ix_listing_word_stem ON network.listing_word (stem)")


def _function(signature: str, returns: str, body: str) -> None:
    op.execute(
        f"CREATE FUNCTION network.{signature} RETURNS {returns} LANGUAGE plpgsql SECURITY DEFINER "
        f"SET search_path = pg_catalog, public, pg_temp AS $body$ {body} $body$"
    )
    name, _, rest = signature.partition("(")
    types = ", ".join(part.split()[-1] for part in rest.rstrip(")").split(",") if part)
    op.execute(f"REVOKE ALL ON FUNCTION network.{name}({types}) FROM PUBLIC")
    if returns == "trigger":
        op.execute(f"GRANT EXECUTE ON FUNCTION network.{name}() TO ama_owner")


def _create_triggers() -> None:
    after = "AFTER INSERT OR UPDATE OR DELETE"
    _trigger("groups", after, "on_group")
    for table in ("meetings", "group_audiences"):
        _trigger(table, after, "on_part")
    for table in ("themes", "venues", "audiences"):
        _trigger(table, "AFTER UPDATE", "on_shared")
    _trigger("tenants", "AFTER UPDATE", "on_tenant")
    _trigger("tenant_hosts", "AFTER INSERT OR UPDATE", "on_host")


def _trigger(table: str, when: str, function: str) -> None:
    op.execute(f"CREATE TRIGGER {table}_publish {when} ON {table} FOR EACH ROW EXECUTE FUNCTION network.{function}()")
