"""Forgetting hours: what notes and refusals said after two years, entries and certificates (with their paper) after ten."""

from datetime import date
from typing import Any, cast

from sqlalchemy import CursorResult, delete, or_, update

from ama_net.features.volunteers.models import HourCertificate, HourEntry
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.documents.operations_deleting import delete_documents

WORDS_YEARS, ROWS_YEARS = 2, 10


def forget_hours() -> dict[str, int]:
    """Empty the words that are old and delete the rows that are older; how many of each. Whole years are counted."""
    year = today().year
    words, rows = date(year - WORDS_YEARS, 1, 1), date(year - ROWS_YEARS, 1, 1)
    said = or_(HourEntry.note_sealed.is_not(None), HourEntry.refused_why_sealed.is_not(None))
    emptied = update(HourEntry).where(HourEntry.on_day < words, said)
    return {
        "emptied": _count(emptied.values(note_sealed=None, refused_why_sealed=None)),
        "entries": _count(delete(HourEntry).where(HourEntry.on_day < rows)),
        "certificates": _delete_certificates(rows),
    }


def _delete_certificates(before: date) -> int:
    old = delete(HourCertificate).where(HourCertificate.issued_on < before).returning(HourCertificate.document_id)
    papers = list(db.session.scalars(old))
    delete_documents(papers, by=SYSTEM)
    return len(papers)


def _count(statement: Any) -> int:
    return cast("CursorResult[Any]", db.session.execute(statement)).rowcount
