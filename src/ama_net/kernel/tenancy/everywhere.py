"""Work that the timetable does in every association, one after the other."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import text

from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.tenancy.scope import tenant_scope


def active_tenants() -> list[UUID]:
    """The active associations. Asked outside every scope, and no transaction is left open."""
    found = list(db.session.execute(text("SELECT tenancy.active_tenants()")).scalars())
    db.session.rollback()
    return found


def in_every_association(work: Callable[[], None]) -> None:
    """Do something in the scope of each active association, each in a transaction of its own."""
    for tenant_id in active_tenants():
        with tenant_scope(tenant_id), unit_of_work():
            work()
