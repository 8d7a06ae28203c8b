"""What is done about shifts without anybody asking."""

import structlog

from ama_net.features.volunteers.operations.shifts_alerts import tell_of_short_shifts
from ama_net.features.volunteers.operations.shifts_retention import forget_shifts
from ama_net.foundation.jobs import job
from ama_net.kernel.scheduling.reservations import forget_past
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="volunteers.tell_of_short_shifts", own_transactions=True)
def tell_of_shifts_short_of_people() -> None:
    """Once a day, in every association, tell the secretariat which shifts lack people."""
    in_every_association(_tell)


@job(name="volunteers.forget_shifts", own_transactions=True)
def forget_old_shifts() -> None:
    """Once a night, in every association, delete shifts over for two years and reservations that are past."""
    in_every_association(_forget)


def _tell() -> None:
    log.info("shifts.short_told", shifts=tell_of_short_shifts())


def _forget() -> None:
    log.info("shifts.forgotten", reservations=forget_past(), shifts=forget_shifts())
