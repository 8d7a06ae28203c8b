"""Reading the protocol and the letters."""

from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import defer, joinedload

from ama_net.foundation.database import db
from ama_net.kernel.correspondence.models import Letter, ProtocolEntry
from ama_net.kernel.people import Organisation, Person


def letters_about(row: Any) -> list[Letter]:
    """The letters that speak of a row; for a person or an organisation, those written to them. The newest first."""
    about: ColumnElement[bool] = Letter.about_id == row.id
    if isinstance(row, Person):
        about = or_(about, Letter.person_id == row.id, Letter.for_person_id == row.id)
    elif isinstance(row, Organisation):
        about = or_(about, Letter.organisation_id == row.id)
    return list(db.session.scalars(all_letters().where(about).order_by(Letter.created_at.desc(), Letter.id.desc())))


def all_letters() -> Select[Letter]:
    """Every letter with who it is to and its line of the protocol, without its words."""
    return select(Letter).options(
        joinedload(Letter.person),
        joinedload(Letter.organisation),
        joinedload(Letter.entry),
        defer(Letter.body_sealed),
    )


def entries_about(row: Any) -> list[ProtocolEntry]:
    """The lines of the protocol that speak of a row, or of a person or organisation: the newest first."""
    about: ColumnElement[bool] = ProtocolEntry.about_id == row.id
    if isinstance(row, Person):
        about = or_(about, ProtocolEntry.person_id == row.id)
    elif isinstance(row, Organisation):
        about = or_(about, ProtocolEntry.organisation_id == row.id)
    return list(
        db.session.scalars(
            select(ProtocolEntry).where(about).order_by(ProtocolEntry.year.desc(), ProtocolEntry.number.desc())
        )
    )
