"""The daily anchoring, association by association."""

import structlog

from ama_net.foundation.database import unit_of_work
from ama_net.foundation.jobs import job
from ama_net.kernel.audit.anchors import anchor_heads as anchor_heads_of_association
from ama_net.kernel.tenancy import tenant_scope
from ama_net.kernel.tenancy.everywhere import active_tenants

log = structlog.get_logger()


@job(name="audit.anchor_heads", own_transactions=True)
def anchor_heads() -> None:
    """Write every head outside the database. One association's fault does not leave the others without."""
    faults: list[OSError] = []
    for tenant_id in active_tenants():
        try:
            with tenant_scope(tenant_id), unit_of_work():
                anchored = anchor_heads_of_association()
        except OSError as error:
            faults.append(error)
        else:
            log.info("audit.anchored", count=anchored)
    if faults:
        raise faults[0]
