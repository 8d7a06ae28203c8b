"""Importing files of groups. A file that cannot be read changes nothing; a row that can is never lost."""

from uuid import UUID

from sqlalchemy import select

from ama_net.features.groups.importing.apply import Report, apply_rows
from ama_net.features.groups.importing.csv_reader import read_csv
from ama_net.features.groups.models import GroupImport
from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.audit import record


def keep_file(*, file_name: str, content: bytes, by: Actor) -> GroupImport:
    """Keep a file to be imported. Who may: the office with GROUPS_IMPORT; the installation when it fills a new association.

    Raises:
        UnreadableFileError: the file as a whole cannot be read; nothing is kept.
    """
    read_csv(content)
    kept = GroupImport(file_name=file_name[-200:], content=content, requested_by=by.account_id)
    db.session.add(kept)
    db.session.flush()
    return kept


def run_import(import_id: UUID, *, report: Report) -> GroupImport:
    """Apply a kept file for whoever sent it, telling ``report`` how far it is; asked twice, it is done once.

    Raises:
        UnreadableFileError: the file as a whole cannot be read.
    """
    kept = db.session.scalars(select(GroupImport).where(GroupImport.id == import_id).with_for_update()).one()
    if kept.content is None:
        return kept
    sheet = read_csv(kept.content)
    kept.notes = sheet.notes
    apply_rows(sheet.rows, into=kept, report=report)
    kept.content, kept.finished_at = None, now()
    db.session.flush()
    counts = {name: getattr(kept, name) for name in ("created", "updated", "unchanged", "refused")}
    sender = Actor(account_id=kept.requested_by) if kept.requested_by else SYSTEM
    record(by=sender, verb="groups.imported", subject=kept, changes=counts)
    return kept
