"""Work that the timetable does in every association, one after the other. The fault of one keeps no other waiting."""

from collections.abc import Callable
from uuid import UUID

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from sqlalchemy import text

from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.tenancy.registry import current_tenant
from ama_net.kernel.tenancy.scope import tenant_scope
from ama_net.kernel.tenancy.tasks import RETRYABLE

log = structlog.get_logger()


def active_tenants() -> list[UUID]:
    """The active associations. Asked outside every scope, and no transaction is left open."""
    found = list(db.session.execute(text("SELECT tenancy.active_tenants()")).scalars())
    db.session.rollback()
    return found


def in_every_association(work: Callable[[], None]) -> None:
    """Do something in the scope of each active association, each in a transaction of its own.

    Raises:
        Exception: as ``for_every_association``.
    """

    def in_one_transaction() -> None:
        with unit_of_work():
            work()

    for_every_association(in_one_transaction)


def for_every_association(work: Callable[[], None]) -> None:
    """Do something in the scope of each active association; ``work`` opens its transactions itself.

    Raises:
        Exception: what went wrong in one of them, once all the others are done, so that the job is seen to fail: what is
            worth another try before the rest. Only a job out of time stops where it is.
    """
    faults: list[Exception] = []
    for tenant_id in active_tenants():
        try:
            with tenant_scope(tenant_id):
                work()
        except SoftTimeLimitExceeded:
            raise
        except Exception as fault:  # noqa: BLE001  # whatever it is, the next association has done nothing wrong
            log.error("tenancy.association_failed", association=_name_of(tenant_id), error=type(fault).__name__)
            faults.append(fault)
    if faults:
        raise next((fault for fault in faults if isinstance(fault, RETRYABLE)), faults[0])


def _name_of(tenant_id: UUID) -> str:
    """What an association is called in the log, even when its row cannot be read."""
    try:
        with tenant_scope(tenant_id):
            return current_tenant().slug
    except Exception:  # noqa: BLE001  # that it failed must be told all the same
        return str(tenant_id)
