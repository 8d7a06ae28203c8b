"""What is done about offices without anybody asking: warnings before they expire."""

import structlog

from ama_net.features.members.operations.offices_alerts import warn_of_offices
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="members.warn_of_offices", own_transactions=True)
def warn_of_expiring_offices() -> None:
    """Once a day, in every association, tell the secretariat of offices that are about to expire."""
    in_every_association(_warn)


def _warn() -> None:
    log.info("offices.warned", told=warn_of_offices())
