"""Files of addresses: kept sealed while somebody looks, then written by a job a piece at a time.

Each row says when its consent was given, or is only asked to confirm. An address that is known stays as it is (who never
confirmed is only asked again, within the limits of all: ``mailing.py``), one that is excluded stays out: a file never undoes what a person decided. A file of those who must not be written to only excludes.
"""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from ama_net.across.newsletters.addresses import address_digest, mailbox_digest
from ama_net.across.newsletters.consent_words import declared_text
from ama_net.across.newsletters.import_columns import ADDRESS
from ama_net.across.newsletters.import_rows import FileRead, Outcome, Row, judge, judge_exclusions, read_rows
from ama_net.across.newsletters.interests import NOTHING, as_mask
from ama_net.across.newsletters.models import (
    ImportState,
    NewsletterList,
    Subscriber,
    SubscriberImport,
    SubscriberSource,
    SubscriberState,
    SubscriptionProof,
    SuppressionReason,
)
from ama_net.across.newsletters.operations.holding import hold_addresses, hold_mailbox, lock_rows
from ama_net.across.newsletters.operations.mailing import CONFIRM, send_confirmation, written_enough
from ama_net.across.newsletters.operations.proofs import write_proof
from ama_net.across.newsletters.operations.suppressing import suppress_many
from ama_net.across.newsletters.queries_lists import offered_lists
from ama_net.foundation.clock import ROME, day_of, now
from ama_net.foundation.database import db, hold
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.outbox import Message
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant_id

PIECE = 200
PIECE_OUT = 1_000
"""Of addresses to exclude: they are written all at once, and the server counts the locks of a transaction."""
MOST_A_DAY = 2_000
"""How many are asked to confirm in a day: who writes to thousands of strangers at once is taken for a nuisance by their servers,
and the mails that people wait for go out by the same way. The rest of a file waits for the next day."""

GAP = timedelta(milliseconds=200)
"""Between one of these mails and the next, so that a link to sign in never waits behind all of them."""

WRITTEN = "written"
"""In the report of a file: how many of its good rows were written; an address that came by another way meanwhile is not."""

UNTITLED = _l(
    "Il file non ha i titoli delle colonne: non si sa qual è il giorno del consenso. Si può solo mandare la richiesta di "
    "conferma; oppure si scrive «data del consenso» in cima a quella colonna, «email» in cima agli indirizzi, e si ricarica."
)
LISTS = "lists"
"""In the report of a file: the numbers of the lists that were chosen for all its rows."""

KEEP = timedelta(days=7)
"""How long the addresses of a file that nobody used are kept."""


def keep_file(
    stream: BinaryIO,
    *,
    name: str,
    declared: str,
    language: str,
    confirmed_by_mail: bool,
    lists: Collection[int] = (),
    by: Actor,
) -> SubscriberImport:
    """Keep what a file says, sealed, to be looked at. Who may: SUBSCRIBERS_EDIT.

    ``declared`` is where the consents come from, in the office's words: it is the proof of each row. With
    ``confirmed_by_mail`` everybody is asked to confirm and nobody is written to before; otherwise each row has its day.
    ``lists`` are the numbers of what they receive besides what is for all; never a list that tells an interest.

    Raises:
        UnreadableFileError: as ``read_rows``.
        WrongFact: without titles nothing says which day is that of the consent: only a mail can ask; or one of the lists
            may not be chosen for others.
    """
    if not set(lists) <= {one.number for one in lists_for_files()}:
        raise WrongFact("lists", _l("Si sceglie fra le liste che non dicono un argomento."))
    read = read_rows(stream)
    if read.columns and not confirmed_by_mail:
        raise WrongFact("way", UNTITLED)
    kept = SubscriberImport(declared=declared, language=language, confirmed_by_mail=confirmed_by_mail)
    kept.report = {LISTS: sorted(lists)}
    return _kept(kept, read, name, by)


def lists_for_files() -> Sequence[NewsletterList]:
    """The lists that the office may choose for a whole file: open, and none that tells an interest."""
    return [one for one in offered_lists() if not one.confidential]


def lists_of(kept: SubscriberImport) -> list[NewsletterList]:
    """What the rows of a file receive besides what is for all, of what may still be chosen."""
    numbers = set(kept.report.get(LISTS, ()))
    return [one for one in lists_for_files() if one.number in numbers] if numbers else []


def keep_exclusions(stream: BinaryIO, *, name: str, reason: SuppressionReason, by: Actor) -> SubscriberImport:
    """As ``keep_file``, of addresses that must not be written to any more; of each only the address is kept.

    Raises:
        UnreadableFileError: as ``read_rows``.
    """
    read = read_rows(stream)
    bare = [Row(row.number, row.address) for row in read.rows]
    columns = {column: place for column, place in read.columns.items() if column == ADDRESS}
    titles = {column: title for column, title in read.titles.items() if column == ADDRESS}
    return _kept(SubscriberImport(exclude_as=reason), FileRead(bare, columns, titles, read.notes), name, by)


