"""The published directory and the triggers that keep it: whatever changes a published group publishes it anew.

``words`` are the stems a search finds, ``terms`` the words as people write them, for mending what they mistype.
``listing_stamp`` has a new number whenever anything of an association changes: who holds the directory in memory knows.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

revision = "0009"
down_revision = "0008"

SOURCES = ("groups", "themes", "audiences", "group_audiences", "meetings", "venues", "tenants", "tenant_hosts")

PUBLISH = """
BEGIN
    -- Two who change parts of one group queue here; the second then publishes what both wrote.
    PERFORM FROM network.listing WHERE group_id = the_group FOR UPDATE;
    DELETE FROM network.listing WHERE group_id = the_group;
    INSERT INTO network.listing
    SELECT g.id, g.tenant_id, t.slug, t.identity ->> 'name',
           (SELECT h.host FROM public.tenant_hosts h WHERE h.tenant_id = g.tenant_id ORDER BY h.position LIMIT 1),
           g.slug, g.name, public.f_unaccent(g.name), g.kind, g.status, g.is_example, g.mode, g.entry,
           th.key, th.label, th.label_en, g.theme_words,
           coalesce(a.list, '[]'), coalesce(a.keys, '{}'),
           g.organisation, left(g.description, 280),
           p.venue, p.address, p.istat_code, p.name, p.province, p.district,
           CASE WHEN g.hides_place THEN '[]' ELSE coalesce(e.list, '[]') END,
           CASE WHEN g.hides_place THEN '{}' ELSE coalesce(e.days, '{}') END,
           g.confirmed_on, g.updated_at,
           strip(to_tsvector('italian', d.doc)),
           ARRAY(SELECT DISTINCT w FROM regexp_split_to_table(d.doc, '[^a-z0-9]+') AS w WHERE length(w) > 2 ORDER BY w)
    FROM public.groups g
    JOIN public.tenants t ON t.id = g.tenant_id
    LEFT JOIN public.themes th ON th.tenant_id = g.tenant_id AND th.id = g.theme_id
    LEFT JOIN LATERAL (
        SELECT v.name AS venue, v.address, m.istat_code, m.name, m.province, m.district
        FROM (SELECT 1) AS once
        LEFT JOIN public.venues v ON v.tenant_id = g.tenant_id AND v.id = g.venue_id
        LEFT JOIN public.municipalities m ON m.istat_code = coalesce(v.municipality_code, g.municipality_code)
        WHERE NOT g.hides_place) p ON true
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
    CROSS JOIN LATERAL (
        SELECT public.f_unaccent(concat_ws(' ', g.name, th.label, g.theme_words,
                   (SELECT string_agg(s, ' ') FROM jsonb_array_elements_text(coalesce(th.synonyms, '[]')) s),
                   g.organisation, g.description, a.words, p.name, p.district, p.venue, p.address)) AS doc) d
    WHERE g.id = the_group AND g.tenant_id = the_tenant AND g.published AND g.status <> 'closed' AND t.status = 'active'
      AND coalesce((t.identity #>> '{rooms,groups}')::boolean, true);
END
"""

ON_LISTING = """
DECLARE
    the_tenant uuid := coalesce(NEW.tenant_id, OLD.tenant_id);
BEGIN
    -- Once a transaction is enough. Nobody waits for anybody: stamps are new rows, and old ones go when nobody holds them.
    IF current_setting('network.stamped', true) IS DISTINCT FROM the_tenant::text THEN
        DELETE FROM network.listing_stamp WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM network.listing_stamp WHERE tenant_id = the_tenant FOR UPDATE SKIP LOCKED));
        INSERT INTO network.listing_stamp VALUES (the_tenant, hashtextextended(gen_random_uuid()::text, 0));
        PERFORM set_config('network.stamped', the_tenant::text, true);
    END IF;
    RETURN NULL;
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
    op.execute("GRANT SELECT ON network.listing, network.listing_stamp TO ama_app")
    op.execute("RESET ROLE")
    for table in SOURCES:
        # Of an association only what is published of it: its row holds its wrapped key too.
        columns = " (id, slug, status, identity)" if table == "tenants" else ""
        op.execute(f"GRANT SELECT{columns} ON {table} TO ama_network")
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
        ("on_listing", ON_LISTING),
    ):
        _function(f"{name}()", "trigger", body)
    _trigger("network.listing", "AFTER INSERT OR UPDATE OR DELETE", "on_listing")
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
        sa.Column("theme_words", text, nullable=False),
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
        sa.Column("terms", ARRAY(text), nullable=False),
        schema="network",
    )
    op.create_table(
        "listing_stamp",
        sa.Column("tenant_id", sa.Uuid, nullable=False),
        sa.Column("stamp", sa.BigInteger, nullable=False),
        schema="network",
    )
    op.execute("CREATE INDEX ix_listing_tenant_name ON network.listing (tenant_id, sort_name)")
    op.execute("CREATE INDEX ix_listing_stamp_tenant ON network.listing_stamp (tenant_id)")


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
    name = table.rpartition(".")[2]
    op.execute(f"CREATE TRIGGER {name}_publish {when} ON {table} FOR EACH ROW EXECUTE FUNCTION network.{function}()")
