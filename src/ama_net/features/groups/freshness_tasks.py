"""The robot that asks every morning and forgets what is over, and the one that tells facilitators who has written."""

import structlog

from ama_net.features.groups.operations.facilitator_requests import tell_of_waiting_requests
from ama_net.features.groups.operations.facilitator_retention import forget_facilitators
from ama_net.features.groups.operations.freshness import ask_facilitators, rehearse, tell_secretariat, unconfirm_silent
from ama_net.foundation.database import unit_of_work
from ama_net.foundation.jobs import job
from ama_net.kernel.tenancy.everywhere import for_every_association, in_every_association

log = structlog.get_logger()

MOST_ROUNDS = 20
"""Rounds of a hundred groups: what is left is asked tomorrow."""


@job(name="groups.keep_fresh", own_transactions=True)
def keep_fresh(dry_run: bool = False) -> None:
    """In every association ask facilitators, flag and unconfirm; with ``dry_run`` only say how many it would be."""
    for_every_association(_rehearse if dry_run else _keep_fresh)


def _rehearse() -> None:
    with unit_of_work():
        run = rehearse()
    log.info("groups.fresh", asked=len(run.asked), unconfirmed=len(run.unconfirmed), dry_run=True)


def _keep_fresh() -> None:
    with unit_of_work():
        forget_facilitators()
        unconfirmed = len(unconfirm_silent())
    asked = 0
    for _round in range(MOST_ROUNDS):
        with unit_of_work():
            now_asked = len(ask_facilitators())
        asked += now_asked
        if not now_asked:
            break
    with unit_of_work():
        told = tell_secretariat()
    log.info("groups.fresh", asked=asked, unconfirmed=unconfirmed, told=told)


@job(name="groups.tell_facilitators", own_transactions=True)
def tell_facilitators() -> None:
    """In every association tell who keeps a group that a request waits; what could not be told now is found next time."""
    in_every_association(_tell_facilitators)


def _tell_facilitators() -> None:
    told = tell_of_waiting_requests()
    if told:
        log.info("facilitators.told", requests=told)
