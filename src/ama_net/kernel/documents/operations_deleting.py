"""Deleting documents whose time is over. Who may is the business of the job that calls."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ForeignKey, delete, select

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents.models import Document, DocumentVersion


def delete_documents(ids: Iterable[UUID | None], *, by: Actor) -> int:
    """Delete documents with all their versions (GDPR art. 5.1.e); gives how many. None is none of them.

    The rows that kept them are deleted first. What is in a social book stays in the book (D.Lgs. 117/2017 art. 15), and so
    does what something else still quotes: an entry of the protocol, a resolution. Proofs go too, when their time is over.
    """
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return 0
    db.session.flush()
    loose = select(Document).where(Document.id.in_(wanted), Document.book_number.is_(None))
    documents = list(db.session.scalars(loose.order_by(Document.id).with_for_update()))
    quoted = _quoted(wanted)
    gone = [document for document in documents if document.id not in quoted]
    for document in gone:
        record(by=by, verb="document.deleted", subject=document, changes={"kind": document.kind})
    db.session.execute(delete(Document).where(Document.id.in_([document.id for document in gone])))
    return len(gone)


def _quoted(ids: set[UUID]) -> set[UUID]:
    """Those of some documents that a row of any room leads to. Asked when they are held: nobody quotes them meanwhile."""
    leading = [one.parent for table in Document.metadata.sorted_tables for one in table.foreign_keys if _leads(one)]
    found = [db.session.scalars(select(column).where(column.in_(ids))) for column in leading]
    return {one for rows in found for one in rows}


def _leads(key: ForeignKey) -> bool:
    """Whether a key leads to a document; its own versions do not count."""
    own = key.parent.table is DocumentVersion.__table__
    return not own and key.column is Document.__table__.c.id
