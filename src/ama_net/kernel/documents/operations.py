"""Keeping documents and writing down what organs decided. Who may is the business of the page that calls."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from ama_net.foundation.clock import now, today
from ama_net.foundation.crypto import seal, unseal
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import next_number, record
from ama_net.kernel.documents.models import Document, DocumentVersion, Organ, Resolution, Visibility
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.keys import data_key


@dataclass(frozen=True)
class File:
    """Bytes with their name and media type (``application/pdf``)."""

    name: str
    body: bytes
    media_type: str = "application/pdf"


def keep_document(
    file: File,
    *,
    title: str,
    kind: str,
    by: Actor,
    visibility: Visibility = Visibility.OFFICE,
    dated_on: date | None = None,
    person_id: UUID | None = None,
    about: Any = None,
) -> Document:
    """Keep a file as a new document. ``about`` is the row it speaks of; flushed. ``file_in_book`` puts it in a book."""
    document = Document(title=title, kind=kind, visibility=visibility, dated_on=dated_on or today())
    document.person_id, document.created_by = person_id, by.account_id
    if about is not None:
        document.about_kind, document.about_id = about.__tablename__, about.id
    db.session.add(document)
    db.session.flush()
    add_version(document, file, by=by)
    record(by=by, verb="document.kept", subject=document, changes={"kind": kind, "visibility": visibility})
    return document


def add_version(document: Document, file: File, *, by: Actor) -> DocumentVersion:
    """Add a version; the earlier ones stay. Takes the document's row, so two at once get two numbers."""
    db.session.refresh(document, with_for_update=True)
    number = max((version.number for version in document.versions), default=0) + 1
    version = DocumentVersion(document_id=document.id, number=number, file_name=file.name, media_type=file.media_type)
    version.size, version.sha256 = len(file.body), hashlib.sha256(file.body).hexdigest()
    version.body_sealed = seal(data_key(), file.body, _binding(version.id))
    version.created_by = by.account_id
    db.session.add(version)
    db.session.flush()
    db.session.expire(document, ["versions"])
    return version


def body_of(version: DocumentVersion) -> bytes:
    """The plain bytes of a version.

    Raises:
        SealBroken: they were altered or moved in the database.
    """
    return unseal(data_key(), version.body_sealed, _binding(version.id))


def file_in_book(document: Document, organ: Organ, *, by: Actor) -> int:
    """Give a document its place in an organ's book (D.Lgs. 117/2017 art. 15); returns the number. Once, for ever."""
    if document.book_number is None:
        document.organ, document.filed_at = organ, now()
        document.book_number = next_number(f"book.{organ}")
        record(by=by, verb="document.filed", subject=document, changes={"organ": organ, "number": document.book_number})
    return document.book_number


def adopt_resolution(
    organ: Organ,
    *,
    subject: str,
    by: Actor,
    adopted_on: date | None = None,
    text: str = "",
    number: int | None = None,
    meeting_id: UUID | None = None,
) -> Resolution:
    """Write down what an organ decided, with the next number of its year. Flushed.

    ``number`` is given only for a decision that already has one on paper; it must be free.
    """
    day = adopted_on or today()
    taken = number if number is not None else next_number(f"resolutions.{organ}", day.year)
    resolution = Resolution(organ=organ, number=taken, year=day.year, adopted_on=day, subject=subject, text=text)
    resolution.meeting_id, resolution.created_by = meeting_id, by.account_id
    db.session.add(resolution)
    db.session.flush()
    record(by=by, verb="resolution.adopted", subject=resolution, changes={"organ": organ, "number": taken})
    return resolution


def _binding(version_id: UUID) -> bytes:
    return f"document_versions.body:{current_tenant_id()}:{version_id}".encode()
