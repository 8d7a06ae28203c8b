"""The jobs of returns: reading the mailboxes, saying yes to a topic, forgetting."""

from uuid import UUID

import structlog
from sqlalchemy import select

from ama_net.across.newsletters.models import FeedbackKind, FeedbackSource
from ama_net.across.newsletters.operations.returns import forget_returns, record_return
from ama_net.across.newsletters.returns import MAILBOXES
from ama_net.across.newsletters.returns.mailboxes import Letter, Mailbox, MailboxFault, read_mailbox
from ama_net.across.newsletters.returns.reading import as_returned, read_report
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import enqueue, job
from ama_net.foundation.web_client import FetchError, fetch
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.tenancy.everywhere import in_every_association
from ama_net.kernel.tenancy.keys import settings_of_app

LONGEST_POSITION = 220

log = structlog.get_logger()


@job(name="newsletters.ask_for_returns", own_transactions=True)
def ask_for_returns() -> None:
    """Every ten minutes, in every association, ask for each mailbox to be read: a slow one keeps no other waiting."""
    in_every_association(_ask)


def _ask() -> None:
    wanted = select(FeedbackSource.id).where(FeedbackSource.closed_at.is_(None), FeedbackSource.kind.in_(MAILBOXES))
    for source_id in db.session.scalars(wanted):
        enqueue(read_returns, str(source_id), late=True)


@job(name="newsletters.read_returns", own_transactions=True)
def read_returns(source_id: str) -> None:
    """Read a mailbox from where it was left, each mail in a transaction of its own with the place it was read up to.

    Whatever happens in between, none is lost and none counts twice.
    """
    wanted = UUID(source_id)
    with unit_of_work():  # no transaction stays open while the world is asked
        source = db.session.get(FeedbackSource, wanted)
        mailbox = mailbox_of(source) if source is not None else None
    if mailbox is None:
        return
    fault = ""
    try:
        for letter in read_mailbox(mailbox, settings_of_app()):
            with unit_of_work():
                _take(wanted, FeedbackKind(mailbox.kind), letter)
    except MailboxFault as error:
        fault = str(error)
        log.warning("newsletters.mailbox_fault", why=type(error).__name__)
    with unit_of_work():
        source = db.session.get_one(FeedbackSource, wanted)
        source.last_fault = fault
        source.last_read_at = source.last_read_at if fault else now()


@job(name="newsletters.confirm_topic", own_transactions=True)
def confirm_topic(source_id: str, address: str) -> None:
    """Tell Amazon SNS that its topic may tell us; the address was made by us from the topic's region."""
    try:
        answer = fetch(address, settings_of_app(), limit=64 * 1024)
    except FetchError as error:
        fault = str(error)
    else:
        fault = ""
        if answer.body is not None:
            answer.body.close()
    with unit_of_work():
        source = db.session.get(FeedbackSource, UUID(source_id))
        if source is not None:
            source.last_fault = fault


@job(name="newsletters.forget_returns", own_transactions=True)
def forget() -> None:
    """Once a day, in every association, delete what came back a year ago."""
    in_every_association(_forget)


def _forget() -> None:
    log.info("newsletters.returns_forgotten", count=forget_returns())


def mailbox_of(source: FeedbackSource) -> Mailbox | None:
    """Where to read, and how one enters; None for what is no mailbox, or is closed."""
    if source.closed_at is not None or source.kind not in MAILBOXES:
        return None
    where = (FeedbackKind(source.kind), source.host, source.port or 0, source.username)
    return Mailbox(*where, source.secret or "", source.position)


def _take(source_id: UUID, kind: FeedbackKind, letter: Letter) -> None:
    report = read_report(letter.raw) if letter.raw is not None else None
    if report is not None and letter.raw is not None:
        record_return(as_returned(report, letter.raw, kind), by=SYSTEM)
    source = db.session.get_one(FeedbackSource, source_id)
    source.position = letter.position[:LONGEST_POSITION]
    source.read_count += 1
    source.skipped_count += letter.raw is None
