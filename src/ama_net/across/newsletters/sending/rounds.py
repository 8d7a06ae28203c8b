"""A worker's round: for some seconds it takes a few deliveries, offers each to the server, and says what became of it.

What was sent and what is taken next are one transaction: one commit for every ten messages.
"""

import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import SimpleQueue
from uuid import UUID, uuid4

import structlog
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from ama_net.across.newsletters.audience_meaning import Meaning
from ama_net.across.newsletters.audiences import still_wanted
from ama_net.across.newsletters.models import DeliveryState, Newsletter, NewsletterState
from ama_net.across.newsletters.operations.pausing import count_failures, pause
from ama_net.across.newsletters.operations.starting import UNREADY
from ama_net.across.newsletters.sending.claiming import (
    MOST_AT_ONCE,
    Claimed,
    Outcome,
    claim_due,
    give_back,
    give_back_all,
    is_open,
    later,
    settle,
)
from ama_net.across.newsletters.sending.letters import Letter, letter_of
from ama_net.across.newsletters.sending.rate import Spent, sit, take
from ama_net.across.newsletters.sending.rate import give_back as give_back_granted
from ama_net.across.newsletters.settings import NewsletterSettings
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.mail.kept import kept_transport
from ama_net.foundation.mail.transports import MailInDoubt, MailLater, MailRefused, Transport
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.outbox.identities import identity
from ama_net.kernel.outbox.operations import mailbox_folder
from ama_net.kernel.tenancy.keys import settings_of_app
from ama_net.kernel.tenancy.settings import read_settings

ROUND_SECONDS = 5.0
"""After so long other work has its turn: a confirmation never waits longer behind a newsletter."""

ASKS_A_SECOND = 50
"""How often a fast sending asks the broker whether it may go on: for some batches together."""

SLOWEST_BATCH = 20.0
"""Seconds after which what was taken and not tried is given back: its lease must not run out."""

STUBBORN_SECONDS = 20.0
"""How long a worker that has sent tries to say so to a database that went away."""

Written = bytes | BaseException
"""A letter, or why it could not be written."""

log = structlog.get_logger()


@dataclass
class Round:
    """What a worker knows during a round."""

    newsletter_id: UUID
    letter: Letter
    audience: Meaning
    limits: NewsletterSettings
    lane: int
    who: str
    end: float
    failing: bool
    granted: int = 0
    """Messages that the speed lets leave now."""
    writer: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    """Writes and signs the next letters while one is with the server."""
    claim: UUID = field(default_factory=uuid4)
    outcomes: list[Outcome] = field(default_factory=list)
    unsure: UUID | None = None
    """A claim whose commit has not been confirmed: nothing of it has been offered to the server."""
    empty: bool = False
    spent: Spent | None = None
    """The hour's or the day's messages, when they have left."""


def run_round(newsletter_id: UUID, lane: int, who: str) -> bool | Spent:
    """Send for some seconds; whether there is more to do at once, or what it has to wait for.

    Raises:
        redis.RedisError, OperationalError: the broker or the database is away; nothing was left half said that could be said.
        MailLater: the server of mail does not answer.
    """
    round_ = _begin(newsletter_id, lane, who)
    if round_ is None:
        return False
    try:
        while time.monotonic() < round_.end and not round_.empty and not round_.spent:
            _step(round_)
    finally:
        round_.writer.shutdown(cancel_futures=True)
        _say(round_)
        give_back_granted(round_.granted, round_.limits)
    return round_.spent or not round_.empty


def _begin(newsletter_id: UUID, lane: int, who: str) -> Round | None:
    with unit_of_work():
        newsletter = db.session.get(Newsletter, newsletter_id)
        if newsletter is None or newsletter.state != NewsletterState.SENDING:
            return None
        try:
            letter = letter_of(newsletter, identity("newsletter"))
        except ValueError as error:  # a setting of the office that no header can carry
            log.warning("newsletters.unwritable", error=type(error).__name__)
            pause(newsletter, by=SYSTEM, reason=UNREADY)
            return None
        failing, audience = newsletter.failures > 0, Meaning.of(newsletter)
        limits = read_settings(NewsletterSettings)
        # In one statement, not through the row: its long texts are not written again.
        db.session.execute(update(Newsletter).where(Newsletter.id == newsletter_id).values(worked_at=now()))
    return Round(newsletter_id, letter, audience, limits, lane, who, time.monotonic() + ROUND_SECONDS, failing)


