"""The portal's part of the timetable."""

import structlog

from ama_net.foundation.jobs import job
from ama_net.kernel.directory.pairs import find_pairs as find_pairs_of_association
from ama_net.kernel.tenancy.everywhere import in_every_association

log = structlog.get_logger()


@job(name="network.find_pairs", own_transactions=True)
def find_pairs() -> None:
    """Once a night, look in every association for groups that another lists too. Run twice, it finds the same."""
    in_every_association(_find_pairs)


def _find_pairs() -> None:
    waiting = find_pairs_of_association()
    log.info("pairs.found", waiting=waiting)
