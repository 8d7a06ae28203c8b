"""Reading the protocol and the letters."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, defer, joinedload

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.correspondence.models import Channel, Letter, LetterState, ProtocolEntry
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


PAPER = (Channel.POST, Channel.REGISTERED_POST, Channel.PEC, Channel.HAND)
"""The ways that need somebody's hands."""


def listed_letters() -> Select[Letter]:
    """Every letter as a list shows it, joined to who it is to: the search looks at their names."""
    return (
        select(Letter)
        .outerjoin(Person, Person.id == Letter.person_id)
        .outerjoin(Organisation, Organisation.id == Letter.organisation_id)
        .join(ProtocolEntry, ProtocolEntry.id == Letter.entry_id)
        .options(
            contains_eager(Letter.person),
            contains_eager(Letter.organisation),
            contains_eager(Letter.entry),
            defer(Letter.body_sealed),
            defer(Letter.subject_sealed),
            defer(Letter.address_sealed),
        )
    )


def letters_to_print() -> Select[Letter]:
    """The paper that waits, in the order of the protocol and of the names; with its words."""
    return (
        select(Letter)
        .outerjoin(Person, Person.id == Letter.person_id)
        .outerjoin(Organisation, Organisation.id == Letter.organisation_id)
        .join(ProtocolEntry, ProtocolEntry.id == Letter.entry_id)
        .options(contains_eager(Letter.entry))
        .where(Letter.state == LetterState.WAITING, Letter.channel != Channel.EMAIL)
        .order_by(ProtocolEntry.year, ProtocolEntry.number, Person.sort_name, Organisation.sort_name, Letter.id)
    )


def batches_to_print() -> list[tuple[ProtocolEntry, int]]:
    """The lines of the protocol with paper that waits, and how many letters each."""
    counted = (
        select(ProtocolEntry, func.count(Letter.id))
        .join(Letter, Letter.entry_id == ProtocolEntry.id)
        .where(Letter.state == LetterState.WAITING, Letter.channel != Channel.EMAIL)
        .group_by(ProtocolEntry.tenant_id, ProtocolEntry.id)
        .order_by(ProtocolEntry.year, ProtocolEntry.number)
    )
    return [(entry, count) for entry, count in db.session.execute(counted)]


def lost_letters() -> ColumnElement[bool]:
    """The condition that a letter did not arrive and nothing took its place."""
    paper = aliased(Letter)
    replaced = exists().where(paper.instead_of_id == Letter.id)
    return Letter.state.in_((LetterState.FAILED, LetterState.RETURNED)) & ~replaced


def delivery_of(entry_id: UUID) -> dict[str, int]:
    """How many letters of a line of the protocol are in each state."""
    counting = select(Letter.state, func.count()).where(Letter.entry_id == entry_id).group_by(Letter.state)
    return {state: number for state, number in db.session.execute(counting)}  # noqa: C416  # rows are not pairs for mypy


def listed_entries() -> Select[ProtocolEntry]:
    """The protocol as a list shows it, joined to who wrote or was written to."""
    return (
        select(ProtocolEntry)
        .outerjoin(Person, Person.id == ProtocolEntry.person_id)
        .outerjoin(Organisation, Organisation.id == ProtocolEntry.organisation_id)
        .options(contains_eager(ProtocolEntry.person), contains_eager(ProtocolEntry.organisation))
    )


def years_of_protocol() -> list[int]:
    """The years that have a line, the newest first; this year always."""
    found = db.session.scalars(select(ProtocolEntry.year).distinct())
    return sorted({today().year, *found}, reverse=True)


def year_of_protocol(year: int) -> list[ProtocolEntry]:
    """The lines of a year, in their order."""
    return list(db.session.scalars(listed_entries().where(ProtocolEntry.year == year).order_by(ProtocolEntry.number)))


def letter_figures() -> tuple[int, int]:
    """How many letters wait to be printed, how many did not arrive and nothing took their place."""
    counting = select(
        func.count().filter(Letter.state == LetterState.WAITING, Letter.channel != Channel.EMAIL),
        func.count().filter(lost_letters()),
    ).select_from(Letter)
    waiting, lost = db.session.execute(counting).one()
    return int(waiting), int(lost)
