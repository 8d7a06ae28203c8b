"""The register's part of the timetable."""

import structlog

from ama_net.features.volunteers.operations.register_variations import note_variations
from ama_net.features.volunteers.operations.shifts_leaving import free_every_lost_place
from ama_net.features.volunteers.operations.volunteer_accounts import close_areas_of_who_stopped
from ama_net.features.volunteers.register import hold_register
from ama_net.foundation.jobs import job
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="volunteers.keep_register", own_transactions=True)
def keep_register() -> None:
    """Once a night, in every association: write the variations of who changed, close the area of who stopped that day.

    Then, in a transaction of its own, the places in shifts of who serves no more are given back.
    """
    in_every_association(_keep)
    in_every_association(_free)


def _keep() -> None:
    hold_register()
    closed = close_areas_of_who_stopped(by=SYSTEM)  # accounts are rows: before the chain
    log.info("volunteers.register_kept", closed=closed, varied=note_variations(by=SYSTEM))


def _free() -> None:
    log.info("volunteers.places_freed", places=free_every_lost_place(by=SYSTEM))
