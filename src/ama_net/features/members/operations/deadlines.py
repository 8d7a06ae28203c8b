"""Marking deadlines as met, and writing down the figures of a year that the system cannot count."""

from dataclasses import asdict, dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from ama_net.features.members.models import DeadlineMark, YearFigures
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.people import WrongFact


@dataclass(frozen=True)
class YearFacts:
    """The figures of a year; None is not known. Money in cents."""

    volunteers: int | None = None
    employees: int | None = None
    revenue_cents: int | None = None
    assets_cents: int | None = None
    contributions_cents: int | None = None
    five_per_mille_cents: int | None = None
    five_per_mille_on: date | None = None


def meet_deadline(key: str, due_on: date, *, done_on: date, by: Actor) -> None:
    """Mark a deadline as met; twice is the same as once. Who may: the office with MEMBERS_EDIT.

    Raises:
        WrongFact: the day is to come.
    """
    if done_on > today():
        raise WrongFact("done_on", _l("Questa data è nel futuro."))
    mark = insert(DeadlineMark).values(id=uuid7(), key=key, due_on=due_on, done_on=done_on, marked_at=now())
    made = mark.values(marked_by=by.account_id).on_conflict_do_nothing().returning(DeadlineMark.id)
    if db.session.execute(made).scalar() is not None:
        record(by=by, verb="deadline.met", changes={"deadline": key, "due_on": due_on.isoformat()})


def reopen_deadline(key: str, due_on: date, *, by: Actor) -> None:
    """Take the mark back. Who may: as for ``meet_deadline``."""
    marked = delete(DeadlineMark).where(DeadlineMark.key == key, DeadlineMark.due_on == due_on)
    if db.session.execute(marked.returning(DeadlineMark.id)).scalar() is not None:
        record(by=by, verb="deadline.reopened", changes={"deadline": key, "due_on": due_on.isoformat()})


def note_year(year: int, facts: YearFacts, *, by: Actor) -> YearFigures:
    """Keep the figures of a year in place of those written before. Who may: as for ``meet_deadline``. Flushed.

    Raises:
        WrongFact: the year is to come, or the five per thousand has an amount without its day.
    """
    if year > today().year:
        raise WrongFact("year", _l("Questo anno deve ancora venire."))
    if (facts.five_per_mille_cents is None) != (facts.five_per_mille_on is None):
        raise WrongFact("five_per_mille_on", _l("Importo e giorno del cinque per mille vanno insieme."))
    values = {**asdict(facts), "noted_at": now(), "noted_by": by.account_id}
    kept = insert(YearFigures).values(id=uuid7(), year=year, **values)
    db.session.execute(kept.on_conflict_do_update(index_elements=["tenant_id", "year"], set_=values))
    figures = db.session.scalars(
        select(YearFigures).where(YearFigures.year == year).execution_options(populate_existing=True)
    ).one()
    record(by=by, verb="year_figures.noted", changes={"year": year})
    return figures
