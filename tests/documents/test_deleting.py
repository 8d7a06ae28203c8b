"""Deleting documents whose time is over: versions go with them, books and what is quoted stay."""

from flask import Flask
from sqlalchemy import func, select

from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.audit import LedgerEntry
from ama_net.kernel.documents import (
    Document,
    DocumentVersion,
    File,
    Organ,
    add_version,
    adopt_resolution,
    attach_to_resolution,
    file_in_book,
    keep_document,
)
from ama_net.kernel.documents.operations_deleting import delete_documents
from tests.support.hands import desk
from tests.support.standing import Standing


def _kept(kind: str = "other") -> Document:
    return keep_document(File("a.pdf", b"%PDF-1.4 inventato"), title="Atto", kind=kind, by=SYSTEM)


def _left() -> tuple[int, int]:
    documents = select(func.count()).select_from(Document)
    versions = select(func.count()).select_from(DocumentVersion)
    return db.session.scalar(documents) or 0, db.session.scalar(versions) or 0


def test_a_document_goes_with_all_its_versions(in_alba: Standing) -> None:
    gone, stays = _kept(), _kept()
    add_version(gone, File("b.pdf", b"%PDF-1.4 altro"), by=SYSTEM)
    assert (delete_documents([gone.id, None], by=SYSTEM), _left()) == (1, (1, 1))
    assert db.session.scalars(select(Document.id)).one() == stays.id


def test_what_is_in_a_book_stays(in_alba: Standing) -> None:
    filed = _kept()
    file_in_book(filed, Organ.BOARD, by=SYSTEM)
    assert (delete_documents([filed.id], by=SYSTEM), _left()) == (0, (1, 1))


def test_what_a_resolution_quotes_stays_and_the_rest_goes(in_alba: Standing) -> None:
    quoted, loose = _kept(), _kept()
    attach_to_resolution(adopt_resolution(Organ.BOARD, subject="Atto", by=SYSTEM), quoted, by=SYSTEM)
    assert (delete_documents([quoted.id, loose.id], by=SYSTEM), _left()) == (1, (1, 1))


def test_the_audit_says_what_went_and_not_its_title(in_alba: Standing) -> None:
    delete_documents([_kept().id], by=SYSTEM)
    db.session.commit()
    entries = select(LedgerEntry.facts).where(LedgerEntry.ledger == "audit").order_by(LedgerEntry.number.desc())
    last = db.session.scalars(entries.limit(1)).one()
    assert (last["verb"], last["changes"]) == ("document.deleted", {"kind": "other"})


def test_a_document_of_brig_is_not_deleted_from_alba(app: Flask, alba: Standing, brig: Standing) -> None:
    with desk(app, brig):
        theirs = _kept().id
    with desk(app, alba):
        assert delete_documents([theirs], by=SYSTEM) == 0
    with desk(app, brig):
        assert _left() == (1, 1)
