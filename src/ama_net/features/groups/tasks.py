"""The room's part of the timetable."""

import structlog

from ama_net.features.groups.operations.join_alerts import alert_late_requests
from ama_net.features.groups.operations.join_retention import forget
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="groups.forget_join_requests", own_transactions=True)
def forget_join_requests() -> None:
    """Once a day, in every association: warn who is about to be closed, close the silent, empty what is over its time."""
    in_every_association(_forget)


@job(name="groups.alert_late_requests", own_transactions=True)
def alert_late() -> None:
    """Once a day, in every association, tell the office of requests that nobody has answered."""
    in_every_association(_alert)


def _forget() -> None:
    done = forget()
    log.info("join_requests.forgotten", warned=done.warned, closed=done.closed, emptied=done.emptied)


def _alert() -> None:
    log.info("join_requests.late", told=alert_late_requests())
