"""The daily cleaning, association by association."""

import structlog
from sqlalchemy import text

from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import job
from ama_net.kernel.office.operations.cleaning import forget_old as forget_old_rows
from ama_net.kernel.tenancy import tenant_scope

log = structlog.get_logger()


@job(name="office.forget_old", own_transactions=True)
def forget_old() -> None:
    """Once a day, in every association, forget old ways back and old jobs."""
    for tenant_id in db.session.execute(text("SELECT tenancy.active_tenants()")).scalars().all():
        db.session.rollback()
        with tenant_scope(tenant_id), unit_of_work():
            forgotten = forget_old_rows()
        log.info("office.forgotten", count=forgotten)
