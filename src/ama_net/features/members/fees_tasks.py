"""The jobs of fees: a year asked of everybody, the fee of who has just come, the reminders of the day."""

from uuid import UUID

import structlog

from ama_net.features.members.operations.fee_receipts import finish_payment
from ama_net.features.members.operations.fee_reminders import send_reminders
from ama_net.features.members.operations.fees import ask_fees
from ama_net.features.members.queries_fees import fee_years
from ama_net.foundation.clock import today
from ama_net.foundation.database import unit_of_work
from ama_net.foundation.jobs import job
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.office import Outcome, Progress, follow
from ama_net.kernel.tenancy.everywhere import for_every_association, in_every_association

log = structlog.get_logger()

MOST_ROUNDS = 200
"""Rounds of fifty letters: what is left goes tomorrow."""


@job(name="members.ask_fees")
def ask_fees_of_year(year: int, account_id: str, job_id: str, url: str) -> None:
    """Ask the fee of a year of every member who was not asked, followed on the page of the job. Twice asks nobody twice."""

    def work(progress: Progress) -> Outcome:
        asked = ask_fees(year, by=Actor(account_id=UUID(account_id)), step=progress.advance)
        return Outcome([("Quote chieste", asked)], url=url)

    follow(job_id, work)


@job(name="members.ask_new_fees", own_transactions=True)
def ask_new_fees() -> None:
    """Every morning ask this year's fee of who was admitted since, where the year was asked already."""
    in_every_association(_ask_new_fees)


@job(name="members.finish_fee_payment")
def finish_fee_payment(payment_id: str) -> None:
    """After money that nobody typed (a bank's statement, online): the receipt is made out to the member, and sent."""
    finish_payment(UUID(payment_id), by=SYSTEM)


def _ask_new_fees() -> None:
    year = today().year
    if year in fee_years():
        asked = ask_fees(year, by=SYSTEM)
        if asked:
            log.info("members.fees_asked", fees=asked)


@job(name="members.remind_fees", own_transactions=True)
def remind_fees() -> None:
    """Every day, in every association, send the reminders that are due: a batch to each transaction."""
    for_every_association(_remind_fees)


def _remind_fees() -> None:
    sent = 0
    for _round in range(MOST_ROUNDS):
        with unit_of_work():
            now_sent = send_reminders(by=SYSTEM)
        sent += now_sent
        if not now_sent:
            break
    if sent:
        log.info("members.fees_reminded", fees=sent)