def rows_of(kept: SubscriberImport) -> list[Row]:
    """Its rows, each with what it is as things stand now."""
    return _judged(kept, _written_rows(kept))


def begin_import(kept: SubscriberImport, *, by: Actor) -> None:
    """Decide that the good rows are used. Who may: SUBSCRIBERS_EDIT.

    Raises:
        WrongFact: somebody else decided meanwhile, or no row is good.
    """
    _still_ready(kept)
    if not any(row.used for row in rows_of(kept)):
        raise WrongFact("file", _l("In questo file non c'è nessuna riga da usare."))
    kept.state, kept.started_at = ImportState.RUNNING, now()
    db.session.flush()


def import_piece(import_id: UUID, *, by: Actor) -> bool:
    """Write the next rows; whether there are more to write today. Taken up again after a crash it does none of them twice."""
    hold(f"newsletters:imports:{current_tenant_id()}")  # of two files, each holding many addresses, one at a time
    kept = db.session.scalar(select(SubscriberImport).where(SubscriberImport.id == import_id).with_for_update())
    if kept is None or kept.state != ImportState.RUNNING:
        return False
    piece = _piece(kept)
    if piece <= 0:
        return False
    rows = _written_rows(kept)
    if kept.position == 0:
        rows = _judged(kept, rows)
        kept.report = {**count_rows(rows), WRITTEN: 0, LISTS: kept.report.get(LISTS, [])}
        kept.rows = json.dumps([asdict(row) for row in rows], ensure_ascii=False)
    good = [row for row in rows[kept.position : kept.position + piece] if row.used]
    written = _exclude_all(kept, good, by) if kept.exclude_as else _write_all(kept, good)
    kept.report = {**kept.report, WRITTEN: kept.report[WRITTEN] + written}
    kept.position = min(kept.position + piece, len(rows))
    if kept.position < len(rows):
        db.session.flush()
        return True
    _finish(kept, by)
    return False


def count_rows(rows: Sequence[Row]) -> dict[str, Any]:
    """How many rows became what, and of those excluded (``reasons``) how many for each reason; never whose."""
    reasons = Counter(row.why for row in rows if row.outcome == Outcome.SUPPRESSED)
    return {**Counter(row.outcome for row in rows), "reasons": dict(reasons)}


def waiting_imports() -> list[SubscriberImport]:
    """Files that stopped at what may be asked in a day, to be gone on with; oldest first."""
    running = select(SubscriberImport).where(SubscriberImport.state == ImportState.RUNNING)
    return list(db.session.scalars(running.order_by(SubscriberImport.created_at)))


def drop_import(kept: SubscriberImport, *, by: Actor) -> None:
    """Throw the file away unused. Who may: SUBSCRIBERS_EDIT.

    Raises:
        WrongFact: somebody else decided meanwhile.
    """
    _still_ready(kept)
    kept.state, kept.rows, kept.finished_at = ImportState.DROPPED, None, now()
    record(by=by, verb="subscriber_import.dropped", subject=kept)
    db.session.flush()


def forget_files() -> None:
    """Empty the files that nobody used for a week."""
    old = (SubscriberImport.state == ImportState.READY) & (SubscriberImport.created_at < now() - KEEP)
    gone = {"state": ImportState.DROPPED, "rows_sealed": None, "finished_at": now()}
    db.session.execute(update(SubscriberImport).where(old).values(**gone))


def _kept(kept: SubscriberImport, read: FileRead, name: str, by: Actor) -> SubscriberImport:
    kept.file_name, kept.row_count, kept.created_by = name[:200], len(read.rows), by.account_id
    kept.report = {**(kept.report or {}), "columns": read.columns, "titles": read.titles, "notes": read.notes}
    db.session.add(kept)
    db.session.flush()
    kept.rows = json.dumps([asdict(row) for row in read.rows], ensure_ascii=False)
    record(by=by, verb="subscriber_import.kept", subject=kept, changes={"rows": len(read.rows)})
    db.session.flush()
    return kept


def _written_rows(kept: SubscriberImport) -> list[Row]:
    return [Row(**values) for values in json.loads(kept.rows or "[]")]


def _judged(kept: SubscriberImport, rows: list[Row]) -> list[Row]:
    return judge_exclusions(rows) if kept.exclude_as else judge(rows, need_day=not kept.confirmed_by_mail)


def _piece(kept: SubscriberImport) -> int:
    if kept.exclude_as:
        return PIECE_OUT
    return min(PIECE, MOST_A_DAY - _asked_today()) if kept.confirmed_by_mail else PIECE


def _exclude_all(kept: SubscriberImport, rows: list[Row], by: Actor) -> int:
    return suppress_many((row.address for row in rows), reason=SuppressionReason(kept.exclude_as), by=by)


