"""The two standing associations, Alba and Brig, and their cast, made once in the template database."""

from dataclasses import dataclass
from uuid import UUID

from flask import Flask

from ama_net.foundation.database import unit_of_work
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.sync import all_tenants, sync_tenants


@dataclass(frozen=True)
class Standing:
    """A standing association."""

    id: UUID
    slug: str
    host: str

    def url(self, path: str = "/") -> str:
        """An absolute address at this association."""
        return f"https://{self.host}{path}"


def build_template(app: Flask) -> None:
    """Make Alba and Brig from ``tests/tenants`` with the application's own seeds, and their cast."""
    from tests.support.cast import make_cast  # the cast speaks of Standing

    with app.app_context():
        sync_tenants(app.extensions["settings"], seeds=app.extensions["seeds"], unit_of_work=unit_of_work)
    for standing in standing_tenants(app).values():
        with app.app_context(), tenant_scope(standing.id), unit_of_work():
            make_cast(standing.slug)


def standing_tenants(app: Flask) -> dict[str, Standing]:
    """Alba and Brig by slug."""
    return {
        slug: Standing(tenant_id, slug, f"{slug}.localhost")
        for tenant_id, slug, _status, _hosts in all_tenants(app.extensions["settings"])
    }
