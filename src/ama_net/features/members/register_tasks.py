"""The register's part of the timetable."""

import structlog

from ama_net.features.members.operations.member_accounts import close_areas_of_who_left
from ama_net.features.members.operations.variations import note_variations
from ama_net.foundation.jobs import job
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="members.keep_register", own_transactions=True)
def keep_register() -> None:
    """Once a night, in every association: write the variations of who changed, close the area of who left that day."""
    in_every_association(_keep)


def _keep() -> None:
    log.info("register.kept", varied=note_variations(by=SYSTEM), closed=close_areas_of_who_left(by=SYSTEM))
