"""Keeping documents and writing down what organs decided. Who may is the business of the page that calls."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from ama_net.foundation.clock import now, today
from ama_net.foundation.crypto import seal, unseal
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import NumberSeries, next_number, record
from ama_net.kernel.documents.kinds import is_proof, keeps_kind, readers
from ama_net.kernel.documents.models import Document, DocumentVersion, Organ, Resolution, Visibility
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.keys import data_key


class NumberTaken(ValueError):
    """The organ already has a resolution with this number in this year."""


class FiledForEver(ValueError):
    """The document is in a social book: nothing leaves a book."""


class KeptAsItIs(ValueError):
    """The document is a proof (``kinds``), or may not change kind: what corrects it is another document."""


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
    """Keep a file as a new document. ``about`` is the row it speaks of; flushed. ``file_in_book`` puts it in a book.

    What is about one person or of a confined kind (``kinds``) is never shown to members or to the public.
    """
    visibility = readers(visibility, kind, person_id)
    document = Document(title=title, kind=kind, visibility=visibility, dated_on=dated_on or today())
    document.person_id, document.created_by = person_id, by.account_id
    if about is not None:
        document.about_kind, document.about_id = about.__tablename__, about.id
    db.session.add(document)
    db.session.flush()
    version = _write_version(document, file, by=by)
    said = {"kind": kind, "visibility": visibility, "sha256": version.sha256}
    record(by=by, verb="document.kept", subject=document, changes=said)
    return document


def add_version(document: Document, file: File, *, by: Actor) -> DocumentVersion:
    """Add a version; the earlier ones stay. Takes the document's row, so two at once get two numbers.

    Raises:
        FiledForEver: it is in a social book: what corrects it is filed after it, as a document of its own.
        KeptAsItIs: it is a paper of a register, an accepted letter, a certificate.
    """
    _hold(document)
    if document.book_number is not None:
        raise FiledForEver
    if is_proof(document):
        raise KeptAsItIs
    version = _write_version(document, file, by=by)
    said = {"number": version.number, "sha256": version.sha256}
    record(by=by, verb="document.version_added", subject=document, changes=said)
    return version


def _write_version(document: Document, file: File, *, by: Actor) -> DocumentVersion:
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
    _hold(document)
    if document.book_number is None:
        document.organ, document.filed_at = organ, now()
        document.book_number = next_number(f"book.{organ}")
        db.session.flush()
        said = {"organ": organ, "number": document.book_number, "sha256": document.versions[0].sha256}
        record(by=by, verb="document.filed", subject=document, changes=said)
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

    ``number`` is given only for a decision that already has one on paper: the series goes on after the highest.

    Raises:
        NumberTaken: the organ has a resolution with this number in this year.
    """
    day = adopted_on or today()
    series = f"resolutions.{organ}"
    taken = next_number(series, day.year) if number is None else _taken_from_paper(organ, series, day.year, number)
    resolution = Resolution(organ=organ, number=taken, year=day.year, adopted_on=day, subject=subject, text=text)
    resolution.meeting_id, resolution.created_by = meeting_id, by.account_id
    db.session.add(resolution)
    db.session.flush()
    record(by=by, verb="resolution.adopted", subject=resolution, changes={"organ": organ, "number": taken})
    return resolution


def withdraw_document(document: Document, *, by: Actor) -> None:
    """Take a document out of use: nobody but the office finds it. What is filed in a book stays in the book.

    Raises:
        FiledForEver: it has its place in a social book.
        KeptAsItIs: it is a paper of a register, an accepted letter, a certificate.
    """
    _hold(document)
    if document.book_number is not None:
        raise FiledForEver
    if is_proof(document):
        raise KeptAsItIs
    if document.withdrawn_at is None:
        document.withdrawn_at, document.withdrawn_by = now(), by.account_id
        record(by=by, verb="document.withdrawn", subject=document)


def put_back_document(document: Document, *, by: Actor) -> None:
    """Put a withdrawn document back in use."""
    _hold(document)
    if document.withdrawn_at is not None:
        document.withdrawn_at = document.withdrawn_by = None
        record(by=by, verb="document.put_back", subject=document)


def describe_document(
    document: Document, *, title: str, kind: str, visibility: Visibility, dated_on: date, by: Actor
) -> list[str]:
    """Correct what is said of a document; its versions do not change.

    Returns the names of what changed. A document about one person, or of a confined kind, is never shown to members or to
    the public.

    Raises:
        FiledForEver: it is in a social book, and so is what is said of it.
        KeptAsItIs: it may not become of another kind.
    """
    _hold(document)
    if document.book_number is not None:
        raise FiledForEver
    if kind != document.kind and keeps_kind(document):
        raise KeptAsItIs
    visibility = readers(visibility, kind, document.person_id)
    wanted = {"title": title, "kind": kind, "visibility": str(visibility), "dated_on": dated_on}
    changed = [name for name, value in wanted.items() if getattr(document, name) != value]
    for name in changed:
        setattr(document, name, wanted[name])
    if changed:
        record(by=by, verb="document.changed", subject=document, changes={"fields": changed})
    return changed


def attach_to_resolution(resolution: Resolution, document: Document, *, by: Actor) -> None:
    """Say which document is the text of a resolution: its scan, its minutes."""
    resolution.document_id = document.id
    record(by=by, verb="resolution.attached", subject=resolution, changes={"document": str(document.id)})


def _hold(document: Document) -> None:
    """Wait for who is changing it; what is not written yet is written first, or reading again would lose it."""
    db.session.flush()
    db.session.refresh(document, with_for_update=True)


def _taken_from_paper(organ: Organ, series: str, year: int, number: int) -> int:
    """Take a number that is already on paper: the row of the series is held, so nobody else is given it."""
    first = insert(NumberSeries).values(id=uuid7(), name=series, year=year, last=number)
    raised = first.on_conflict_do_update(
        index_elements=["tenant_id", "name", "year"], set_={"last": func.greatest(NumberSeries.last, number)}
    )
    db.session.execute(raised)
    taken = select(Resolution.id).where(Resolution.organ == organ, Resolution.year == year, Resolution.number == number)
    if db.session.scalars(taken).first() is not None:
        raise NumberTaken
    return number


def _binding(version_id: UUID) -> bytes:
    return f"document_versions.body:{current_tenant_id()}:{version_id}".encode()
