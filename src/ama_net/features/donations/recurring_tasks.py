"""The night's round of the gifts that come back."""

import structlog

from ama_net.features.donations.operations.recurring_care import look_at, series_to_look_at
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy.everywhere import for_every_association

log = structlog.get_logger()


@job(name="donations.look_after_series", own_transactions=True)
def look_after_series() -> None:
    """Once a day, in every association: debits to come, failures, cards that expire, standing orders that are late."""
    for_every_association(_look_after)


def _look_after() -> None:
    waiting = series_to_look_at()
    db.session.rollback()
    done = 0
    for series_id in waiting:
        with unit_of_work():
            done += bool(look_at(series_id))
    if done:
        log.info("donations.series_looked_after", series=done)
