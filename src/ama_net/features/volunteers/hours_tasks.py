"""The jobs of hours: the office reminded of what waits, what is old forgotten."""

import structlog

from ama_net.features.volunteers.hours_letters import remind_office
from ama_net.features.volunteers.operations.hours_retention import forget_hours
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="volunteers.remind_hours", own_transactions=True)
def remind_of_hours() -> None:
    """Every Monday tell each secretariat how many entries wait for approval."""
    in_every_association(_remind)


@job(name="volunteers.forget_hours", own_transactions=True)
def forget_old_hours() -> None:
    """Every night forget the words of old hours, and hours and certificates that are older."""
    in_every_association(_forget)


def _remind() -> None:
    if waiting := remind_office():
        log.info("volunteers.hours_waiting", entries=waiting)


def _forget() -> None:
    found = forget_hours()
    if any(found.values()):
        log.info("volunteers.hours_forgotten", **found)
