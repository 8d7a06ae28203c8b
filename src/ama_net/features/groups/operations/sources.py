"""Addresses whose lists of groups are read every twelve hours. Who may: the office with GROUPS_IMPORT.

The numbers are those of the Meeting Guide service: read every 12 hours, warn after 72 hours of silence, stop after 14
days, and keep the last good data meanwhile: a source that is down takes nothing away, and neither does one that is up.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, select

from ama_net.features.groups.importing.missing import link_groups, missing_groups
from ama_net.features.groups.models import (
    Group,
    GroupImport,
    GroupSource,
    ImportState,
    ReadingOutcome,
    SourceReading,
    SourceState,
)
from ama_net.features.groups.operations.imports import (
    apply_read,
    discard_import,
    keep_file,
    one_list_at_a_time,
    read_import,
)
from ama_net.features.groups.operations.states import close_groups
from ama_net.foundation.clock import now
from ama_net.foundation.config import Settings
from ama_net.foundation.database import db
from ama_net.foundation.web_client import Answer, check_address
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.audit import record
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.tenancy import current_tenant

EVERY = timedelta(hours=12)
TRY_AGAIN_AFTER = timedelta(hours=3)
WARN_AFTER = timedelta(hours=72)
STOP_AFTER = timedelta(days=14)
KEEP_READINGS = timedelta(days=90)


class AddressTaken(Exception):
    """There is a source with this address already."""


@dataclass(frozen=True)
class SourceFacts:
    """What the office decides of a source."""

    name: str
    url: str
    trusted: bool = False
    applies_itself: bool = False


@dataclass(frozen=True)
class Errand:
    """What has to be asked of a source, without its row: nothing waits for the answer with a transaction open."""

    source_id: UUID
    url: str
    etag: str
    last_modified: str
    forced: bool


def add_source(facts: SourceFacts, *, settings: Settings, by: Actor) -> GroupSource:
    """Write down a source; its first reading must be approved.

    Raises:
        FetchError: it is an address we would not ask.
        AddressTaken: it is there already.
    """
    _check(facts, settings, None)
    source = GroupSource(**vars(facts), created_by=by.account_id)
    db.session.add(source)
    db.session.flush()
    record(by=by, verb="group_source.added", subject=source)
    return source


def change_source(source: GroupSource, facts: SourceFacts, *, settings: Settings, by: Actor) -> list[str]:
    """Correct a source; another address is another source, whose first reading must be approved.

    Raises:
        FetchError: it is an address we would not ask.
        AddressTaken: it is there already.
    """
    _check(facts, settings, source)
    changed = [one.name for one in fields(facts) if getattr(source, one.name) != getattr(facts, one.name)]
    for name in changed:
        setattr(source, name, getattr(facts, name))
    if "url" in changed:
        source.approved_at, source.next_at = None, now()
    if changed:
        # What was read under other terms is read again.
        source.etag = source.last_modified = source.content_digest = ""
        record(by=by, verb="group_source.changed", subject=source, changes={"fields": changed})
    return changed


def stop_source(source: GroupSource, *, by: Actor) -> None:
    """Read it no more. Its groups stay as they are."""
    if not source.is_stopped:
        source.state = SourceState.STOPPED
        record(by=by, verb="group_source.stopped", subject=source)


def restart_source(source: GroupSource, *, by: Actor) -> None:
    """Read it again, from now on; the days of silence begin anew."""
    source.state, source.next_at = SourceState.ACTIVE, now()
    source.failing_since = source.warned_at = None
    record(by=by, verb="group_source.restarted", subject=source)


def due_sources() -> list[UUID]:
    """The sources of the association in scope whose time has come."""
    due = select(GroupSource.id).where(GroupSource.state == SourceState.ACTIVE, GroupSource.next_at <= now())
    return list(db.session.scalars(due.order_by(GroupSource.next_at)))


def take_errand(source_id: UUID, *, forced: bool) -> Errand | None:
    """Begin a reading; None when it is not its time (somebody else has begun), or the source is stopped.

    ``forced`` reads now and whole, whatever was read last: the office asked.
    """
    source = db.session.get(GroupSource, source_id, with_for_update=True, populate_existing=True)
    if source is None or source.is_stopped or (source.next_at > now() and not forced):
        return None
    source.last_tried_at, source.next_at = now(), now() + EVERY
    if forced:
        return Errand(source.id, source.url, "", "", forced=True)
    return Errand(source.id, source.url, source.etag, source.last_modified, forced=False)


def note_same(source_id: UUID) -> None:
    """The source answered that nothing has changed."""
    source = _locked(source_id)
    _went_well(source)
    _write(source, ReadingOutcome.SAME, "")


def keep_answer(errand: Errand, body: BinaryIO, *, digest: str) -> UUID | None:
    """Keep what the source answered, to be read; None when it is what it answered last time.

    Raises:
        UnreadableFileError: it is no list of groups.
    """
    source = _locked(errand.source_id)
    if digest == source.content_digest and not errand.forced:
        note_same(source.id)
        return None
    return keep_file(file_name=source.name, content=body, by=SYSTEM, source=source).id


def read_answer(errand: Errand, import_id: UUID, *, digest: str, answer: Answer) -> None:
    """Compare what a source answered with the directory; apply it if the office lets this source apply by itself.

    Raises:
        UnreadableFileError: it is no list of groups, to its end.
    """
    one_list_at_a_time()
    source = _locked(errand.source_id)
    kept = read_import(import_id, report=lambda _done, _total: None)
    _supersede(source, kept)
    detail, outcome = _decide(source, kept)
    source.etag, source.last_modified, source.content_digest = answer.etag, answer.last_modified, digest
    _went_well(source)
    _write(source, outcome, detail, kept if outcome == ReadingOutcome.CHANGED else None)


def note_failure(source_id: UUID, sentence: str) -> None:
    """A reading failed: nothing is taken away. After 72 hours the secretariat is told; after 14 days the source stops."""
    source = _locked(source_id)
    source.last_error, source.failing_since = sentence, source.failing_since or now()
    source.next_at = now() + TRY_AGAIN_AFTER
    _write(source, ReadingOutcome.FAILED, sentence)
    silent = now() - silent_since(source)
    if silent >= STOP_AFTER and not source.is_stopped:
        source.state = SourceState.STOPPED
        record(by=SYSTEM, verb="group_source.stopped", subject=source)
        _tell(source)
    elif silent >= WARN_AFTER and source.warned_at is None:
        source.warned_at = now()
        _tell(source)


def silent_since(source: GroupSource) -> datetime:
    """Since when a failing source has said nothing good: never before its readings began to fail."""
    since = source.failing_since or now()
    return max(source.last_good_at, since - EVERY) if source.last_good_at else since


def close_missing(source: GroupSource, group_ids: Iterable[UUID], *, by: Actor) -> dict[str, Any]:
    """Close some of the groups a source names no more; never all of them by itself. Gives what undoing needs."""
    chosen = set(group_ids)
    # Held in the order of their keys, as a list holds them that is being applied.
    missing = missing_groups(source.id).where(Group.id.in_(chosen)).order_by(None).order_by(Group.id)
    groups = list(db.session.scalars(missing.with_for_update(of=Group)))
    return close_groups(groups, by=by)


def forget_old() -> None:
    """Forget old readings, and throw away what nobody approved for a month: a list may name who answers for a group."""
    db.session.execute(delete(SourceReading).where(SourceReading.at < now() - KEEP_READINGS))
    waiting = select(GroupImport.id).where(
        GroupImport.state.in_((ImportState.WAITING, ImportState.TO_APPROVE)),
        GroupImport.created_at < now() - timedelta(days=30),
    )
    for import_id in list(db.session.scalars(waiting)):
        discard_import(import_id, by=SYSTEM)


def _check(facts: SourceFacts, settings: Settings, source: GroupSource | None) -> None:
    check_address(facts.url, settings)
    same = select(GroupSource.id).where(GroupSource.url == facts.url)
    found = db.session.scalars(same).one_or_none()
    if found is not None and (source is None or found != source.id):
        raise AddressTaken


def _locked(source_id: UUID) -> GroupSource:
    return db.session.get_one(GroupSource, source_id, with_for_update=True, populate_existing=True)


def _supersede(source: GroupSource, kept: GroupImport) -> None:
    """An older reading that nobody approved has nothing to say any more."""
    older = select(GroupImport.id).where(
        GroupImport.source_id == source.id, GroupImport.state == ImportState.TO_APPROVE, GroupImport.id != kept.id
    )
    for import_id in list(db.session.scalars(older)):
        discard_import(import_id, by=SYSTEM).notes = ["Buttato via da solo: la fonte è stata letta di nuovo."]


def _decide(source: GroupSource, kept: GroupImport) -> tuple[str, ReadingOutcome]:
    if source.approved_at and not kept.created and not kept.updated:
        link_groups(kept)
        db.session.delete(kept)
        return "nessuna differenza con l'elenco", ReadingOutcome.SAME
    if source.approved_at and source.applies_itself:
        apply_read(kept, by=SYSTEM)
        return f"applicata da sola: {kept.created} nuove, {kept.updated} aggiornate", ReadingOutcome.CHANGED
    return "da approvare", ReadingOutcome.CHANGED


def _went_well(source: GroupSource) -> None:
    source.last_good_at, source.last_error = now(), ""
    source.failing_since = source.warned_at = None


def _write(source: GroupSource, outcome: ReadingOutcome, detail: str, kept: GroupImport | None = None) -> None:
    reading = SourceReading(source_id=source.id, outcome=outcome, detail=detail, import_id=kept.id if kept else None)
    db.session.add(reading)
    db.session.flush()


def _tell(source: GroupSource) -> None:
    tenant = current_tenant()
    path = current_app.url_map.bind(tenant.host).build("groups_sources.show", {"source_id": source.id})
    context = {
        "link": f"{tenant.base_url}{path}",
        "name": source.name,
        "error": source.last_error,
        "stopped": source.is_stopped,
    }
    send_mail(
        "groups/source_down", to=tenant.identity.mail.secretariat_mail, context=context, about=source, locale="it"
    )
