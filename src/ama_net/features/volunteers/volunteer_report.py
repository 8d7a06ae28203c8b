"""The figures of the volunteers, year by year, for the board, the assembly and the social report.

Hours count when they are approved. Their value is what the association chose for an hour (figurative costs, told beneath
the cash statement: DM 5 March 2020). Ages are told in bands, and only where no small number could be somebody
(``foundation/hiding``). Nothing here says why anybody comes: activities are those of the association, never a theme.
"""

from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, exists, extract, func, or_, select
from sqlalchemy.orm import aliased

from ama_net.features.volunteers.models import Section, ServiceEnd, Volunteer
from ama_net.features.volunteers.queries import serving_on
from ama_net.features.volunteers.queries_hours import hours_by_activity, minutes_by_month
from ama_net.features.volunteers.report_tables import Table, Unit
from ama_net.features.volunteers.settings_hours import HoursSettings
from ama_net.features.volunteers.volunteer_words import SECTION_WORDS
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.foundation.hiding import hide_small
from ama_net.kernel.people import Person
from ama_net.kernel.people.age_bands import BAND_KEYS, age_words, band_on
from ama_net.kernel.tenancy.settings import read_settings

YEARS_SHOWN = 8


def years_told() -> list[int]:
    """The years there is something to tell of, the newest first."""
    first = db.session.scalar(select(func.min(Volunteer.started_on)))
    return list(range(today().year, min(first.year if first else today().year, today().year) - 1, -1))


def report(year: int) -> list[Table]:
    """Every table of a year: a constant number of queries, however many volunteers and hours."""
    return [
        year_ends(),
        moves_by_year(),
        hours_of_activities(year),
        hours_of_months(year),
        moves(year),
        ages(year),
    ]


def last_day(year: int) -> date:
    """31 December of a year; today when that is still to come."""
    return min(date(year, 12, 31), today())


def year_ends() -> Table:
    """Who was a volunteer at the end of each year, by section; this year's is today's."""
    kinds = [(year, section) for year in _last_years() for section in Section]
    counts = [func.count().filter(serving_on(last_day(year)), Volunteer.section == section) for year, section in kinds]
    told = dict(zip(kinds, db.session.execute(select(*counts)).one(), strict=True))
    rows = []
    for year in _last_years():
        sections = tuple(told[year, section] for section in Section)
        label = str(year) if last_day(year) != today() else str(_("oggi"))
        rows.append((label, (sum(sections), *sections)))
    return Table(
        key="al-31-dicembre",
        title=_("Volontari al 31 dicembre"),
        heads=(_("Anno"), _("In tutto"), *(str(SECTION_WORDS[section]) for section in Section)),
        units=(Unit.COUNT,) * 3,
        rows=tuple(rows),
    )


def moves_by_year() -> Table:
    """Who began and who stopped, year by year. Who changes section neither begins nor stops."""
    began, ended = _by("year", Volunteer.started_on, _began()), _by("year", Volunteer.ended_on, _ended())
    return Table(
        key="inizi-e-fini-per-anno",
        title=_("Chi inizia e chi smette, per anno"),
        heads=(_("Anno"), _("Hanno iniziato"), _("Hanno smesso")),
        units=(Unit.COUNT,) * 2,
        rows=tuple((str(year), (began.get(year, 0), ended.get(year, 0))) for year in _last_years()),
        drawn=(0, 1),
    )


def moves(year: int) -> Table:
    """The same in a year, month by month."""
    began = _by("month", Volunteer.started_on, and_(_began(), _of_year(Volunteer.started_on, year)))
    ended = _by("month", Volunteer.ended_on, and_(_ended(), _of_year(Volunteer.ended_on, year)))
    return Table(
        key="inizi-e-fini",
        title=_("Chi inizia e chi smette nel %(year)s", year=year),
        heads=(_("Mese"), _("Hanno iniziato"), _("Hanno smesso")),
        units=(Unit.COUNT,) * 2,
        rows=tuple((_month(year, one), (began.get(one, 0), ended.get(one, 0))) for one in range(1, 13)),
        drawn=(0, 1),
        total=(sum(began.values()), sum(ended.values())),
    )


