"""What is done about applications, letters and papers without anybody asking: forgetting what is over, warning of papers."""

from dataclasses import asdict

import structlog

from ama_net.features.volunteers.operations.onboarding_retention import forget_onboarding
from ama_net.features.volunteers.operations.profiles import warn_of_papers
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="volunteers.forget_onboarding", own_transactions=True)
def forget_old_onboarding() -> None:
    """Once a day, in every association, forget applications, profiles, papers and acceptances that are over their time."""
    in_every_association(_forget)


@job(name="volunteers.warn_of_papers", own_transactions=True)
def warn_of_expiring_papers() -> None:
    """Once a day, in every association, tell the secretariat of papers that expire soon."""
    in_every_association(_warn)


def _forget() -> None:
    done = forget_onboarding()
    log.info("onboarding.forgotten", **asdict(done))


def _warn() -> None:
    log.info("volunteer_papers.warned", told=warn_of_papers())
