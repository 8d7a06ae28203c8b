"""Holding a newsletter that is leaving: by hand or by itself, going on, calling it off."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, true, update

from ama_net.across.newsletters.models import Delivery, DeliveryState, Newsletter, NewsletterState
from ama_net.across.newsletters.operations.archiving import archive_finished
from ama_net.across.newsletters.operations.starting import ask_for_lanes, reread
from ama_net.across.newsletters.sending.progress import nothing_left
from ama_net.across.newsletters.sending.rate import DAY, HOUR, Spent
from ama_net.across.newsletters.stopped_mails import tell_it_stopped
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.audit import record

BY_HAND, FAILURES, NO_SERVER = "by_hand", "failures", "no_server"
"""Why a newsletter stands still; with ``NO_SERVER`` it goes on by itself as soon as the server of mail answers."""

LONG_WITHOUT_SERVER = timedelta(hours=1)
"""After so long without a server of mail somebody is told, once."""


OURS = ("address", "sealed")
"""Failures that no server had a part in: trying again changes nothing."""


class NotNow(Exception):
    """The newsletter is not where it was: it has ended, or somebody else was faster."""


def pause(newsletter: Newsletter, *, by: Actor, reason: str = BY_HAND) -> None:
    """Hold it. The few messages that workers already took still leave. For who sends (``NEWSLETTERS_SEND``).

    Raises:
        NotNow: it is not leaving.
    """
    _reread(newsletter, NewsletterState.SENDING)
    newsletter.state, newsletter.pause_reason = NewsletterState.PAUSED, reason
    newsletter.resumes_at = newsletter.tell_at = None
    record(by=by, verb="newsletter.paused", subject=newsletter)
    if reason != BY_HAND:
        tell_it_stopped(newsletter, reason)


def resume(newsletter: Newsletter, *, by: Actor) -> None:
    """Go on from where it stood; nobody who was sent it is sent it again. For who sends.

    After too many failures in a row those too are tried again: the fault was hardly of so many mailboxes at once.

    Raises:
        NotNow: it does not stand still.
    """
    _reread(newsletter, NewsletterState.PAUSED)
    if newsletter.pause_reason == FAILURES:
        _try_again_after_failures(newsletter.id)
    newsletter.state, newsletter.pause_reason, newsletter.failures = NewsletterState.SENDING, "", 0
    record(by=by, verb="newsletter.resumed", subject=newsletter)
    ask_for_lanes(newsletter.id)


def cancel(newsletter: Newsletter, *, by: Actor) -> None:
    """Call off what has not left yet; it cannot be taken up again. For who sends.

    Raises:
        NotNow: it has ended, or never began.
    """
    _reread(newsletter, NewsletterState.FREEZING, NewsletterState.SENDING, NewsletterState.PAUSED)
    newsletter.state, newsletter.finished_at = NewsletterState.CANCELLED, now()
    waiting = (Delivery.newsletter_id == newsletter.id) & (Delivery.state == DeliveryState.QUEUED)
    db.session.flush()
    db.session.execute(
        update(Delivery).where(waiting).values(state=DeliveryState.CANCELLED, settled_at=now()),
        execution_options={"synchronize_session": False},
    )
    record(by=by, verb="newsletter.cancelled", subject=newsletter)


def count_failures(newsletter_id: UUID, in_a_row: int, *, more: bool, most: int) -> None:
    """Count failures in a row (``more``: after those before); when they are too many it stands still until somebody looks."""
    counted = Newsletter.failures + in_a_row if more else in_a_row
    row = db.session.execute(
        update(Newsletter)
        .where(Newsletter.id == newsletter_id)
        .values(failures=counted)
        .returning(Newsletter.failures, Newsletter.state),
        execution_options={"synchronize_session": False},
    ).one()
    if row.failures >= most and row.state == NewsletterState.SENDING:
        pause(db.session.get_one(Newsletter, newsletter_id), by=SYSTEM, reason=FAILURES)


def server_answers(newsletter_id: UUID, *, answers: bool) -> None:
    """Note on a newsletter that is leaving whether the server of mail answers. Waiting for it is no failure.

    When none has for long, somebody is told, once.
    """
    if answers:
        _note(newsletter_id, Newsletter.pause_reason.in_((NO_SERVER, HOUR, DAY)), pause_reason="", resumes_at=None)
        return
    first = {"pause_reason": NO_SERVER, "resumes_at": None, "tell_at": now() + LONG_WITHOUT_SERVER}
    if not _note(newsletter_id, Newsletter.pause_reason != NO_SERVER, **first):
        too_long = (Newsletter.pause_reason == NO_SERVER) & (Newsletter.tell_at <= now())
        if _note(newsletter_id, too_long, tell_at=None):
            tell_it_stopped(db.session.get_one(Newsletter, newsletter_id), NO_SERVER)


def wait_for_more(newsletter_id: UUID, spent: Spent) -> None:
    """This hour's, or this day's, messages have left: it goes on by itself, and no worker asks before."""
    _note(newsletter_id, true(), pause_reason=spent.reason, resumes_at=spent.until)


def _note(newsletter_id: UUID, where: ColumnElement[bool], **values: object) -> bool:
    """Write on a newsletter that is leaving why it waits; whether it was so."""
    leaving = (Newsletter.id == newsletter_id) & (Newsletter.state == NewsletterState.SENDING)
    noted = update(Newsletter).where(leaving, where).values(**values).returning(Newsletter.id)
    return db.session.scalar(noted, execution_options={"synchronize_session": False}) is not None


def finish_if_done(newsletter_id: UUID) -> bool:
    """Close a newsletter whose every delivery has come to an end; whether it is closed now."""
    newsletter = db.session.get(Newsletter, newsletter_id, with_for_update=True)
    if newsletter is None or newsletter.state != NewsletterState.SENDING or not nothing_left(newsletter_id):
        return False
    newsletter.state, newsletter.finished_at, newsletter.pause_reason = NewsletterState.SENT, now(), ""
    if newsletter.confidential:  # at a known speed the minute it ended says how many they were
        newsletter.finished_at = now().replace(minute=0, second=0, microsecond=0)
    else:
        record(by=SYSTEM, verb="newsletter.finished", subject=newsletter)
    archive_finished(newsletter)
    return True


def _try_again_after_failures(newsletter_id: UUID) -> None:
    """What failed since one went well waits again."""
    here = Delivery.newsletter_id == newsletter_id
    went_well = (
        select(func.max(Delivery.settled_at)).where(here, Delivery.state == DeliveryState.SENT).scalar_subquery()
    )
    failed = (here, Delivery.state == DeliveryState.FAILED, Delivery.failure.not_in(OURS))
    db.session.execute(
        update(Delivery)
        .where(*failed, or_(went_well.is_(None), Delivery.settled_at >= went_well))
        .values(state=DeliveryState.QUEUED, attempts=0, due_at=now(), settled_at=None, claim=None),
        execution_options={"synchronize_session": False},
    )


def _reread(newsletter: Newsletter, *states: NewsletterState) -> None:
    reread(newsletter)
    if newsletter.state not in states:
        raise NotNow
