"""The jobs of promised transfers: one reminder, and in the end nothing more is expected."""

from collections.abc import Callable

import structlog

from ama_net.features.donations.operations.asking_mails import abandon_promised, remind_promised
from ama_net.foundation.database import unit_of_work
from ama_net.foundation.jobs import job
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.tenancy.everywhere import for_every_association

log = structlog.get_logger()

MOST_ROUNDS = 100
"""Rounds of a batch each: what is left goes tomorrow."""


@job(name="donations.follow_promised", own_transactions=True)
def follow_promised() -> None:
    """Every day, in every association, remind of transfers that have not come and give up those too old."""
    for_every_association(_follow_promised)


def _follow_promised() -> None:
    left = _until_none(lambda: abandon_promised(by=SYSTEM))
    reminded = _until_none(remind_promised)
    if left or reminded:
        log.info("donations.followed", reminded=reminded, left=left)


def _until_none(work: Callable[[], int]) -> int:
    done = 0
    for _round in range(MOST_ROUNDS):
        with unit_of_work():
            now_done = work()
        done += now_done
        if not now_done:
            break
    return done
