"""The associations as the running system knows them: by id and by host, kept in memory for some seconds."""

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from ama_net.foundation.database import db
from ama_net.foundation.web.languages import current_locale
from ama_net.foundation.web.rendering import Parts
from ama_net.kernel.tenancy.keys import settings_of_app, unwrap_key
from ama_net.kernel.tenancy.models import Tenant, TenantHost
from ama_net.kernel.tenancy.scope import current_tenant_id, tenant_id_or_none
from ama_net.kernel.tenancy.tenant_models import Contact, Seat, TenantFile

FRESH_SECONDS = 10.0
"""How long another process may still show an association as it was before a change."""


@dataclass(frozen=True, eq=False)
class TenantInfo:
    """What pages, mails and jobs need to know of an association."""

    id: UUID
    slug: str
    status: str
    host: str
    base_url: str
    identity: TenantFile
    data_key: bytes
    parts: Parts = field(default_factory=Parts)

    @property
    def name(self) -> str:
        """The whole name."""
        return self.identity.name

    @property
    def short_name(self) -> str:
        """The name for narrow places."""
        return self.identity.short_name

    @property
    def contact(self) -> Contact:
        """Public telephone numbers, address and hours."""
        return self.identity.contact

    @property
    def tagline(self) -> str:
        """What the association is for, in the language of the page."""
        english = current_locale() == "en" and self.identity.tagline_en
        return english or self.identity.tagline

    @property
    def emergency(self) -> str:
        """That a group is not an emergency service, in the language of the page."""
        english = current_locale() == "en" and self.identity.emergency.text_en
        return english or self.identity.emergency.text

    @property
    def seat(self) -> Seat:
        """Where the association is."""
        return self.identity.seat

    @property
    def phones(self) -> list[str]:
        """Public telephone numbers."""
        return [str(phone.number) for phone in self.identity.contact.phones]

    @property
    def email(self) -> str | None:
        """The address shown on pages; the system never writes to it."""
        return self.identity.contact.public_email

    @property
    def tax_code(self) -> str | None:
        """Codice fiscale of the body."""
        return self.identity.registration.tax_code

    @property
    def runts(self) -> str | None:
        """Section and number in the register of the third sector, when it is there."""
        registration = self.identity.registration
        return f"{registration.runts_section} {registration.runts_number or ''}" if registration.runts_section else None

    def __repr__(self) -> str:
        return f"TenantInfo({self.slug})"


class _Memory:
    """A small cache with an age limit, safe between threads."""

    def __init__(self) -> None:
        self._values: dict[object, tuple[float, Any]] = {}
        self._lock = Lock()

    def get(self, key: object) -> Any:
        entry = self._values.get(key)
        return entry[1] if entry and entry[0] > time.monotonic() else None

    def put(self, key: object, value: Any) -> None:
        with self._lock:
            if len(self._values) > 20_000:
                self._values.clear()
            self._values[key] = (time.monotonic() + FRESH_SECONDS, value)

    def clear(self) -> None:
        with self._lock:
            self._values.clear()


_memory = _Memory()


def forget_cached_tenants() -> None:
    """Read the associations anew: after a change made by this process."""
    _memory.clear()


def tenant_id_of_host(host: str) -> UUID | None:
    """The association a host leads to, or None. Unknown hosts are not remembered: anyone can invent them."""
    known: UUID | None = _memory.get(host)
    if known is None:
        known = db.session.execute(text("SELECT tenancy.tenant_of_host(:host)"), {"host": host}).scalar()
        db.session.rollback()  # the scope may only be entered outside a transaction
        if known is not None:
            _memory.put(host, known)
    return known


def current_tenant() -> TenantInfo:
    """The association in scope.

    Raises:
        NoTenant: no scope is open.
    """
    tenant_id = current_tenant_id()
    info: TenantInfo | None = _memory.get(tenant_id)
    if info is None:
        info = _read(tenant_id)
        _memory.put(tenant_id, info)
    return info


def current_tenant_or_none() -> TenantInfo | None:
    """The association in scope, or None at the portal."""
    return None if tenant_id_or_none() is None else current_tenant()


def _read(tenant_id: UUID) -> TenantInfo:
    settings = settings_of_app()
    row = db.session.execute(select(Tenant).where(Tenant.id == tenant_id)).scalar_one()
    hosts = db.session.execute(
        select(TenantHost.host).where(TenantHost.tenant_id == tenant_id).order_by(TenantHost.position)
    ).scalars()
    host = next(iter(hosts), f"{row.slug}.{settings.base_host}")
    return TenantInfo(
        id=row.id,
        slug=row.slug,
        status=row.status,
        host=host,
        base_url=settings.origin(host),
        identity=TenantFile.model_validate(row.identity),
        data_key=unwrap_key(settings.master_key, row.id, row.wrapped_key),
    )
