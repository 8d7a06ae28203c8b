"""The walls, read from the catalogue of the migrated database: no table of associations is left open."""

import psycopg
import pytest
from flask import Flask
from sqlalchemy.engine import make_url

from ama_net.foundation.database.prepare import libpq
from ama_net.foundation.local.postgres import Cluster

SHARED_TABLES = {"alembic_version", "municipalities", "operators", "operator_sessions", "operator_codes", "tenants"}
"""Tables without tenant_id: the gazetteer, the installation's own people, and the associations (protected by their id)."""

DEFINER_FUNCTIONS = {
    "network.answer_pair", "network.find_pairs", "network.my_pairs",
    "network.on_group", "network.on_host", "network.on_listing", "network.on_organisation", "network.on_part", "network.on_shared", "network.on_tenant",
    "network.publish_group", "tenancy.active_tenants", "tenancy.list_tenants", "tenancy.people_matching", "tenancy.similar_people",
    "tenancy.tenant_of_host", "tenancy.tenants_with_due_mail",
    "tenancy.tenants_with_newsletters_due",
}  # fmt: skip
"""The only code that sees past an association's wall. Adding one is a decision (docs/decisions/0002)."""

ACROSS_INDEXES = {
    "ix_messages_sweep", "ix_newsletter_deliveries_sweep", "ix_newsletters_sweep", "tenant_hosts_pkey", "pk_tenant_hosts",
}  # fmt: skip
"""Indexes that do not begin with the association: those of the sweeps, and the one that leads from a host to its association."""


@pytest.fixture
def catalogue(app: Flask, cluster: Cluster, environment: dict[str, str]) -> psycopg.Connection:
    name = make_url(environment["DATABASE_URL"]).database
    with psycopg.connect(libpq(make_url(cluster.admin_url(name)))) as connection:
        yield connection


def _tenant_tables(catalogue: psycopg.Connection) -> list[str]:
    rows = catalogue.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped "
        "WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public' ORDER BY 1"
    )
    return [row[0] for row in rows]


def test_every_table_belongs_to_an_association_or_is_listed_as_shared(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert {row[0] for row in rows} - set(_tenant_tables(catalogue)) - SHARED_TABLES == set()


def test_every_tenant_table_has_row_security_enabled_and_forced(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r' AND NOT (relrowsecurity AND relforcerowsecurity)",
        [[*_tenant_tables(catalogue), "tenants"]],
    )
    assert [row[0] for row in rows] == []


def test_every_policy_names_its_role(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute("SELECT tablename, policyname FROM pg_policies WHERE 'public' = ANY(roles)")
    assert rows.fetchall() == []


def test_every_tenant_table_has_the_runtime_policy(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute(
        "SELECT tablename FROM pg_policies WHERE roles = '{ama_app}' AND qual LIKE '%app.tenant_id%'"
    )
    assert set(_tenant_tables(catalogue)) - {row[0] for row in rows} == set()


def test_every_key_and_index_begins_with_the_association(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute(
        "SELECT t.relname, i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid "
        "JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace "
        "LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0] "
        "WHERE n.nspname = 'public' AND t.relname = ANY(%s) AND a.attname IS DISTINCT FROM 'tenant_id'",
        [_tenant_tables(catalogue)],
    )
    assert [row for row in rows if row[1] not in ACROSS_INDEXES] == []


def test_every_foreign_key_between_tenant_tables_is_composite(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute(
        "SELECT c.conname FROM pg_constraint c JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid "
        "WHERE c.contype = 'f' AND a.relname = ANY(%(tables)s) AND b.relname = ANY(%(tables)s) AND NOT EXISTS ("
        "  SELECT 1 FROM pg_attribute t WHERE t.attrelid = c.conrelid AND t.attnum = c.conkey[1] AND t.attname = 'tenant_id')",
        {"tables": _tenant_tables(catalogue)},
    )
    assert [row[0] for row in rows] == []


def test_definer_functions_are_the_decided_ones_with_a_fixed_path(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute(
        "SELECT n.nspname || '.' || p.proname, p.proconfig::text, pg_get_userbyid(p.proowner) FROM pg_proc p "
        "JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
    ).fetchall()
    assert {row[0] for row in rows} == DEFINER_FUNCTIONS
    assert [row[0] for row in rows if "search_path" not in (row[1] or "")] == []
    assert {row[2] for row in rows} <= {"ama_bypass", "ama_network"}


def test_runtime_role_is_in_no_role_that_sees_more(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute(
        "SELECT pg_get_userbyid(roleid) FROM pg_auth_members WHERE pg_get_userbyid(member) = 'ama_app'"
    )
    assert rows.fetchall() == []


def test_runtime_role_cannot_change_a_chain(catalogue: psycopg.Connection) -> None:
    rows = catalogue.execute(
        "SELECT privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee = 'ama_app' AND table_name = 'ledger_entries' ORDER BY 1"
    )
    assert [row[0] for row in rows] == ["INSERT", "SELECT"]
