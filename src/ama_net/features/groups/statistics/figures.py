"""The figures of a year, each with a constant number of queries, whatever there is to count."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, case, extract, false, func, select

from ama_net.features.groups.join_words import OUTCOMES
from ama_net.features.groups.models import (
    Channel,
    Group,
    JoinRequest,
    Kind,
    PointedTo,
    SecretariatContact,
    Status,
    Theme,
)
from ama_net.features.groups.models.facilitators import HeadCount
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.database.days import italian_day
from ama_net.foundation.figures import Figure, Rows, month_names, people_until, plain, said, years
from ama_net.foundation.hiding import hide_small
from ama_net.kernel.confiding import ContactKind
from ama_net.kernel.directory.words import MODE_WORDS, STATUS_WORDS
from ama_net.kernel.places import Municipality
from ama_net.kernel.tenancy import current_tenant

CHANNEL_WORDS: dict[str, LazyString] = {
    Channel.PHONE: _l("Telefono"),
    Channel.EMAIL: _l("E-mail"),
    Channel.VISIT: _l("Di persona"),
    Channel.EVENT: _l("A un incontro pubblico"),
    Channel.OTHER: _l("In altro modo"),
}
POINTED_WORDS: dict[str, LazyString] = {
    PointedTo.GROUP: _l("A un gruppo"),
    PointedTo.SERVICE: _l("A un altro servizio"),
    PointedTo.PROPOSAL: _l("A un gruppo che sta nascendo"),
    PointedTo.INFORMATION: _l("Solo informazioni"),
    PointedTo.NONE: _l("Non detto"),
}
REQUEST_WORDS: dict[str, LazyString] = {
    ContactKind.EMAIL: _l("Dal sito, con un'e-mail"),
    ContactKind.PHONE: _l("Dal sito, con un telefono"),
}

PRIVATE = "-"
PLACE = case((Group.hides_place, PRIVATE), else_=Municipality.district)
"""The district of a group; where a protected one meets is told to nobody."""

REAL = Group.is_example.is_not(True)
"""Of a real group, or of none (a proposal, a group that is gone)."""


@dataclass(frozen=True)
class Matrix:
    """Groups by theme and by district."""

    columns: list[str]
    rows: list[tuple[str, list[int]]]


def figures_of(year: int) -> list[Figure]:
    """Every figure of a year; of this year also how many groups there are today. Examples are in none."""
    now = _of_groups() if year == today().year else ()
    return [*now, *_of_lives(), *_of_meetings(year), *_of_requests(year), *_of_contacts(year)]


def groups_matrix() -> Matrix:
    """How many groups are going on, theme by theme in each district."""
    counts: dict[tuple[str, str], int] = {}
    statement = _going_on(select(Theme.label, PLACE, func.count()))
    found = statement.outerjoin(Group.theme).outerjoin(Group.municipality)
    for theme, district, count in db.session.execute(found.group_by(Theme.label, PLACE)):
        key = (theme or _("Senza tema"), _district(district))
        counts[key] = counts.get(key, 0) + count
    columns = sorted({district for _theme, district in counts})
    themes = sorted({theme for theme, _district_ in counts})
    return Matrix(columns, [(theme, [counts.get((theme, column), 0) for column in columns]) for theme in themes])


def _going_on(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Real groups of peers that meet now or soon."""
    return statement.select_from(Group).where(
        Group.kind == Kind.GROUP, Group.is_example.is_(False), Group.status.in_((Status.ACTIVE, Status.STARTING))
    )


def _of_groups() -> Iterable[Figure]:
    real = (Group.kind == Kind.GROUP, Group.is_example.is_(False))
    states = _counted(select(Group.status, func.count()).where(*real).group_by(Group.status))
    yield Figure("states", _("Gruppi di auto mutuo aiuto oggi, per stato"), said(states, STATUS_WORDS))
    themes = _counted(_going_on(select(Theme.label, func.count())).outerjoin(Group.theme).group_by(Theme.label))
    yield Figure("themes", _("Gruppi attivi oggi, per tema"), plain(themes, _("Senza tema")))
    places = _counted(_going_on(select(PLACE, func.count())).outerjoin(Group.municipality).group_by(PLACE))
    yield Figure("districts", _("Gruppi attivi oggi, per distretto"), plain(_merged(places, _district), ""))
    modes = _counted(_going_on(select(Group.mode, func.count())).group_by(Group.mode))
    yield Figure("modes", _("Gruppi attivi oggi, per modo di incontrarsi"), said(modes, MODE_WORDS))


def _of_lives() -> Iterable[Figure]:
    shown = sorted(years())
    for key, title, column in (
        ("started", _("Gruppi nati, per anno"), Group.started_on),
        ("ended", _("Gruppi chiusi, per anno"), Group.ended_on),
    ):
        year = extract("year", column)
        born = _counted(
            select(year, func.count())
            .where(Group.kind == Kind.GROUP, Group.is_example.is_(False), column.is_not(None))
            .group_by(year)
        )
        yield Figure(key, title, [(str(one), born.get(one, 0)) for one in shown], "columns")


