"""The same group listed by two associations: proposed to both, shown once.

``network.pairs`` belongs to ama_network: an association reaches only the pairs it is in, through three functions, and of
the other side it reads what everybody may read (``network.listing``). ``network.doubles`` is what both said yes to.

An answer holds for what it was given about, and no longer: else an association that was joined once could rename or move
its entry and have it shown in place of the other's.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

INSTANT = sa.DateTime(timezone=True)

PLAIN_NAME = r"""
    SELECT coalesce(nullif(btrim(regexp_replace(regexp_replace(public.f_unaccent(the_name), '[^a-z0-9]+', ' ', 'g'),
        '\m(gruppo|gruppi|ama|auto|mutuo|aiuto|di|del|della|il|la|lo)\M\s*', '', 'g')), ''), public.f_unaccent(the_name))
"""
"""A name without the words that all groups have: "Gruppo AMA Stella" and "Stella" are one name."""

ABOUT = """
    SELECT concat_ws(' / ', network.plain_name(the_name), coalesce(the_municipality, '-'), the_kind)
"""
ABOUT_BOTH = (
    "network.about(a.name, a.municipality_code, a.kind) || ' + ' || network.about(o.name, o.municipality_code, o.kind)"
)
"""What an answer is about, of ``listing`` a and o: kept with the answer, compared with what is listed now."""

STAMP = """
BEGIN
    DELETE FROM network.listing_stamp WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM network.listing_stamp WHERE tenant_id = the_tenant FOR UPDATE SKIP LOCKED));
    INSERT INTO network.listing_stamp VALUES (the_tenant, hashtextextended(gen_random_uuid()::text, 0));
END
"""

FIND_PAIRS = f"""
DECLARE
    me uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
    waiting integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('network.pairs', 0));
    -- Answers about what is no longer so are asked again; what they were about stays, so that the office can be told.
    UPDATE network.pairs p SET
        one_answer = CASE WHEN p.one_about = {ABOUT_BOTH} THEN p.one_answer END,
        other_answer = CASE WHEN p.other_about = {ABOUT_BOTH} THEN p.other_answer END
    FROM network.listing a, network.listing o
    WHERE me IN (p.one_tenant, p.other_tenant) AND a.group_id = p.one_group AND o.group_id = p.other_group
      AND a.in_portal AND o.in_portal AND NOT a.hides_place AND NOT o.hides_place
      AND ((p.one_answer IS NOT NULL AND p.one_about IS DISTINCT FROM {ABOUT_BOTH})
           OR (p.other_answer IS NOT NULL AND p.other_about IS DISTINCT FROM {ABOUT_BOTH}));
    WITH found AS MATERIALIZED (
    SELECT least(mine.group_id, theirs.group_id) AS one, greatest(mine.group_id, theirs.group_id) AS other,
           mine.group_id AS my_group, theirs.tenant_id AS their_tenant,
           public.similarity(network.plain_name(mine.name), network.plain_name(theirs.name)) AS likeness
    FROM network.listing mine
    JOIN network.listing theirs ON theirs.municipality_code = mine.municipality_code
         AND theirs.kind = mine.kind AND theirs.is_example = mine.is_example
    WHERE mine.tenant_id = me AND theirs.tenant_id <> me AND mine.in_portal AND theirs.in_portal
      AND (network.plain_name(mine.name) = network.plain_name(theirs.name)
           OR (public.similarity(network.plain_name(mine.name), network.plain_name(theirs.name)) >= 0.5
               AND (nullif(public.f_unaccent(mine.address), '') = public.f_unaccent(theirs.address)
                    OR nullif(public.f_unaccent(mine.venue_name), '') = public.f_unaccent(theirs.venue_name)))))
    , gone AS (DELETE FROM network.pairs p
    WHERE me IN (p.one_tenant, p.other_tenant)
      AND ((p.one_answer IS NULL AND p.other_answer IS NULL AND NOT EXISTS (
                SELECT FROM found f WHERE f.one = p.one_group AND f.other = p.other_group))
           OR NOT EXISTS (SELECT FROM public.groups g WHERE g.tenant_id = p.one_tenant AND g.id = p.one_group)
           OR NOT EXISTS (SELECT FROM public.groups g WHERE g.tenant_id = p.other_tenant AND g.id = p.other_group)))
    INSERT INTO network.pairs (one_tenant, one_group, other_tenant, other_group, likeness)
    SELECT CASE WHEN f.one = f.my_group THEN me ELSE f.their_tenant END, f.one,
           CASE WHEN f.one = f.my_group THEN f.their_tenant ELSE me END, f.other, f.likeness
    FROM found f ORDER BY f.one, f.other
    ON CONFLICT (one_group, other_group) DO UPDATE SET likeness = EXCLUDED.likeness
        WHERE pairs.likeness <> EXCLUDED.likeness;
    SELECT count(*) INTO waiting FROM network.pairs p
    WHERE (p.one_tenant = me AND p.one_answer IS NULL) OR (p.other_tenant = me AND p.other_answer IS NULL);
    RETURN waiting;