def hours_of_activities(year: int) -> Table:
    """The approved hours of each activity; what they are worth, where the association gave an hour a value."""
    found = hours_by_activity(year)
    valued = [one.worth_cents for one in found if one.worth_cents is not None]
    heads, units = (_("Attività"), _("Ore")), (Unit.MINUTES,)
    minutes = sum(one.minutes for one in found)
    if not valued:
        rows = tuple((one.label, (one.minutes,)) for one in found)
        return _of_activities(year, heads=heads, units=units, rows=rows, total=(minutes,))
    return _of_activities(
        year,
        heads=(*heads, _("Valore di un'ora"), _("Valore delle ore")),
        units=(*units, Unit.CENTS, Unit.CENTS),
        rows=tuple((one.label, (one.minutes, one.hourly_cents, one.worth_cents)) for one in found),
        total=(minutes, None, sum(valued)),
        note=read_settings(HoursSettings).value_source,
    )


def _of_activities(year: int, **facts: Any) -> Table:
    title = _("Ore di volontariato del %(year)s, per attività", year=year)
    return Table(key="ore-per-attivita", title=title, standing=False, **facts)


def hours_of_months(year: int) -> Table:
    """The approved hours of each month."""
    minutes = minutes_by_month(year)
    return Table(
        key="ore-per-mese",
        title=_("Ore di volontariato del %(year)s, per mese", year=year),
        heads=(_("Mese"), _("Ore")),
        units=(Unit.MINUTES,),
        rows=tuple((_month(year, month), (total,)) for month, total in enumerate(minutes, start=1)),
        total=(sum(minutes),),
    )


def ages(year: int) -> Table:
    """The ages at the end of the year, in bands; a band of few is not told, nor another it could be worked out from."""
    day = last_day(year)
    band = band_on(day)
    wanted = select(band, func.count()).select_from(Volunteer).join(Person, Person.id == Volunteer.person_id)
    counted: dict[str, int] = dict(db.session.execute(wanted.where(serving_on(day)).group_by(band)).all())
    told = hide_small(counted)
    return Table(
        key="eta",
        title=_("Età di chi fa volontariato al %(day)s", day=format_date(day, "d MMMM y")),
        heads=(_("Età"), _("Volontari")),
        units=(Unit.COUNT,),
        rows=tuple((age_words(key), (told[key],)) for key in BAND_KEYS if key in told),
        standing=False,
    )


def _last_years() -> range:
    return range(today().year - YEARS_SHOWN + 1, today().year + 1)


def _no_mistake() -> ColumnElement[bool]:
    return or_(Volunteer.end_reason.is_(None), Volunteer.end_reason != ServiceEnd.MISTAKE)


def _began() -> ColumnElement[bool]:
    """Who was not in the other section until then; who moved on the very day they began, began once."""
    before = aliased(Volunteer)
    went_on = exists().where(
        before.person_id == Volunteer.person_id,
        before.end_reason == ServiceEnd.MOVED,
        before.ended_on == Volunteer.started_on,
        or_(before.started_on < Volunteer.started_on, before.number < Volunteer.number),
    )
    return and_(Volunteer.started_on <= today(), _no_mistake(), ~went_on)


def _ended() -> ColumnElement[bool]:
    reasons = (ServiceEnd.MOVED, ServiceEnd.MISTAKE)
    return and_(Volunteer.ended_on <= today(), Volunteer.end_reason.not_in(reasons))


def _by(part: str, column: Any, condition: ColumnElement[bool]) -> dict[int, int]:
    """How many days of a column fall in each year, or each month."""
    when = extract(part, column)
    return {
        int(one): count for one, count in db.session.execute(select(when, func.count()).where(condition).group_by(when))
    }


def _of_year(column: Any, year: int) -> ColumnElement[bool]:
    return and_(column >= date(year, 1, 1), column < date(year + 1, 1, 1))


def _month(year: int, month: int) -> str:
    return str(format_date(date(year, month, 1), "MMM"))
