"""The night of donations: what is over its time is forgotten, in every association."""

from dataclasses import asdict

import structlog

from ama_net.features.donations.operations.forgetting import forget
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="donations.forget", own_transactions=True)
def forget_donations() -> None:
    """Once a day, in every association, in a transaction each: killed between two, the rest is done by the next."""
    in_every_association(_forget)


def _forget() -> None:
    log.info("donations.forgotten", **asdict(forget()))
