"""The portal's part of the timetable."""

import structlog
from sqlalchemy import text

from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import job
from ama_net.kernel.directory.pairs import find_pairs as find_pairs_of_association
from ama_net.kernel.tenancy import tenant_scope

log = structlog.get_logger()


@job(name="network.find_pairs", own_transactions=True)
def find_pairs() -> None:
    """Once a night, look in every association for groups that another lists too. Run twice, it finds the same."""
    for tenant_id in db.session.execute(text("SELECT tenancy.active_tenants()")).scalars().all():
        db.session.rollback()
        with tenant_scope(tenant_id), unit_of_work():
            waiting = find_pairs_of_association()
        log.info("pairs.found", waiting=waiting)
