"""The night of the hours: what is over since a month is deleted, in every association."""

import structlog

from ama_net.features.helpdesk.operations.availability import forget_old_hours
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="helpdesk.forget_hours", own_transactions=True)
def forget_hours() -> None:
    """Once a day, in every association. Harmless to repeat."""
    in_every_association(_forget)


def _forget() -> None:
    log.info("helpdesk.hours_forgotten", rows=forget_old_hours())