def _still_ready(kept: SubscriberImport) -> None:
    db.session.refresh(kept, with_for_update=True)
    if kept.state != ImportState.READY:
        raise WrongFact("file", _l("Intanto qualcun altro ha deciso su questo file."))


def _asked_today() -> int:
    midnight = datetime.combine(day_of(now()), time(), tzinfo=ROME)
    asked = (Subscriber.source == SubscriberSource.IMPORT) & (Subscriber.mailed_at >= midnight)
    return db.session.scalar(select(func.count()).select_from(Subscriber).where(asked)) or 0


def _write_all(kept: SubscriberImport, rows: list[Row]) -> int:
    """Write rows, and say how many were; their mails leave one after the other, behind those of another file."""
    hold_addresses(address_digest(row.address) for row in rows)  # all before any: who leaves may hold two of them
    rows = [row for row in judge(rows, need_day=not kept.confirmed_by_mail) if row.used]  # as things stand by now
    waiting, lists = _hold_waiting(rows), lists_of(kept)
    last = db.session.scalar(select(func.max(Message.due_at)).where(Message.template == CONFIRM, Message.attempts == 0))
    due_at = max(now(), last or now())
    made = [one for row in rows if (one := _write(kept, row, waiting, lists)) is not None]
    for subscriber, proof in made if kept.confirmed_by_mail else []:
        due_at += GAP
        send_confirmation(subscriber, proof).due_at = due_at
    db.session.flush()
    return len(made)


def _hold_waiting(rows: Sequence[Row]) -> dict[bytes, Subscriber]:
    """Those of some (held) addresses that never confirmed, their mailboxes held and they too."""
    again = [row.address for row in rows if row.outcome == Outcome.AGAIN]
    for mailbox in sorted({mailbox_digest(address) for address in again}):
        hold_mailbox(mailbox)
    return {one.address_digest: one for one in lock_rows(address_digest(address) for address in again)}


def _write(
    kept: SubscriberImport, row: Row, waiting: dict[bytes, Subscriber], lists: Sequence[NewsletterList]
) -> tuple[Subscriber, SubscriptionProof] | None:
    """Write the subscriber of a row with its proof; nobody who waits and was written to enough."""
    digest = address_digest(row.address)
    subscriber = waiting.get(digest)
    if subscriber is None:
        subscriber = Subscriber(address_digest=digest, source=SubscriberSource.IMPORT)
        db.session.add(subscriber)
        if kept.confirmed_by_mail:
            subscriber.mailbox_digest = mailbox_digest(row.address)
            subscriber.mailed_at, subscriber.mailed_today = now(), 1
    elif written_enough(subscriber, row.address):
        return None
    given_at, mask = _instant(row.given_on), as_mask(one.number for one in lists)
    _fill(subscriber, kept, row, given_at)
    if not kept.confirmed_by_mail:
        subscriber.interests = mask
    proof = write_proof(
        subscriber,
        declared_text(_declared(kept, lists)),
        facts={"file": kept.file_name, "row": str(row.number), "paper": kept.declared},
        given_at=given_at,
        recorded_by=kept.created_by,
        asked={"interests": mask} if kept.confirmed_by_mail else None,  # nobody's until they confirm
    )
    return subscriber, proof


def _declared(kept: SubscriberImport, lists: Sequence[NewsletterList]) -> str:
    """What the office declared, with the lists it chose: none of them tells an interest."""
    names = ", ".join(one.name for one in lists)
    return f"{kept.declared}\n\n{_('Liste: %(names)s', names=names)}" if names else kept.declared


def _fill(subscriber: Subscriber, kept: SubscriberImport, row: Row, given_at: datetime | None) -> None:
    subscriber.source, subscriber.language = SubscriberSource.IMPORT, kept.language
    subscriber.state = SubscriberState.PENDING if kept.confirmed_by_mail else SubscriberState.CONFIRMED
    subscriber.confirmed_at = None if kept.confirmed_by_mail else given_at
    subscriber.address, subscriber.name, subscriber.interests = row.address, row.name, NOTHING
    db.session.flush()


def _instant(day: str) -> datetime | None:
    """Noon of a day; of today, not later than now."""
    return min(datetime.combine(date.fromisoformat(day), time(12), tzinfo=ROME), now()) if day else None


def _finish(kept: SubscriberImport, by: Actor) -> None:
    kept.state, kept.rows, kept.finished_at = ImportState.DONE, None, now()
    changes: dict[str, Any] = {"rows": kept.report[WRITTEN]}
    if kept.exclude_as:
        record(by=by, verb="subscriber_import.excluded", subject=kept, changes=changes | {"reason": kept.exclude_as})
    else:
        record(by=by, verb="subscriber_import.done", subject=kept, changes=changes)
    db.session.flush()
