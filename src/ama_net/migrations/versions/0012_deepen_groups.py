"""Groups as people need them: true recurrence, pauses, single changes, languages, promoters; and all of it published.

The published function is written anew: what a protected group hides is decided here, once, for every channel.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from ama_net.kernel.tenancy.models import CURRENT_TENANT
from ama_net.kernel.tenancy.policies import protect_table
from ama_net.migrations.columns import key

revision = "0012"
down_revision = "0011"

INSTANT = sa.DateTime(timezone=True)
NOTHING: dict[str, Any] = {"nullable": False, "server_default": ""}
NO, YES = sa.false(), sa.true()

PUBLISH = """
BEGIN
    -- Two who change parts of one group queue here; the second then publishes what both wrote.
    PERFORM FROM network.listing WHERE group_id = the_group FOR UPDATE;
    DELETE FROM network.listing WHERE group_id = the_group;
    INSERT INTO network.listing (
        group_id, tenant_id, tenant_slug, tenant_name, host, slug, name, sort_name, kind, status, is_example, mode, entry,
        theme_key, theme_label, theme_label_en, theme_words, audiences, audience_keys, organisation, summary,
        venue_name, address, municipality_code, municipality, province, district, meetings, weekdays,
        confirmed_on, updated_at, words, terms,
        description, hides_place, in_portal, languages, newcomers, started_on, created_at, sequence,
        online_url, contact, promoters, postcode, lat, lon, step_free, day_parts, pauses, changes)
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
           ARRAY(SELECT DISTINCT w FROM regexp_split_to_table(d.doc, '[^a-z0-9]+') AS w WHERE length(w) > 2 ORDER BY w),
           g.description, g.hides_place, g.in_portal,
           ARRAY(SELECT jsonb_array_elements_text(g.languages)), g.newcomers, g.started_on, g.created_at, g.sequence,
           -- A room anybody may enter is told to anybody; the others are told by the group.
           CASE WHEN g.entry = 'open' AND NOT g.hides_place THEN g.online_url ELSE '' END,
           CASE WHEN g.contact_consent_on IS NULL THEN NULL ELSE jsonb_build_object(
               'name', g.contact_name, 'phone', g.contact_phone, 'email', g.contact_email) END,
           coalesce(o.list, '[]'), p.postcode, p.lat, p.lon, p.step_free,
           CASE WHEN g.hides_place THEN '{}' ELSE coalesce(e.parts, '{}') END,
           CASE WHEN g.hides_place THEN '[]' ELSE coalesce(s.list, '[]') END,
           CASE WHEN g.hides_place THEN '[]' ELSE coalesce(c.list, '[]') END
    FROM public.groups g
    JOIN public.tenants t ON t.id = g.tenant_id
    LEFT JOIN public.themes th ON th.tenant_id = g.tenant_id AND th.id = g.theme_id
    LEFT JOIN LATERAL (
        SELECT v.name AS venue, v.address, v.postcode, v.lat, v.lon, v.step_free,
               m.istat_code, m.name, m.province, m.district
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
        SELECT jsonb_agg(jsonb_build_object('id', m.id, 'weekday', m.weekday, 'starts', to_char(m.starts, 'HH24:MI'),
                   'ends', to_char(m.ends, 'HH24:MI'), 'time_words', m.time_words, 'frequency', m.frequency,
                   'month_week', m.month_week, 'rule', m.rule,
                   'first', coalesce(m.starts_on, (g.created_at AT TIME ZONE 'Europe/Rome')::date),
                   'starts_on', m.starts_on, 'ends_on', m.ends_on, 'off_holidays', m.off_holidays,
                   'off_august', m.off_august) ORDER BY m.position, m.weekday, m.starts) AS list,
               array_agg(DISTINCT m.weekday) FILTER (WHERE m.weekday IS NOT NULL) AS days,
               array_agg(DISTINCT CASE WHEN m.starts < '13:00' THEN 'morning' WHEN m.starts < '18:00' THEN 'afternoon'
                                       ELSE 'evening' END) FILTER (WHERE m.starts IS NOT NULL) AS parts
        FROM public.meetings m WHERE m.tenant_id = g.tenant_id AND m.group_id = g.id) e ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('first', s.first_day, 'last', s.last_day, 'reason', s.reason)
                   ORDER BY s.first_day) AS list
        FROM public.group_pauses s WHERE s.tenant_id = g.tenant_id AND s.group_id = g.id) s ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('meeting', c.meeting_id, 'original', c.original_day,
                   'cancelled', c.cancelled, 'day', c.day, 'starts', to_char(c.starts, 'HH24:MI'),
                   'ends', to_char(c.ends, 'HH24:MI'), 'place', c.place, 'note', c.note)
                   ORDER BY c.original_day, c.day) AS list
        FROM public.meeting_changes c WHERE c.tenant_id = g.tenant_id AND c.group_id = g.id) c ON true
    LEFT JOIN LATERAL (
        SELECT jsonb_agg(jsonb_build_object('name', n.name, 'role', r.role) ORDER BY r.role, n.sort_name) AS list,
               string_agg(n.name, ' ') AS words
        FROM public.group_organisations r
        JOIN public.organisations n ON n.tenant_id = r.tenant_id AND n.id = r.organisation_id
        -- Whoever hosts a protected group says where it meets.
        WHERE r.tenant_id = g.tenant_id AND r.group_id = g.id AND NOT (g.hides_place AND r.role = 'hosts')) o ON true
    CROSS JOIN LATERAL (
        SELECT public.f_unaccent(concat_ws(' ', g.name, th.label, g.theme_words,
                   (SELECT string_agg(s, ' ') FROM jsonb_array_elements_text(coalesce(th.synonyms, '[]')) s),
                   g.organisation, o.words, g.description, a.words, p.name, p.district, p.venue, p.address)) AS doc) d
    WHERE g.id = the_group AND g.tenant_id = the_tenant AND g.published AND g.status <> 'closed' AND t.status = 'active'
      AND coalesce((t.identity #>> '{rooms,groups}')::boolean, true);
END
"""

ON_ORGANISATION = """
BEGIN
    PERFORM network.publish_group(r.tenant_id, r.group_id) FROM public.group_organisations r
    WHERE r.tenant_id = NEW.tenant_id AND r.organisation_id = NEW.id;
    RETURN NEW;
END
"""

PARTS = ("group_pauses", "meeting_changes", "group_organisations")


def upgrade() -> None:
    """Add the columns and tables, then publish everything anew."""
    _add_to_groups()
    _add_to_meetings()
    _create_pauses_and_changes()
    _create_promoters()
    for table in PARTS:
        protect_table(table)
    _publish_more()


def _add_to_groups() -> None:
    for column in (
        sa.Column("languages", JSONB, nullable=False, server_default="[]"),
        sa.Column("newcomers", sa.Boolean),
        sa.Column("size_min", sa.SmallInteger),
        sa.Column("size_max", sa.SmallInteger),
        sa.Column("started_on", sa.Date),
        sa.Column("ended_on", sa.Date),
        sa.Column("in_portal", sa.Boolean, nullable=False, server_default=YES),
        sa.Column("sequence", sa.Integer, nullable=False, server_default="0"),
        sa.Column("contact_consent_on", sa.Date),
        *(
            sa.Column(name, sa.Text, **NOTHING)
            for name in ("online_url", "online_notes", "contact_name", "contact_phone", "contact_email")
        ),
    ):
        op.add_column("groups", column)


def _add_to_meetings() -> None:
    for column in (
        sa.Column("rule", sa.Text, **NOTHING),
        sa.Column("starts_on", sa.Date),
        sa.Column("ends_on", sa.Date),
        sa.Column("off_holidays", sa.Boolean, nullable=False, server_default=NO),
        sa.Column("off_august", sa.Boolean, nullable=False, server_default=NO),
    ):
        op.add_column("meetings", column)
    op.drop_constraint(op.f("ck_meetings_frequency"), "meetings")
    op.create_check_constraint(
        "frequency", "meetings", "frequency IN ('weekly', 'biweekly', 'monthly', 'custom', 'unknown')"
    )


def _to(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], ondelete="CASCADE")


def _create_pauses_and_changes() -> None:
    op.create_table(
        "group_pauses",
        *key(),
        sa.Column("group_id", sa.Uuid, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("last_day >= first_day", name="days"),
        _to("group_id", "groups"),
    )
    op.create_index("ix_group_pauses_group_id", "group_pauses", ["tenant_id", "group_id", "first_day"])
    op.create_table(
        "meeting_changes",
        *key(),
        sa.Column("group_id", sa.Uuid, nullable=False),
        sa.Column("meeting_id", sa.Uuid, nullable=False),
        sa.Column("original_day", sa.Date),
        sa.Column("cancelled", sa.Boolean, nullable=False),
        sa.Column("day", sa.Date),
        sa.Column("starts", sa.Time),
        sa.Column("ends", sa.Time),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.UniqueConstraint("tenant_id", "meeting_id", "original_day"),
        sa.CheckConstraint("original_day IS NOT NULL OR (day IS NOT NULL AND NOT cancelled)", name="day_known"),
        _to("group_id", "groups"),
        _to("meeting_id", "meetings"),
    )
    op.create_index("ix_meeting_changes_group_id", "meeting_changes", ["tenant_id", "group_id"])


def _create_promoters() -> None:
    op.create_table(
        "group_organisations",
        sa.Column("tenant_id", sa.Uuid, server_default=CURRENT_TENANT, primary_key=True),
        sa.Column("group_id", sa.Uuid, primary_key=True),
        sa.Column("organisation_id", sa.Uuid, primary_key=True),
        sa.Column("role", sa.Text, primary_key=True),
        sa.CheckConstraint("role IN ('promotes', 'hosts', 'supports')", name="role"),
        _to("group_id", "groups"),
        _to("organisation_id", "organisations"),
    )
    op.create_index("ix_group_organisations_organisation_id", "group_organisations", ["tenant_id", "organisation_id"])


def _publish_more() -> None:
    for table in (*PARTS, "organisations"):
        columns = " (tenant_id, id, name, sort_name)" if table == "organisations" else ""
        op.execute(f"GRANT SELECT{columns} ON {table} TO ama_network")
        op.execute(f"CREATE POLICY {table}_network ON {table} FOR SELECT TO ama_network USING (true)")
    op.execute("SET LOCAL ROLE ama_network")
    for column in _published_columns():
        op.add_column("listing", column, schema="network")
    options = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"
    op.execute(
        "CREATE OR REPLACE FUNCTION network.publish_group(the_tenant uuid, the_group uuid) RETURNS void "
        f"{options} AS $body$ {PUBLISH} $body$"
    )
    op.execute(
        f"CREATE FUNCTION network.on_organisation() RETURNS trigger {options} AS $body$ {ON_ORGANISATION} $body$"
    )
    op.execute("REVOKE ALL ON FUNCTION network.on_organisation() FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION network.on_organisation() TO ama_owner")
    op.execute("RESET ROLE")
    for table in PARTS:
        op.execute(
            f"CREATE TRIGGER {table}_publish AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION network.on_part()"
        )
    op.execute(
        "CREATE TRIGGER organisations_publish AFTER UPDATE ON organisations "
        "FOR EACH ROW EXECUTE FUNCTION network.on_organisation()"
    )
    op.execute("SET LOCAL ROLE ama_network")
    op.execute("SELECT network.publish_group(tenant_id, id) FROM public.groups")
    op.execute("RESET ROLE")


def _published_columns() -> list[sa.Column[Any]]:
    return [
        *(sa.Column(name, sa.Text, **NOTHING) for name in ("description", "online_url")),
        sa.Column("postcode", sa.Text),
        sa.Column("hides_place", sa.Boolean, nullable=False, server_default=NO),
        sa.Column("in_portal", sa.Boolean, nullable=False, server_default=YES),
        *(sa.Column(name, sa.Boolean) for name in ("newcomers", "step_free")),
        *(sa.Column(name, ARRAY(sa.Text), nullable=False, server_default="{}") for name in ("languages", "day_parts")),
        sa.Column("started_on", sa.Date),
        sa.Column("created_at", INSTANT, nullable=False, server_default=sa.func.now()),
        sa.Column("sequence", sa.Integer, nullable=False, server_default="0"),
        sa.Column("contact", JSONB),
        *(sa.Column(name, sa.Double) for name in ("lat", "lon")),
        *(sa.Column(name, JSONB, nullable=False, server_default="[]") for name in ("promoters", "pauses", "changes")),
    ]
