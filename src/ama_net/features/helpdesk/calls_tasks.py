"""What is done about calls without anybody asking."""

from datetime import timedelta

import structlog

from ama_net.features.helpdesk.operations.calls import drop_old_calls
from ama_net.foundation.clock import now
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy.everywhere import in_every_association

KEPT = timedelta(days=30)

log = structlog.get_logger()


@job(name="helpdesk.drop_old_calls", own_transactions=True)
def drop_old() -> None:
    """Once a night, in every association, delete the calls that were made a month ago, or whose appointment was."""
    in_every_association(_drop)


def _drop() -> None:
    log.info("helpdesk.calls_dropped", calls=drop_old_calls(now() - KEPT))