def _step(round_: Round) -> None:
    """Take what may leave now, and send it; or wait until something may."""
    if not round_.granted:
        most = max(MOST_AT_ONCE, round_.limits.per_second // ASKS_A_SECOND)
        round_.granted, wait, round_.spent = take(most, round_.limits)
        if not round_.granted:
            _say(round_)
            if not round_.spent:
                time.sleep(min(wait, max(0.0, round_.end - time.monotonic())))
            return
        if not sit(round_.newsletter_id, round_.lane, round_.who):  # too slow a while: another worker has this lane now
            round_.empty = True
            return
    most = min(MOST_AT_ONCE, round_.granted)
    with kept_transport(settings_of_app().mail_url, mailbox_folder()) as transport:
        transport.ready()  # nothing is said to be leaving while no server answers
        batch = _exchange(round_, most)
        round_.granted -= len(batch)
        _send(round_, batch, transport)


def _exchange(round_: Round, most: int) -> list[Claimed]:
    """Say what became of the last ones and take the next, in one transaction. Who has left since is skipped."""
    round_.unsure = next_claim = uuid4()
    with unit_of_work():
        sent = _all_sent(round_)
        if not sent:
            _settle(round_)
        claimed = claim_due(round_.newsletter_id, next_claim, most, sent=sent, before=round_.claim)
        for_whom, left = _sorted_out(claimed, round_.audience)
        if left:
            settle(round_.newsletter_id, next_claim, left)
    round_.claim, round_.outcomes, round_.unsure, round_.empty = next_claim, [], None, not claimed
    return for_whom


def _sorted_out(claimed: Sequence[Claimed], audience: Meaning) -> tuple[list[Claimed], list[Outcome]]:
    """Those to send, and what to write of the others: who has left since, what can no longer be read."""
    readable = [one.recipient.subscriber_id for one in claimed if one.recipient]
    wanted = still_wanted(readable, audience) if readable else set()
    for_whom = [one for one in claimed if one.recipient and one.recipient.subscriber_id in wanted]
    left = [
        Outcome(one.id, DeliveryState.SKIPPED) if one.recipient else Outcome(one.id, DeliveryState.FAILED, "sealed")
        for one in claimed
        if one not in for_whom
    ]
    return for_whom, left


def _send(round_: Round, batch: Sequence[Claimed], transport: Transport) -> None:
    """Offer each to the server. When the server goes away, what was not tried is given back."""
    begun, waiting, written = time.monotonic(), deque(batch), SimpleQueue[Written]()
    away = False
    try:
        round_.writer.submit(_write, round_.letter, batch, written)
        while waiting and not away and time.monotonic() - begun < SLOWEST_BATCH:
            mail = written.get(timeout=SLOWEST_BATCH)
            one = waiting.popleft()
            if isinstance(mail, BaseException):
                outcome = _unwritten(one, mail)
            else:
                outcome, away = _offer(round_.letter, one, mail, transport)
            round_.outcomes.append(outcome)
    finally:
        round_.outcomes += [give_back(one) for one in waiting]
        round_.granted += len(waiting)


def _write(letter: Letter, batch: Sequence[Claimed], written: "SimpleQueue[Written]") -> None:
    """The letters of a batch one after the other, or why one cannot be written."""
    for one in batch:
        try:
            written.put(letter.to(one.whom, one.id))
        except BaseException as error:  # noqa: BLE001  # whatever it is, somebody waits for an answer
            written.put(error)


def _unwritten(one: Claimed, error: BaseException) -> Outcome:
    """Of one that was never offered. A fault that is not of the address is tried again: it counts, and many of them pause."""
    if isinstance(error, MailRefused | ValueError):
        return Outcome(one.id, DeliveryState.FAILED, "address")
    log.error("newsletters.unwritten", error=type(error).__name__)
    return later(one, "unwritten")


def _offer(letter: Letter, one: Claimed, mail: bytes, transport: Transport) -> tuple[Outcome, bool]:
    """What became of one, and whether the server went away: then the others would not leave either."""
    try:
        transport.deliver(mail, envelope_from=letter.envelope_from(one.id), recipient=one.whom.address)
    except ValueError:  # an address that this server cannot carry
        return Outcome(one.id, DeliveryState.FAILED, "address"), False
    except MailRefused as error:
        return Outcome(one.id, DeliveryState.FAILED, error.code), False
    except MailLater as error:
        return later(one, error.code), error.away
    except MailInDoubt as error:
        return Outcome(one.id, DeliveryState.IN_DOUBT, error.code), True
    return Outcome(one.id, DeliveryState.SENT), False


def _say(round_: Round) -> None:
    """Write what is known, trying again for a while when the database is away: what was sent must not stay in doubt."""
    if not round_.outcomes and round_.unsure is None:
        return
    end = time.monotonic() + STUBBORN_SECONDS
    while True:
        try:
            with unit_of_work():
                _settle(round_)
                if round_.unsure is not None:
                    give_back_all(round_.newsletter_id, round_.unsure)
        except OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)
        else:
            round_.outcomes, round_.unsure = [], None
            return


def _settle(round_: Round) -> None:
    """The newsletter's row before those of its deliveries: whoever calls it off takes them in this order too."""
    if not round_.outcomes:
        return
    in_a_row, any_well = _failures_at_the_end(round_.outcomes)
    if (in_a_row or round_.failing) and is_open(round_.newsletter_id, round_.claim):
        most = round_.limits.failures_to_pause
        count_failures(round_.newsletter_id, in_a_row, more=not any_well, most=most)
        round_.failing = in_a_row > 0 or (round_.failing and not any_well)
    settle(round_.newsletter_id, round_.claim, round_.outcomes)


def _all_sent(round_: Round) -> list[UUID]:
    """What was taken last, when all of it was sent and there is nothing else to say; else nothing."""
    sent = [outcome.id for outcome in round_.outcomes if outcome.state == DeliveryState.SENT]
    return sent if len(sent) == len(round_.outcomes) and not round_.failing else []


def _failures_at_the_end(outcomes: Sequence[Outcome]) -> tuple[int, bool]:
    """How many of the last ones failed, and whether any went well before them."""
    tried = [outcome for outcome in outcomes if outcome.is_failure or outcome.state == DeliveryState.SENT]
    well = [number for number, outcome in enumerate(tried, 1) if not outcome.is_failure]
    return len(tried) - max(well, default=0), bool(well)
