"""The daily cleaning, association by association."""

import structlog

from ama_net.foundation.jobs import job
from ama_net.kernel.office.operations.cleaning import forget_old as forget_old_rows
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="office.forget_old", own_transactions=True)
def forget_old() -> None:
    """Once a day, in every association, forget old ways back and old jobs."""
    in_every_association(_forget_old)


def _forget_old() -> None:
    forgotten = forget_old_rows()
    log.info("office.forgotten", count=forgotten)
