"""The jobs of trainings: reminding who is enrolled."""

import structlog

from ama_net.features.volunteers.operations.course_mails import remind_of_courses
from ama_net.foundation.database import unit_of_work
from ama_net.foundation.jobs import job
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.tenancy.everywhere import for_every_association

log = structlog.get_logger()


@job(name="volunteers.remind_trainings", own_transactions=True)
def remind_trainings() -> None:
    """Every morning, in every association, remind who is enrolled of what begins soon: a batch to each transaction."""
    for_every_association(_remind)


def _remind() -> None:
    reminded = 0
    while True:
        with unit_of_work():
            sent = remind_of_courses(by=SYSTEM)
        reminded += sent
        if not sent:
            break
    if reminded:
        log.info("volunteers.trainings_reminded", people=reminded)
