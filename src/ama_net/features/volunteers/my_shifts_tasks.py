"""Jobs of volunteers' own shifts: reminding them in time, settling the offers that came to nothing."""

import structlog

from ama_net.features.volunteers.operations.shift_reminders import remind_shifts
from ama_net.features.volunteers.operations.swaps import end_lost_swaps
from ama_net.foundation.database import unit_of_work
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy.everywhere import for_every_association, in_every_association

log = structlog.get_logger()

MOST_ROUNDS = 20
"""Rounds of fifty mails: what is left goes half a minute later."""


@job(name="volunteers.remind_shifts", own_transactions=True)
def remind() -> None:
    """Every half minute, in every association, send the reminders that are due: a batch to each transaction."""
    for_every_association(_remind)


def _remind() -> None:
    reminded = 0
    for _round in range(MOST_ROUNDS):
        with unit_of_work():
            seen = remind_shifts()
        reminded += seen
        if not seen:
            break
    if reminded:
        log.info("volunteers.shifts_reminded", places=reminded)


@job(name="volunteers.end_swaps", own_transactions=True)
def end_swaps() -> None:
    """Some times a day, in every association, settle the offers of shifts that have begun or were called off."""
    in_every_association(_end_swaps)


def _end_swaps() -> None:
    ended = end_lost_swaps()
    if ended:
        log.info("volunteers.swaps_ended", swaps=ended)
