"""The room's part of the timetable."""

import structlog
from sqlalchemy import text

from ama_net.features.groups.operations.join_retention import close_quiet_requests, empty_old_requests
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy import tenant_scope

log = structlog.get_logger()


@job(name="groups.forget_join_requests", own_transactions=True)
def forget_join_requests() -> None:
    """Once a day, in every association, close requests long silent and empty those long closed."""
    for tenant_id in db.session.execute(text("SELECT tenancy.active_tenants()")).scalars().all():
        db.session.rollback()
        with tenant_scope(tenant_id), unit_of_work():
            closed, emptied = close_quiet_requests(), empty_old_requests()
        log.info("join_requests.forgotten", closed=closed, emptied=emptied)
