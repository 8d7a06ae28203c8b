"""The figures of the helpdesk, for the board: how many, how, what came of it, how long one waited. Nobody is in them.

They are counted from rows that forgetting leaves as they are, so they are the same before and after it. Each is dated by
the instant from which it no longer changes (the appointment once it is past, the result when it was noted), and only until
the last quarter that is over. Of a year that is over, and of which no result can be corrected any more, small numbers are hidden
(``hide_small``); until then all are told by fives (``by_fives``): else the page of a quarter less that of the one before
might be one person.

Each figure is one question to the database, whatever there is to count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, case, extract, func, or_, select

from ama_net.features.helpdesk.appointment_words import CANCELLED_BY_WORDS, MODE_WORDS, OUTCOME_WORDS, RESULT_WORDS
from ama_net.features.helpdesk.models import (
    Appointment,
    AppointmentOutcome,
    AppointmentState,
    Pathway,
    PathwayState,
    Service,
)
from ama_net.features.helpdesk.operations.results import CORRECTABLE
from ama_net.features.helpdesk.pathway_words import OUTCOMES as PATHWAY_OUTCOMES
from ama_net.foundation.clock import ROME, now, today
from ama_net.foundation.database import db
from ama_net.foundation.database.days import italian_day
from ama_net.foundation.figures import Figure, Rows, month_names, people_until, plain, said
from ama_net.foundation.hiding import by_fives, hide_small

Counts = dict[Any, int]

DONE_WORDS: Mapping[Any, LazyString] = {**RESULT_WORDS, **CANCELLED_BY_WORDS}

WAITS: dict[int, LazyString] = {
    2: _l("Al massimo due giorni"),
    7: _l("Da tre a sette giorni"),
    14: _l("Da otto a quattordici giorni"),
    30: _l("Da quindici a trenta giorni"),
    90: _l("Da uno a tre mesi"),
    0: _l("Più di tre mesi"),
}
"""How long one waited, up to so many days; 0 is longer than all."""


@dataclass(frozen=True)
class Span:
    """The part of a year that is told, ``[begin, end)``; ``is_over`` when it is the whole year, as it will stay."""

    begin: datetime
    end: datetime
    is_over: bool

    @property
    def months(self) -> int:
        """How many of the year's."""
        return (self.end - timedelta(days=1)).month

    def holds(self, column: Any) -> ColumnElement[bool]:
        """What happened in it."""
        return and_(column >= self.begin, column < self.end)

    def told(self, counts: Counts) -> dict[Any, int | None]:
        """The counts, without those that might be somebody."""
        return hide_small(counts) if self.is_over else by_fives(counts)


def span_of(year: int) -> Span | None:
    """What is told of a year; None before its first quarter is over."""
    until = people_until(year)
    if until is None:
        return None
    settled = date(year + 1, 1, 1) + CORRECTABLE <= today()
    return Span(_midnight(date(year, 1, 1)), _midnight(until + timedelta(days=1)), is_over=settled)


def figures_of(year: int) -> list[Figure]:
    """Every figure of a year; none of a year of which nothing is told yet."""
    span = span_of(year)
    return [*_of_appointments(span), *_of_results(span), *_of_pathways(span)] if span else []


def _of_appointments(span: Span) -> Iterator[Figure]:
    past = (Appointment.state == AppointmentState.CONFIRMED, Appointment.starts_at < now())

    def per(column: Any) -> dict[Any, int | None]:
        return span.told(_counted(_in(span, column, Appointment.starts_at).where(*past).group_by(column)))

    months = per(extract("month", _in_italy(Appointment.starts_at)))
    shown: Rows = [(name, months.get(number, 0)) for number, name in enumerate(month_names()[: span.months], 1)]
    yield Figure("months", _("Appuntamenti, per mese"), shown, "columns")
    yield Figure("services", _("Appuntamenti, per servizio"), _named(per(Appointment.service_id)))
    yield Figure("modes", _("Appuntamenti, per modo di incontrarsi"), said(per(Appointment.mode), MODE_WORDS))
    waited = per(_days_between(Appointment.asked_at, Appointment.starts_at))
    yield Figure("waits", _("Quanto si è aspettato l'appuntamento"), said(waited, WAITS))


def _of_results(span: Span) -> Iterator[Figure]:
    cancelled = Appointment.state == AppointmentState.CANCELLED
    how = case((cancelled, Appointment.cancelled_by), else_=Appointment.result)
    when = case((cancelled, Appointment.cancelled_at), else_=Appointment.result_at)
    known = or_(cancelled, Appointment.result.is_not(None))
    ended = span.told(_counted(_in(span, how, when).where(known).group_by(how)))
    yield Figure("results", _("Com'è andato l'appuntamento"), said(ended, DONE_WORDS))
    pointed = _in(span, AppointmentOutcome.code, Appointment.result_at, AppointmentOutcome)
    pointed = pointed.join(Appointment, Appointment.id == AppointmentOutcome.appointment_id)
    outcomes = span.told(_counted(pointed.group_by(AppointmentOutcome.code)))
    yield Figure("outcomes", _("Che cosa ne è venuto"), said(outcomes, OUTCOME_WORDS))


def _of_pathways(span: Span) -> Iterator[Figure]:
    asked = _in(span, Pathway.service_id, Pathway.created_at, Pathway).group_by(Pathway.service_id)
    yield Figure("pathways", _("Percorsi chiesti, per servizio"), _named(span.told(_counted(asked))))
    waited = _days_between(Pathway.created_at, Pathway.started_at)
    begun = _in(span, waited, Pathway.started_at, Pathway).group_by(waited)
    yield Figure(
        "pathway_waits", _("Quanto si è aspettato l'inizio di un percorso"), said(span.told(_counted(begun)), WAITS)
    )
    closed = _in(span, Pathway.outcome, Pathway.closed_at, Pathway).where(Pathway.state == PathwayState.CLOSED)
    ended = span.told(_counted(closed.group_by(Pathway.outcome)))
    yield Figure("pathway_outcomes", _("Com'è finito il percorso"), said(ended, PATHWAY_OUTCOMES))


def _in(span: Span, column: Any, when: Any, model: Any = Appointment) -> Select[*tuple[Any, ...]]:
    return select(column, func.count()).select_from(model).where(span.holds(when))


def _counted(statement: Select[*tuple[Any, ...]]) -> Counts:
    return {key: int(count) for key, count in db.session.execute(statement)}


def _days_between(asked: Any, met: Any) -> ColumnElement[int]:
    """In which of ``WAITS`` a wait falls, by the calendar."""
    waited = italian_day(met) - italian_day(asked)
    return case(*((waited <= days, days) for days in WAITS if days), else_=0)


def _in_italy(instant: Any) -> Any:
    return func.timezone(ROME.key, instant)


def _named(counts: dict[Any, int | None]) -> Rows:
    names = {row[0]: row[1] for row in db.session.execute(select(Service.id, Service.name))}
    return plain({names[key]: count for key, count in counts.items()}, "")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ROME)
