"""The room's part of the timetable."""

import structlog

from ama_net.foundation.jobs import job
from ama_net.kernel.correspondence.operations_retention import forget_old_letters
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="correspondence.forget_old_letters", own_transactions=True)
def forget_letters() -> None:
    """Once a day, in every association, empty the letters whose years are over."""
    in_every_association(_forget)


def _forget() -> None:
    log.info("letters.forgotten", count=forget_old_letters())