END
"""

MY_PAIRS = f"""
    WITH me AS (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid AS tenant),
    pairs AS (
        SELECT p.*, p.one_about = now.about AS one_holds, p.other_about = now.about AS other_holds
        FROM network.pairs p JOIN me ON me.tenant IN (p.one_tenant, p.other_tenant)
        LEFT JOIN network.listing a ON a.group_id = p.one_group
        LEFT JOIN network.listing o ON o.group_id = p.other_group
        CROSS JOIN LATERAL (SELECT {ABOUT_BOTH} AS about) AS now),
    held AS (
        SELECT p.*, CASE WHEN one_holds THEN one_answer END AS one_said,
               CASE WHEN other_holds THEN other_answer END AS other_said,
               coalesce(NOT one_holds OR NOT other_holds, false) AS outdated
        FROM pairs p)
    SELECT p.id, p.one_group, p.other_group, p.one_said, p.other_said, p.likeness, p.found_at, p.outdated
    FROM held p JOIN me ON p.one_tenant = me.tenant
    UNION ALL
    SELECT p.id, p.other_group, p.one_group, p.other_said, p.one_said, p.likeness, p.found_at, p.outdated
    FROM held p JOIN me ON p.other_tenant = me.tenant
"""

ANSWER_PAIR = f"""
DECLARE
    me uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
    pair network.pairs;
    seen text;
BEGIN
    -- Two who answer at once queue here; the second then sees what the first said.
    SELECT * INTO pair FROM network.pairs WHERE id = the_pair AND me IN (one_tenant, other_tenant) FOR UPDATE;
    SELECT {ABOUT_BOTH} INTO seen FROM network.listing a, network.listing o
    WHERE a.group_id = pair.one_group AND o.group_id = pair.other_group;
    IF seen IS NULL OR the_answer IS NULL THEN  -- no such pair, or one of the two is withdrawn
        RETURN NULL;
    END IF;
    UPDATE network.pairs SET
        one_answer = CASE WHEN one_tenant = me THEN the_answer ELSE one_answer END,
        other_answer = CASE WHEN other_tenant = me THEN the_answer ELSE other_answer END,
        one_about = CASE WHEN one_tenant = me THEN seen ELSE one_about END,
        other_about = CASE WHEN other_tenant = me THEN seen ELSE other_about END
    WHERE id = the_pair;
    PERFORM network.stamp(pair.one_tenant), network.stamp(pair.other_tenant);
    RETURN CASE WHEN pair.one_tenant = me THEN pair.one_group ELSE pair.other_group END;
END
"""

DOUBLES = f"""
    SELECT CASE WHEN one_wins THEN other_id ELSE one_id END AS hidden,
           CASE WHEN one_wins THEN one_id ELSE other_id END AS shown
    FROM (
        SELECT a.group_id AS one_id, o.group_id AS other_id,
               (coalesce(a.confirmed_on, '-infinity'::date), o.created_at, o.group_id)
               > (coalesce(o.confirmed_on, '-infinity'::date), a.created_at, a.group_id) AS one_wins
        FROM network.pairs p
        JOIN network.listing a ON a.group_id = p.one_group AND a.in_portal AND NOT a.hides_place
        JOIN network.listing o ON o.group_id = p.other_group AND o.in_portal AND NOT o.hides_place
        WHERE p.one_answer AND p.other_answer AND p.one_about = p.other_about AND p.one_about = {ABOUT_BOTH}) AS joined
