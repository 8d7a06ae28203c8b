"""Whose feed it is: one association's, at its own host, or everybody's, at the portal."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ama_net.kernel.tenancy import current_tenant
from ama_net.kernel.tenancy.keys import settings_of_app

PORTAL = "Gruppi di auto mutuo aiuto della rete"
"""Feeds are in Italian, whatever the language of the page that leads to them."""


@dataclass(frozen=True)
class Whose:
    """``tenant_id`` None is the portal. ``phone`` and ``email`` are those an association gives to everybody."""

    tenant_id: UUID | None
    name: str
    base_url: str
    phone: str = ""
    email: str = ""

    @property
    def is_portal(self) -> bool:
        """Whether it is everybody's."""
        return self.tenant_id is None

    def home_of(self, row: Any) -> str:
        """The site of the association a row is of."""
        return self.base_url if self.tenant_id else settings_of_app().origin(row.host)

    def page_of(self, row: Any) -> str:
        """The page of a group, always at its own association."""
        return f"{self.home_of(row)}/gruppi/{row.slug}"


def association() -> Whose:
    """The association in scope."""
    tenant = current_tenant()
    phone = next(iter(tenant.phones), "")
    return Whose(tenant.id, tenant.name, tenant.base_url, phone, tenant.email or "")


def portal() -> Whose:
    """Every association together."""
    settings = settings_of_app()
    return Whose(None, PORTAL, settings.origin(settings.base_host))
