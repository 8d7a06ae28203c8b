"""The job that empties what people wrote about groups' pages, some time after the decision."""

import structlog

from ama_net.features.groups.operations.changes import empty_old_changes
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="groups.forget_corrections", own_transactions=True)
def forget_corrections() -> None:
    """Once a day, in every association."""
    in_every_association(_forget_corrections)


def _forget_corrections() -> None:
    emptied = empty_old_changes()
    log.info("corrections.forgotten", emptied=emptied)
