"""Reading documents, resolutions and offices. Which documents somebody may read is said in ``rules.py``."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.documents.models import Document, DocumentVersion, OfficeTerm, Organ, Resolution
from ama_net.kernel.people import Person


def documents_about(row: Any) -> list[Document]:
    """The documents that speak of a row (a meeting, an application), or are about a person; the newest first."""
    about: ColumnElement[bool] = Document.about_id == row.id
    if isinstance(row, Person):
        about = or_(about, Document.person_id == row.id)
    return list(db.session.scalars(all_documents().where(about, Document.withdrawn_at.is_(None))))


def all_documents() -> Select[Document]:
    """Every document with its versions (never their bytes), the newest first."""
    return (
        select(Document)
        .options(selectinload(Document.versions))
        .order_by(Document.dated_on.desc(), Document.created_at.desc())
    )


def version_of(document: Document, number: int) -> DocumentVersion | None:
    """A version by its number; the newest for 0."""
    return next((one for one in document.versions if number in (0, one.number)), None)


def office_holders(organ: Organ | str, on: date | None = None) -> list[OfficeTerm]:
    """Who holds an office in an organ on a day (today): also past its expiry, until somebody takes over (prorogatio)."""
    day = on or today()
    holding = (
        select(OfficeTerm)
        .join(Person, Person.id == OfficeTerm.person_id)
        .where(
            OfficeTerm.organ == organ,
            OfficeTerm.started_on <= day,
            or_(OfficeTerm.ended_on.is_(None), OfficeTerm.ended_on > day),
        )
        .options(joinedload(OfficeTerm.person))
        .order_by(OfficeTerm.started_on, Person.sort_name)
    )
    return list(db.session.scalars(holding))


def resolutions_of(organ: Organ | str, year: int | None = None) -> list[Resolution]:
    """What an organ decided (in a year), in the order of its numbers."""
    return list(db.session.scalars(resolutions_select(organ, year).order_by(Resolution.year, Resolution.number)))


def resolutions_select(organ: Organ | str, year: int | None = None) -> Select[Resolution]:
    """The same as a statement, without an order."""
    found = select(Resolution).where(Resolution.organ == organ).options(joinedload(Resolution.document))
    return found if year is None else found.where(Resolution.year == year)


def document_by_id(document_id: UUID) -> Document | None:
    """A document, whoever asks."""
    return db.session.get(Document, document_id)


def book_of(organ: Organ | str) -> list[Document]:
    """What is filed in the book of an organ, in its order (D.Lgs. 117/2017 art. 15)."""
    filed = all_documents().where(Document.organ == organ, Document.book_number.is_not(None))
    return list(db.session.scalars(filed.order_by(None).order_by(Document.book_number)))


def books_in_short() -> list[tuple[Organ, int, int, date | None]]:
    """Each book: how many documents it holds, how many decisions, the day of the last of either."""
    filed = {
        organ: (count, last)
        for organ, count, last in db.session.execute(
            select(Document.organ, func.count(), func.max(Document.dated_on))
            .where(Document.book_number.is_not(None))
            .group_by(Document.organ)
        )
    }
    decided = {
        organ: (count, last)
        for organ, count, last in db.session.execute(
            select(Resolution.organ, func.count(), func.max(Resolution.adopted_on)).group_by(Resolution.organ)
        )
    }
    none: tuple[int, date | None] = (0, None)
    books = []
    for organ in Organ:
        documents, decisions = filed.get(organ, none), decided.get(organ, none)
        days = [day for day in (documents[1], decisions[1]) if day is not None]
        books.append((organ, documents[0], decisions[0], max(days, default=None)))
    return books
