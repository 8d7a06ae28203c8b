"""Importing lists of groups: read and compared first, applied when the office says so.

A file that cannot be read changes nothing; a row that can is never lost. Who may: the office with GROUPS_IMPORT; the
installation when it fills a new association.
"""

from io import BytesIO
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import select

from ama_net.features.groups.importing.applying import Report, bring_in, compare, hold_groups, may_have_changed
from ama_net.features.groups.importing.files import Format, GroupFile, look_at
from ama_net.features.groups.importing.missing import link_groups, note_missing
from ama_net.features.groups.importing.staging import count_groups, count_outcomes, forget_drafts, gather, stage
from ama_net.features.groups.importing.vocabulary import read_vocabulary
from ama_net.features.groups.models import GroupImport, GroupSource, ImportState
from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold
from ama_net.foundation.spreadsheets import pack, pieces_of, unpack
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.audit import record
from ama_net.kernel.tenancy import current_tenant_id


class NotToApprove(Exception):
    """The file has not been read yet, or somebody has already decided about it."""


def keep_file(
    *, file_name: str, content: bytes | BinaryIO, by: Actor, source: GroupSource | None = None
) -> GroupImport:
    """Keep a list to be read. Its beginning is looked at, so that most faults are told at once.

    Raises:
        UnreadableFileError: it cannot be read; nothing is kept.
    """
    stream = BytesIO(content) if isinstance(content, bytes) else content
    packed = pack(pieces_of(stream))
    look_at(unpack(packed))
    kept = GroupImport(file_name=file_name[-200:], content=packed, requested_by=by.account_id)
    if source is not None:
        kept.source_id, kept.trusted = source.id, source.trusted
    db.session.add(kept)
    db.session.flush()
    return kept


def read_import(import_id: UUID, *, report: Report) -> GroupImport:
    """Read a kept list and say what it would change; asked twice, it is done once. The directory stays as it is.

    Raises:
        UnreadableFileError: the list as a whole cannot be read.
    """
    kept = _locked(import_id)
    if kept.state != ImportState.WAITING or kept.content is None:
        return kept
    file = GroupFile(unpack(kept.content))
    stage(file.rows(read_vocabulary()), kept.id)
    gather(kept.id, whole=file.format == Format.CSV)
    kept.format, kept.notes, kept.groups = file.format, file.notes, count_groups(kept.id)
    compare(kept, report=report)
    _count(kept)
    if kept.source_id:
        note_missing(kept)
    kept.content, kept.read_at, kept.state = None, now(), ImportState.TO_APPROVE
    db.session.flush()
    return kept


def apply_import(import_id: UUID, *, by: Actor, report: Report) -> GroupImport:
    """Apply a list that was read, exactly as it was shown.

    If the directory has changed since then and something would end differently, nothing is applied: what is different is
    marked (``changed_meanwhile``) and the office is asked again.

    Raises:
        NotToApprove: there is nothing to approve.
    """
    kept = _locked(import_id)
    if not kept.is_to_approve:
        raise NotToApprove
    hold_groups(kept)
    if may_have_changed(kept) and (changed := compare(kept, report=lambda _done, _total: None)):
        kept.changed_meanwhile = changed
        _count(kept)
        db.session.flush()
        return kept
    return _apply(kept, by=by, report=report)


def run_import(import_id: UUID, *, report: Report) -> GroupImport:
    """Read and apply at once, for whoever sent it: for the installation, and for sources the office lets apply by themselves.

    Raises:
        UnreadableFileError: the list as a whole cannot be read.
    """
    kept = read_import(import_id, report=lambda _done, _total: None)
    if not kept.is_to_approve:
        return kept
    return _apply(kept, by=Actor(account_id=kept.requested_by) if kept.requested_by else SYSTEM, report=report)


def apply_read(kept: GroupImport, *, by: Actor) -> GroupImport:
    """Apply a list read in this same transaction, which nobody could change in between."""
    return _apply(kept, by=by, report=lambda _done, _total: None)


def discard_import(import_id: UUID, *, by: Actor) -> GroupImport:
    """Throw a list away; the directory stays as it is, the report stays too.

    Raises:
        NotToApprove: somebody has already decided about it.
    """
    kept = _locked(import_id)
    if kept.state not in (ImportState.WAITING, ImportState.TO_APPROVE):
        raise NotToApprove
    forget_drafts(kept.id)
    kept.content, kept.state, kept.finished_at = None, ImportState.DISCARDED, now()
    record(by=by, verb="groups.import_discarded", subject=kept)
    return kept


def mark_unreadable(import_id: UUID, sentence: str) -> None:
    """Keep why a list could not be read; what had been read of it has been undone."""
    kept = _locked(import_id)
    if kept.state == ImportState.WAITING:
        kept.content, kept.state, kept.error, kept.finished_at = None, ImportState.UNREADABLE, sentence, now()


def _apply(kept: GroupImport, *, by: Actor, report: Report) -> GroupImport:
    bring_in(kept, by=by, report=report)
    _count(kept)
    if kept.source_id:
        link_groups(kept)
        source = db.session.get_one(GroupSource, kept.source_id)
        source.approved_at = source.approved_at or now()
    forget_drafts(kept.id)
    kept.state, kept.finished_at, kept.changed_meanwhile = ImportState.APPLIED, now(), 0
    db.session.flush()
    # The statements above know nothing of what the session holds.
    db.session.expire_all()
    counts = {name: getattr(kept, name) for name in ("created", "updated", "unchanged", "refused")}
    record(by=by, verb="groups.imported", subject=kept, changes=counts)
    return kept


def one_list_at_a_time() -> None:
    """Two lists at once would give the same address to two groups. Taken before any row: a source, a list, a group."""
    key = f"groups.import:{current_tenant_id()}"
    hold(key)


def _locked(import_id: UUID) -> GroupImport:
    one_list_at_a_time()
    found = select(GroupImport).where(GroupImport.id == import_id).with_for_update()
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def _count(kept: GroupImport) -> None:
    for outcome, count in count_outcomes(kept.id).items():
        setattr(kept, outcome, count)
