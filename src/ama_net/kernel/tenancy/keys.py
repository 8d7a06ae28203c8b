"""The keys of an association: its data key (wrapped in its row) and the keys derived from the master for its chains."""

from uuid import UUID

from flask import current_app

from ama_net.foundation.config import Settings
from ama_net.foundation.crypto import derive_key, mac, new_key, seal, unseal
from ama_net.kernel.tenancy.scope import current_tenant_id

_PURPOSE = "tenant-data-key"


def settings_of_app() -> Settings:
    """The configuration of the running application."""
    settings: Settings = current_app.extensions["settings"]
    return settings


def new_wrapped_key(master: bytes, tenant_id: UUID) -> bytes:
    """A fresh data key for an association, sealed with the master key and bound to it."""
    return seal(derive_key(master, _PURPOSE), new_key(), tenant_id.bytes)


def data_key() -> bytes:
    """The data key of the association in scope."""
    from ama_net.kernel.tenancy.registry import current_tenant  # the registry reads the row that holds it

    return current_tenant().data_key


def unwrap_key(master: bytes, tenant_id: UUID, wrapped: bytes) -> bytes:
    """Open an association's data key.

    Raises:
        SealBroken: another master key made it.
    """
    return unseal(derive_key(master, _PURPOSE), wrapped, tenant_id.bytes)


def chain_key(ledger: str) -> bytes:
    """The key of one ledger of the association in scope. It is never in the database."""
    return derive_key(settings_of_app().master_key, f"ledger:{ledger}", current_tenant_id().bytes)


def keyed_digest(purpose: str, value: str) -> bytes:
    """A digest nobody can guess at without the association's key: for short codes and for finding sealed values."""
    return mac(derive_key(data_key(), purpose), value.encode())