"""
"""Of two joined groups the one confirmed last is shown; confirmed the same day, the one written down first.

One that hides its place is joined with nothing: the other association's entry would tell where it meets.
"""


def upgrade() -> None:
    """Create the table, its functions and the view, all owned by ama_network."""
    op.execute("SET LOCAL ROLE ama_network")
    _create_table()
    _inner("plain_name(the_name text)", "text", PLAIN_NAME, "sql IMMUTABLE")
    _inner("about(the_name text, the_municipality text, the_kind text)", "text", ABOUT, "sql IMMUTABLE")
    # A view asks with the rights of who reads it.
    op.execute("GRANT EXECUTE ON FUNCTION network.plain_name(text), network.about(text, text, text) TO ama_app")
    _inner("stamp(the_tenant uuid)", "void", STAMP, "plpgsql")
    _definer("find_pairs()", "integer", FIND_PAIRS)
    _definer("answer_pair(the_pair uuid, the_answer boolean)", "uuid", ANSWER_PAIR)
    _definer(
        "my_pairs()",
        "TABLE (id uuid, my_group uuid, their_group uuid, my_answer boolean, their_answer boolean, likeness real, "
        "found_at timestamptz, outdated boolean)",
        MY_PAIRS,
        "sql STABLE",
    )
    op.execute(f"CREATE VIEW network.doubles AS {DOUBLES}")
    op.execute("GRANT SELECT ON network.doubles TO ama_app")
    op.execute("RESET ROLE")


def _create_table() -> None:
    op.create_table(
        "pairs",
        sa.Column("id", sa.Uuid, primary_key=True, server_default=sa.func.gen_random_uuid()),
        *(sa.Column(name, sa.Uuid, nullable=False) for name in ("one_tenant", "one_group")),
        *(sa.Column(name, sa.Uuid, nullable=False) for name in ("other_tenant", "other_group")),
        sa.Column("likeness", sa.REAL, nullable=False),
        sa.Column("found_at", INSTANT, nullable=False, server_default=sa.func.now()),
        sa.Column("one_answer", sa.Boolean),
        sa.Column("other_answer", sa.Boolean),
        *(sa.Column(name, sa.Text) for name in ("one_about", "other_about")),
        sa.UniqueConstraint("one_group", "other_group"),
        sa.CheckConstraint("one_group < other_group AND one_tenant <> other_tenant", name="sides"),
        schema="network",
    )
    op.execute("CREATE INDEX ix_pairs_one_tenant ON network.pairs (one_tenant)")
    op.execute("CREATE INDEX ix_pairs_other_tenant ON network.pairs (other_tenant)")


def _inner(signature: str, returns: str, body: str, language: str) -> None:
    op.execute(
        f"CREATE FUNCTION network.{signature} RETURNS {returns} LANGUAGE {language} "
        f"SET search_path = pg_catalog, public, pg_temp AS $body$ {body} $body$"
    )
    op.execute(f"REVOKE ALL ON FUNCTION network.{_called(signature)} FROM PUBLIC")


def _definer(signature: str, returns: str, body: str, language: str = "plpgsql") -> None:
    op.execute(
        f"CREATE FUNCTION network.{signature} RETURNS {returns} LANGUAGE {language} SECURITY DEFINER "
        f"SET search_path = pg_catalog, public, pg_temp AS $body$ {body} $body$"
    )
    op.execute(f"REVOKE ALL ON FUNCTION network.{_called(signature)} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION network.{_called(signature)} TO ama_app")


def _called(signature: str) -> str:
    name, _, rest = signature.partition("(")
    return f"{name}({', '.join(part.split()[-1] for part in rest.rstrip(')').split(',') if part)})"