def _of_meetings(year: int) -> Iterable[Figure]:
    month = extract("month", HeadCount.day)
    in_year = _in_year(HeadCount.day, year)
    rows = db.session.execute(
        select(month, func.count(), func.sum(HeadCount.present), func.sum(HeadCount.newcomers))
        .join(Group, Group.id == HeadCount.group_id)
        .where(in_year, REAL)
        .group_by(month)
    ).all()
    months = month_names()
    for place, key, title in (
        (1, "meetings", _("Incontri contati, per mese")),
        (2, "present", _("Presenze, per mese")),
        (3, "newcomers", _("Persone venute per la prima volta, per mese")),
    ):
        counts: dict[int, int | None] = {int(row[0]): int(row[place]) for row in rows}
        cells = counts if place == 1 else hide_small({n: counts.get(n) or 0 for n in range(1, 13)})
        yield Figure(key, title, [(months[n - 1], cells.get(n, 0)) for n in range(1, 13)], "columns")
    by_theme = _counted(
        select(Theme.label, func.sum(HeadCount.present))
        .select_from(HeadCount)
        .join(Group, Group.id == HeadCount.group_id)
        .outerjoin(Theme, Theme.id == Group.theme_id)
        .where(in_year, REAL)
        .group_by(Theme.label)
    )
    yield Figure("present_themes", _("Presenze, per tema"), plain(hide_small(by_theme), _("Senza tema")))


def _of_requests(year: int) -> Iterable[Figure]:
    in_year = _in_year(italian_day(JoinRequest.created_at), year)

    def per(column: Any) -> dict[Any, int | None]:
        asked = select(column, func.count()).select_from(JoinRequest).outerjoin(Group, Group.id == JoinRequest.group_id)
        return hide_small(_counted(asked.where(in_year, REAL).group_by(column)))

    yield Figure(
        "requests",
        _("Richieste di partecipare, per come sono arrivate"),
        said(per(JoinRequest.contact_kind), REQUEST_WORDS),
    )
    by_theme = _counted(
        select(Theme.label, func.count())
        .select_from(JoinRequest)
        .outerjoin(Group, Group.id == JoinRequest.group_id)
        .outerjoin(Theme, Theme.id == Group.theme_id)
        .where(in_year, REAL)
        .group_by(Theme.label)
    )
    yield Figure(
        "requests_themes", _("Richieste di partecipare, per tema"), plain(hide_small(by_theme), _("Senza tema"))
    )
    words = {"": _("Ancora aperte"), **OUTCOMES}
    yield Figure(
        "requests_outcomes", _("Richieste di partecipare, per com'è finita"), said(per(JoinRequest.outcome), words)
    )


def _of_contacts(year: int) -> Iterable[Figure]:
    in_year = _in_year(SecretariatContact.day, year)

    def per(column: Any) -> dict[Any, int]:
        return _counted(select(column, func.count()).where(in_year).group_by(column))

    channels = hide_small(per(SecretariatContact.channel))
    yield Figure("contacts", _("Contatti con la segreteria, per modo"), said(channels, CHANNEL_WORDS))
    labels = {row[0]: row[1] for row in db.session.execute(select(Theme.id, Theme.label))}
    themes = hide_small(per(SecretariatContact.theme_id))
    yield Figure("contacts_themes", _("Contatti con la segreteria, per tema"), _labelled(themes, labels))
    districts = hide_small(per(SecretariatContact.district))
    yield Figure("contacts_districts", _("Contatti con la segreteria, per distretto"), plain(districts, _("Non detto")))
    pointed = hide_small(per(SecretariatContact.pointed_to))
    yield Figure("contacts_pointed", _("Dove sono state indirizzate le persone"), said(pointed, POINTED_WORDS))


def _counted(statement: Select[*tuple[Any, ...]]) -> dict[Any, int]:
    return {key: int(count or 0) for key, count in db.session.execute(statement)}


def _merged(counts: Mapping[Any, int], named: Callable[[Any], str]) -> dict[str, int]:
    merged: dict[str, int] = {}
    for key, count in counts.items():
        merged[named(key)] = merged.get(named(key), 0) + count
    return merged


def _labelled(counts: Mapping[UUID | None, int | None], labels: Mapping[UUID, str]) -> Rows:
    return plain({labels[key] if key else "": count for key, count in counts.items()}, _("Non detto"))


def _district(key: str | None) -> str:
    """What the association calls a district of the gazetteer."""
    if key == PRIVATE:
        return str(_("Luogo riservato"))
    names = {entry.gazetteer or entry.name: entry.name for entry in current_tenant().identity.districts}
    return names.get(key or "", key or "") or _("Fuori dai distretti, o non si sa")


def _in_year(column: Any, year: int) -> ColumnElement[bool]:
    until = people_until(year)
    return column.between(date(year, 1, 1), until) if until else false()
