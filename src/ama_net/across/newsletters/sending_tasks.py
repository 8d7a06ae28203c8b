"""The jobs that send: writing down the recipients, the rounds, the sweep that finds what was left behind."""

import time
from uuid import UUID

import structlog
from flask import current_app
from redis.exceptions import RedisError
from sqlalchemy import func, or_, select, text
from sqlalchemy.exc import OperationalError

from ama_net.across.newsletters.models import Newsletter, NewsletterState
from ama_net.across.newsletters.operations.forgetting import forget_addresses
from ama_net.across.newsletters.operations.pausing import finish_if_done, server_answers, wait_for_more
from ama_net.across.newsletters.operations.starting import ask_for_freezing, ask_for_lanes, back_to_draft, begin_due
from ama_net.across.newsletters.sending.claiming import doubt_the_expired
from ama_net.across.newsletters.sending.freezing import freeze_some
from ama_net.across.newsletters.sending.rate import Spent, sit, stand
from ama_net.across.newsletters.sending.rounds import run_round
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import PendingJob, enqueue, job
from ama_net.foundation.mail import MailLater
from ama_net.kernel.tenancy.everywhere import in_every_association
from ama_net.kernel.tenancy.tasks import RETRYABLE

FREEZING_SECONDS = 15.0

log = structlog.get_logger()


@job(name="newsletters.freeze", own_transactions=True)
def freeze(newsletter_id: str) -> None:
    """Write down the recipients, some thousands in each transaction; asks for another turn while there are more."""
    end = time.monotonic() + FREEZING_SECONDS
    more = True
    while more and time.monotonic() < end:
        with unit_of_work():
            more = freeze_some(UUID(newsletter_id))
            if not more:
                ask_for_lanes(UUID(newsletter_id))
    if more:
        with unit_of_work():
            ask_for_freezing(UUID(newsletter_id))


@job(name="newsletters.deliver", own_transactions=True)
def deliver(newsletter_id: str, lane: int) -> None:
    """A round of one lane; asks for the next while there is something to send.

    When database, broker or mail server is away it ends here: the sweep begins again where it stood.
    """
    who, wanted = deliver.request.id or "", UUID(newsletter_id)
    try:
        if not sit(wanted, lane, who):
            return
        more = _round(wanted, lane, who)
        stand(wanted, lane, who)
    except (RedisError, OperationalError) as error:
        log.warning("newsletters.round_broken", error=type(error).__name__)
        return
    if more is None:
        return
    with unit_of_work():
        server_answers(wanted, answers=True)
        if more is True:
            enqueue(deliver, newsletter_id, lane, late=True)
        elif not finish_if_done(wanted) and more:
            wait_for_more(wanted, more)


def _round(newsletter_id: UUID, lane: int, who: str) -> bool | Spent | None:
    """Whether there is more; None when no server of mail answers: the sweep tries again, and nobody is in doubt."""
    try:
        return run_round(newsletter_id, lane, who)
    except MailLater as error:
        log.warning("newsletters.no_server", error=error.code)
        with unit_of_work():
            server_answers(newsletter_id, answers=False)
        return None


@job(name="newsletters.sweep")
def sweep() -> None:
    """Find every association with newsletters to begin or to go on with: what a dead broker or worker left behind."""
    for tenant_id in db.session.execute(text("SELECT tenancy.tenants_with_newsletters_due()")).scalars().all():
        current_app.extensions["jobs"].send(PendingJob(go_on.name, (), {"tenant_id": str(tenant_id)}))


@job(name="newsletters.go_on", own_transactions=True)
def go_on() -> None:
    """In one association: doubt what dead workers held, begin what is due, ask again for what stands still."""
    with unit_of_work():
        doubt_the_expired()
    for newsletter_id, state in _under_way():
        try:
            _go_on_with(newsletter_id, state)
        except RETRYABLE:
            raise
        except Exception as error:  # noqa: BLE001  # the next newsletter has done nothing wrong
            log.error("newsletters.stuck", error=type(error).__name__)
            with unit_of_work():
                back_to_draft(newsletter_id)


def _go_on_with(newsletter_id: UUID, state: str) -> None:
    with unit_of_work():
        if state == NewsletterState.SCHEDULED:
            begin_due(newsletter_id)
        elif state == NewsletterState.FREEZING:
            ask_for_freezing(newsletter_id)
        elif not finish_if_done(newsletter_id):
            ask_for_lanes(newsletter_id)


def _under_way() -> list[tuple[UUID, str]]:
    due = or_(
        Newsletter.state == NewsletterState.FREEZING,
        (Newsletter.state == NewsletterState.SENDING) & func.coalesce(Newsletter.resumes_at <= now(), True),
        (Newsletter.state == NewsletterState.SCHEDULED) & (Newsletter.scheduled_at <= now()),
    )
    with unit_of_work():
        found = db.session.execute(select(Newsletter.id, Newsletter.state).where(due).order_by(Newsletter.id))
        return [(newsletter_id, state) for newsletter_id, state in found]  # rows are not pairs for mypy


@job(name="newsletters.forget", own_transactions=True)
def forget() -> None:
    """Once a day, in every association, forget the addresses of deliveries of a month ago."""
    in_every_association(_forget)


def _forget() -> None:
    log.info("newsletters.forgotten", count=forget_addresses())
