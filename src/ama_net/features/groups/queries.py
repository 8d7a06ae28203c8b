"""What is read of the directory: the one group of a page, the figures, and the office's lists, declared."""

from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from ama_net.features.groups.models import (
    Audience,
    ChangeRequest,
    ChangeState,
    Group,
    GroupImportRow,
    Kind,
    LogisticRequest,
    Outcome,
    Status,
    Theme,
)
from ama_net.features.groups.models.logistics import OPEN
from ama_net.features.groups.sheet import timetable
from ama_net.foundation.database import db
from ama_net.foundation.web.listing import Column, Filter, Listing, search_words
from ama_net.kernel.directory.words import MODE_WORDS, STATUS_WORDS
from ama_net.kernel.places import Municipality, Venue
from ama_net.kernel.places.queries import municipality


def group_with_all(statement: Select[Group]) -> Select[Group]:
    """A group with what its page, its sheet and its form show: six statements, however much there is."""
    return statement.options(
        joinedload(Group.theme),
        joinedload(Group.venue).joinedload(Venue.municipality),
        joinedload(Group.municipality),
        selectinload(Group.audiences),
        selectinload(Group.meetings),
        selectinload(Group.pauses),
        selectinload(Group.changes),
    )


def public_group(slug: str) -> Group | None:
    """The group at a public address; None when there is none that may be seen."""
    found = select(Group).where(Group.slug == slug, Group.published, Group.status != Status.CLOSED)
    return db.session.scalars(group_with_all(found)).one_or_none()


def group_by_id(group_id: UUID) -> Group | None:
    """A group for the office."""
    return db.session.scalars(group_with_all(select(Group).where(Group.id == group_id))).one_or_none()


def locked_group(group_id: UUID) -> Group | None:
    """The same, read anew and kept from others until the end of the transaction: for who compares and then writes."""
    # First the row alone: what is joined to it must be read after having waited, not before.
    lock = select(Group.id).where(Group.id == group_id).with_for_update(key_share=True)
    if db.session.execute(lock).scalar() is None:
        return None
    found = group_with_all(select(Group).where(Group.id == group_id)).execution_options(populate_existing=True)
    return db.session.scalars(found).one_or_none()


def office_groups() -> Select[Group]:
    """Every group of the association, for the office's list."""
    return (
        select(Group)
        .outerjoin(Group.municipality)
        .outerjoin(Group.theme)
        .options(
            contains_eager(Group.municipality),
            contains_eager(Group.theme),
            selectinload(Group.venue),
            selectinload(Group.meetings),
        )
    )


def all_themes() -> list[Theme]:
    """The association's themes in their order."""
    return list(db.session.scalars(select(Theme).order_by(Theme.position, Theme.label)))


def all_audiences() -> list[Audience]:
    """Whom groups may be for, in their order."""
    return list(db.session.scalars(select(Audience).order_by(Audience.position, Audience.label)))


def groups_per_theme() -> dict[UUID | None, int]:
    """How many groups each theme has."""
    rows = db.session.execute(select(Group.theme_id, func.count()).group_by(Group.theme_id))
    return {theme_id: count for theme_id, count in rows}  # noqa: C416  # rows are not pairs for the type checker


def municipalities_with_groups() -> list[tuple[str, str]]:
    """The municipalities that some group names: code and ``Bologna (BO)``."""
    towns = db.session.scalars(
        select(Municipality)
        .where(Municipality.istat_code.in_(select(Group.municipality_code).distinct()))
        .order_by(Municipality.sort_name)
    )
    return [(town.istat_code, town.label) for town in towns]


@dataclass(frozen=True)
class StatusCounts:
    """How many real entries are in each state, and how many are examples."""

    by_status: dict[str, int]
    examples: int


def status_counts() -> StatusCounts:
    """The figures of the room; examples are counted apart."""
    rows = db.session.execute(
        select(Group.status, Group.is_example, func.count()).group_by(Group.status, Group.is_example)
    ).all()
    return StatusCounts(
        by_status={status: count for status, is_example, count in rows if not is_example},
        examples=sum(count for _, is_example, count in rows if is_example),
    )


def open_corrections() -> int:
    """How many things the public says are wrong wait for the office."""
    waiting = select(func.count()).select_from(ChangeRequest).where(ChangeRequest.state == ChangeState.NEW)
    return db.session.scalars(waiting).one()


def open_logistics() -> int:
    """How many requests for rooms and material wait."""
    waiting = select(func.count()).select_from(LogisticRequest).where(LogisticRequest.state.in_(OPEN))
    return db.session.scalars(waiting).one()


