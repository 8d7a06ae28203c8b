"""What is done about insurance without anybody asking: warnings before a policy ends."""

import structlog

from ama_net.features.volunteers.operations.insurance_warnings import warn_of_policies
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="volunteers.warn_of_policies", own_transactions=True)
def warn_of_expiring_policies() -> None:
    """Once a night, in every association, tell the secretariat of policies to decide about."""
    in_every_association(_warn)


def _warn() -> None:
    log.info("insurance.warned", told=warn_of_policies())
