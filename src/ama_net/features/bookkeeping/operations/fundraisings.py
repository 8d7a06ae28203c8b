"""Occasional fundraisings (D.Lgs. 117/2017 art. 87 c. 6): one statement each, with its report, closed when it is over.

Order of locks: the statement, movements by key, the audit.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.features.bookkeeping.fundraising import COSTS, figures_of
from ama_net.features.bookkeeping.models import FundraisingStatement
from ama_net.features.bookkeeping.operations.funds import empty_fund, fill_fund, open_fund
from ama_net.features.bookkeeping.queries_fundraisings import figures_now
from ama_net.features.bookkeeping.queries_funds import movements_in
from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.payments import Fund, FundKind
from ama_net.kernel.people import WrongFact

WORDS = ("occasion", "report", "destination", "why_costs")


@dataclass(frozen=True)
class FundraisingFacts:
    """What is said of a fundraising beside its movements. ``figures``: cents typed, by key (``fundraising.py``)."""

    name: str
    first_day: date
    last_day: date
    occasion: str = ""
    report: str = ""
    destination: str = ""
    why_costs: str = ""
    figures: Mapping[str, int] = field(default_factory=dict)


def begin_fundraising(facts: FundraisingFacts, *, by: Actor) -> FundraisingStatement:
    """Write down a fundraising, with a fund of its own that its movements go in. Flushed.

    Raises:
        WrongFact: it ends before it begins.
    """
    _check(facts)
    fund = open_fund(FundKind.EVENT, facts.name, facts.first_day, facts.last_day)
    statement = FundraisingStatement(fund_id=fund.id, figures=dict(facts.figures))
    for name in WORDS:
        setattr(statement, name, getattr(facts, name))
    db.session.add(statement)
    db.session.flush()
    record(by=by, verb="fundraising.written", subject=statement)
    return statement


def change_fundraising(statement: FundraisingStatement, facts: FundraisingFacts, *, by: Actor) -> list[str]:
    """Correct what is said of it; the names of what changed.

    Raises:
        WrongFact: its statement is closed, it ends before it begins, costs said apart are more than its outgoings.
    """
    _check(facts)
    _hold(statement)
    _refuse_closed(statement)
    if figures_of(movements_in(statement.fund_id), facts.figures).costs["other"] < 0:
        raise WrongFact(
            "goods", _l("Gli oneri scritti qui superano le uscite della raccolta: controllare gli importi.")
        )
    fund, wanted = statement.fund, asdict(facts) | {"figures": dict(facts.figures)}
    changed = []
    for name, value in wanted.items():
        row = fund if hasattr(fund, name) else statement
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed.append(name)
    if changed:
        db.session.flush()
        record(by=by, verb="fundraising.changed", subject=statement, changes={"fields": changed})
    return changed


def fill_fundraising(statement: FundraisingStatement, ids: Collection[UUID], *, by: Actor) -> int:
    """Say that movements are of this fundraising; how many were put in.

    Raises:
        WrongFact: its statement is closed, or a movement is of a closed year.
    """
    return _fill(statement, ids, fill_fund, by)


def empty_fundraising(statement: FundraisingStatement, ids: Collection[UUID], *, by: Actor) -> int:
    """Say that movements are not of this fundraising; how many were taken out. Raises as ``fill_fundraising``."""
    return _fill(statement, ids, empty_fund, by)


def close_fundraising(statement: FundraisingStatement, *, by: Actor) -> None:
    """Close the statement with its figures as they are: later movements change it no more. Its fund takes no others.

    Raises:
        WrongFact: it is closed, not over yet, or the report is missing; costs above income and nobody said why.
    """
    _hold(statement)
    _refuse_closed(statement)
    if statement.fund.last_day is None or statement.fund.last_day > today():
        raise WrongFact("closed_on", _l("La raccolta non è ancora finita."))
    figures = figures_now(statement)
    if not (statement.report and statement.destination):
        raise WrongFact("closed_on", _l("Prima si scrivono la relazione e a che cosa va il ricavato."))
    if figures.costs_more and not statement.why_costs:
        raise WrongFact("closed_on", _l("È costata più di quanto ha portato: prima si scrive il perché."))
    statement.figures = {**statement.figures, "closed": asdict(figures)}
    statement.closed_on = statement.fund.closed_on = today()
    db.session.flush()
    record(by=by, verb="fundraising.closed", subject=statement)


def reopen_fundraising(statement: FundraisingStatement, *, by: Actor) -> None:
    """Open a closed statement again, to correct it: its figures are those of the movements again."""
    _hold(statement)
    if statement.closed_on is None:
        return
    statement.figures = {key: value for key, value in statement.figures.items() if key != "closed"}
    statement.closed_on = statement.fund.closed_on = None
    db.session.flush()
    record(by=by, verb="fundraising.reopened", subject=statement)


def typed_costs(typed: Mapping[str, int | None]) -> dict[str, int]:
    """The costs said apart: none of them, or all (what is empty is nothing)."""
    if all(typed.get(key) is None for key in COSTS):
        return {}
    return {key: typed.get(key) or 0 for key in COSTS}


def _check(facts: FundraisingFacts) -> None:
    if facts.last_day < facts.first_day:
        raise WrongFact("last_day", _l("L'ultimo giorno non può venire prima del primo."))


def _hold(statement: FundraisingStatement) -> None:
    db.session.scalar(
        select(FundraisingStatement)
        .where(FundraisingStatement.id == statement.id)
        .with_for_update(of=FundraisingStatement)
        .execution_options(populate_existing=True)
    )


def _refuse_closed(statement: FundraisingStatement) -> None:
    if statement.closed_on is not None:
        raise WrongFact("closed_on", _l("Il rendiconto di questa raccolta è chiuso: prima si riapre."))


def _fill(
    statement: FundraisingStatement, ids: Collection[UUID], move: Callable[[Fund, Collection[UUID]], int], by: Actor
) -> int:
    _hold(statement)
    _refuse_closed(statement)
    moved = move(statement.fund, ids)
    if moved:
        record(by=by, verb="fundraising.filled", subject=statement, changes={"count": moved})
    return moved