def municipality_label(code: str) -> str | None:
    """``Bologna (BO)`` for an ISTAT code."""
    town = municipality(code)
    return town.label if town else None


def theme_label(key: str) -> str | None:
    """What the association calls a theme."""
    return db.session.scalars(select(Theme.label).where(Theme.key == key)).one_or_none()


def is_another_kind(kind: str | None) -> bool:
    """Whether a kind is led by professionals, so that pages must say it is no auto mutuo aiuto."""
    return kind in {Kind.RELATED_SERVICE, Kind.SERVICE}


OFFICE_STATUS_WORDS = {**STATUS_WORDS, Status.UNCONFIRMED: _l("Da confermare")}
OFFICE_KIND_WORDS = {
    Kind.GROUP: _l("Gruppo AMA"),
    Kind.RELATED_SERVICE: _l("Servizio affine"),
    Kind.SERVICE: _l("Servizio"),
}
EXAMPLE_WORDS = {"no": _l("Veri"), "yes": _l("Esempi")}
PUBLISHED_WORDS = {"yes": _l("Pubblicati"), "no": _l("Nascosti")}
OUTCOME_WORDS = {
    Outcome.CREATED: _l("Nuova"),
    Outcome.UPDATED: _l("Aggiornata"),
    Outcome.UNCHANGED: _l("Invariata"),
    Outcome.REFUSED: _l("Rifiutata"),
}
OUTCOME_KINDS = {
    Outcome.CREATED: "ok",
    Outcome.UPDATED: "info",
    Outcome.UNCHANGED: "neutral",
    Outcome.REFUSED: "danger",
}


def theme_words(group: Group) -> str:
    """The theme as the office reads it."""
    return group.theme.label if group.theme else group.theme_words


def _town(group: Group) -> str:
    return group.municipality.label if group.municipality else ""


GROUPS = Listing(
    Column("name", _l("Nome"), sort=Group.sort_name),
    Column("status", _l("Stato"), value=lambda group: OFFICE_STATUS_WORDS[group.status], sort=Group.status),
    Column("theme", _l("Tema"), value=theme_words, sort=Theme.label),
    Column("municipality", _l("Comune"), value=_town, sort=Municipality.sort_name),
    Column("confirmed_on", _l("Confermato il"), sort=Group.confirmed_on),
    Column("kind", _l("Tipo"), value=lambda group: OFFICE_KIND_WORDS[group.kind], shown=False),
    Column("mode", _l("Come ci si incontra"), value=lambda group: MODE_WORDS[group.mode], shown=False),
    Column("venue", _l("Sede"), value=lambda group: group.venue.name if group.venue else "", shown=False),
    Column("address", _l("Indirizzo"), value=lambda group: group.venue.address if group.venue else "", shown=False),
    Column("when", _l("Quando"), value=lambda group: "; ".join(timetable(group)), shown=False),
    Column("organisation", _l("Promosso da"), shown=False),
    Column("published", _l("Pubblicato"), shown=False),
    Column("is_example", _l("Esempio"), shown=False),
    Column("hides_place", _l("Protetto"), shown=False),
    Column("source", _l("Fonte"), shown=False),
    Column("office_notes", _l("Note d'ufficio"), shown=False),
    filters=(
        Filter("status", _l("Stato"), Group.status, OFFICE_STATUS_WORDS, many=True),
        Filter("theme", _l("Tema"), Group.theme_id, lambda: [(theme.id, theme.label) for theme in all_themes()]),
        Filter("municipality", _l("Comune"), Group.municipality_code, municipalities_with_groups),
        Filter("kind", _l("Tipo"), Group.kind, OFFICE_KIND_WORDS),
        Filter(
            "example",
            _l("Veri o esempi"),
            options=EXAMPLE_WORDS,
            where=lambda value: Group.is_example.is_(value == "yes"),
        ),
        Filter(
            "published",
            _l("Sul sito"),
            options=PUBLISHED_WORDS,
            where=lambda value: Group.published.is_(value == "yes"),
        ),
    ),
    search=search_words(Group.name, Group.theme_words, Group.organisation),
    order="name",
)

ROWS = Listing(
    Column("row_number", _l("Riga"), sort=GroupImportRow.row_number, numeric=True),
    Column("name", _l("Nome"), sort=GroupImportRow.name),
    Column("outcome", _l("Esito"), sort=GroupImportRow.outcome),
    Column("remarks", _l("Che cosa ne è stato fatto")),
    filters=(Filter("outcome", _l("Esito"), GroupImportRow.outcome, OUTCOME_WORDS, many=True),),
    search=search_words(GroupImportRow.name),
    order="row_number",
)
