"""Bringing the folders of ``tenants/`` into the database: new associations are made, known ones keep what they chose.

``tenant.toml`` seeds once; afterwards the database wins, hosts and theme excepted. Harmless to repeat.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, create_engine, text
from uuid_utils.compat import uuid7

from ama_net.foundation.config import ConfigurationError, Settings
from ama_net.kernel.tenancy.keys import new_wrapped_key
from ama_net.kernel.tenancy.registry import forget_cached_tenants
from ama_net.kernel.tenancy.scope import tenant_scope
from ama_net.kernel.tenancy.tenant_file import load_all
from ama_net.kernel.tenancy.tenant_models import TenantFile

Seed = Callable[[TenantFile, Path], None]
"""Fills a new association's room from its folder; runs inside its scope, and must be harmless to repeat."""


@dataclass(frozen=True)
class Synced:
    """One association after a sync."""

    slug: str
    created: bool
    hosts: tuple[str, ...]


def sync_tenants(settings: Settings, *, seeds: list[Seed], unit_of_work: Callable[[], object]) -> list[Synced]:
    """Create or update every association of the folder.

    Raises:
        TenantFileError: a file is wrong; nothing was changed.
    """
    files = load_all(settings.tenants)
    results = []
    for file in files:
        tenant_id, synced = register_tenant(settings, file)
        results.append(synced)
        with tenant_scope(tenant_id), unit_of_work():  # type: ignore[attr-defined]
            for seed in seeds:
                seed(file, settings.tenants / file.slug)
    return results


def register_tenant(settings: Settings, file: TenantFile) -> tuple[UUID, Synced]:
    """Make the association's row and hosts as the installation, past the walls."""
    if not settings.database_owner_url:
        raise ConfigurationError("DATABASE_OWNER_URL: manca; serve per creare le associazioni.")
    engine = create_engine(settings.database_owner_url)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL ROLE ama_bypass"))
        tenant_id, created = _upsert(connection, settings, file)
        hosts = (f"{file.slug}.{settings.base_host}", *file.hosts)
        _set_hosts(connection, tenant_id, hosts)
    engine.dispose()
    forget_cached_tenants()
    return tenant_id, Synced(file.slug, created, hosts)


def _upsert(connection: Connection, settings: Settings, file: TenantFile) -> tuple[UUID, bool]:
    known = connection.execute(text("SELECT id FROM tenants WHERE slug = :slug"), {"slug": file.slug}).scalar()
    if known is not None:
        return known, False
    tenant_id = uuid7()
    connection.execute(
        text(
            "INSERT INTO tenants (id, slug, status, identity, wrapped_key, created_at) "
            "VALUES (:id, :slug, 'active', CAST(:identity AS jsonb), :key, now())"
        ),
        {
            "id": tenant_id,
            "slug": file.slug,
            "identity": file.model_dump_json(),
            "key": new_wrapped_key(settings.master_key, tenant_id),
        },
    )
    return tenant_id, True


def _set_hosts(connection: Connection, tenant_id: UUID, hosts: tuple[str, ...]) -> None:
    connection.execute(
        text("DELETE FROM tenant_hosts WHERE tenant_id = :id AND NOT (host = ANY(:hosts))"),
        {"id": tenant_id, "hosts": list(hosts)},
    )
    # Mails are written from the association's own host when it has one.
    ordered = (*hosts[1:], hosts[0])
    for position, host in enumerate(ordered):
        connection.execute(
            text(
                "INSERT INTO tenant_hosts (host, tenant_id, position) VALUES (:host, :id, :position) "
                "ON CONFLICT (host) DO UPDATE SET position = excluded.position "
                "WHERE tenant_hosts.tenant_id = excluded.tenant_id"
            ),
            {"host": host, "id": tenant_id, "position": position},
        )


def all_tenants(settings: Settings) -> list[tuple[UUID, str, str, list[str]]]:
    """Every association: id, slug, status, hosts. For the installation's own commands and timetable."""
    engine = create_engine(settings.database_owner_url)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL ROLE ama_bypass"))
        rows = connection.execute(
            text(
                "SELECT t.id, t.slug, t.status, array_agg(h.host ORDER BY h.position) FROM tenants t "
                "JOIN tenant_hosts h ON h.tenant_id = t.id GROUP BY t.id, t.slug, t.status ORDER BY t.slug"
            )
        ).all()
    engine.dispose()
    return [(row[0], row[1], row[2], list(row[3])) for row in rows]
