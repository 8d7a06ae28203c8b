"""What is done about applications without anybody asking: warnings of the term, and forgetting what is over."""

import structlog

from ama_net.features.members.operations.applications_alerts import warn_of_terms
from ama_net.features.members.operations.applications_retention import empty_applications
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="members.warn_of_applications", own_transactions=True)
def warn_of_applications() -> None:
    """Once a day, in every association, tell the secretariat of applications whose term is near or has come."""
    in_every_association(_warn)


@job(name="members.empty_applications", own_transactions=True)
def empty_old_applications() -> None:
    """Once a day, in every association, empty drafts and ended applications that are over their time."""
    in_every_association(_empty)


def _warn() -> None:
    log.info("applications.warned", told=warn_of_terms())


def _empty() -> None:
    done = empty_applications()
    log.info("applications.emptied", drafts=done.drafts, ended=done.ended)
