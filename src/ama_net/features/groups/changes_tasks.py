"""The job that empties what people wrote about groups' pages, some time after the decision."""

import structlog
from sqlalchemy import text

from ama_net.features.groups.operations.changes import empty_old_changes
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy import tenant_scope

log = structlog.get_logger()


@job(name="groups.forget_corrections", own_transactions=True)
def forget_corrections() -> None:
    """Once a day, in every association."""
    for tenant_id in db.session.execute(text("SELECT tenancy.active_tenants()")).scalars().all():
        db.session.rollback()
        with tenant_scope(tenant_id), unit_of_work():
            emptied = empty_old_changes()
        log.info("corrections.forgotten", emptied=emptied)
