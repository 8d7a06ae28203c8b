"""The scope: the one ambient value of the system, and the listener that tells it to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, event

from ama_net.foundation.database import db, transaction_is_open

_tenant: ContextVar[UUID | None] = ContextVar("tenant", default=None)

_SET_TENANT = "SELECT set_config('app.tenant_id', %(tenant)s, true)"
"""In the driver's own words: it is said at the start of every transaction."""


class ScopeError(RuntimeError):
    """The scope was changed while a transaction was open."""


class NoTenant(LookupError):
    """An association was needed and no scope is open."""


@contextmanager
def tenant_scope(tenant_id: UUID) -> Iterator[None]:
    """Work for one association until the block ends.

    Raises:
        ScopeError: a transaction is already open, so its rows would belong to two associations.
    """
    _refuse_open_transaction()
    token = _tenant.set(tenant_id)
    try:
        yield
    finally:
        if transaction_is_open():
            db.session.rollback()
        db.session.remove()
        _tenant.reset(token)


def current_tenant_id() -> UUID:
    """The association of the open scope.

    Raises:
        NoTenant: no scope is open.
    """
    tenant_id = _tenant.get()
    if tenant_id is None:
        raise NoTenant("no association in scope")
    return tenant_id


def tenant_id_or_none() -> UUID | None:
    """The association of the open scope, or None at the portal and in the installation's own commands."""
    return _tenant.get()


def _refuse_open_transaction() -> None:
    if transaction_is_open():
        raise ScopeError("a transaction is open: commit or roll back before changing association")


@event.listens_for(Session, "after_begin")
def _tell_the_database(session: Session, transaction: Any, connection: Connection) -> None:
    tenant_id = _tenant.get()
    if tenant_id is not None:
        connection.exec_driver_sql(_SET_TENANT, {"tenant": str(tenant_id)})
