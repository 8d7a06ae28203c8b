"""Years of the accounts: what is said beside the figures, the budget, closing and opening again.

Order of locks: the year and the settings of the lock (advisory), its row, the document, the audit.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.features.bookkeeping.first_note import statement_of, years_with_movements
from ama_net.features.bookkeeping.models import AccountingYear, BudgetLine
from ama_net.features.bookkeeping.statement import CashStatement
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, hold
from ama_net.foundation.money import plain_amount
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.documents.operations import File, keep_document, withdraw_document
from ama_net.kernel.documents.queries import documents_about
from ama_net.kernel.payments.modello_d import ITEMS
from ama_net.kernel.payments.settings import PaymentsSettings, year_key
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant_id
from ama_net.kernel.tenancy.settings import hold_settings, read_settings, save_settings

MakePaper = Callable[[CashStatement, AccountingYear], bytes]
KIND = "balance"


class CannotClose(WrongFact):
    """The year is not over, does not balance, or is closed already."""


@dataclass(frozen=True)
class YearWords:
    """What the statement says beside its figures. ``figurative``: cents by key (``statement_rows.FIGURATIVE``)."""

    secondary_note: str = ""
    figurative: Mapping[str, int] = field(default_factory=dict)


def year_row(year: int) -> AccountingYear:
    """What is kept of a year; made empty the first time. The year is held. Flushed."""
    hold(f"bookkeeping:year:{current_tenant_id()}:{year}")
    found = db.session.scalar(
        select(AccountingYear)
        .where(AccountingYear.year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        found = AccountingYear(year=year, figurative={})
        db.session.add(found)
        db.session.flush()
    return found


def describe_year(year: int, words: YearWords, *, by: Actor) -> AccountingYear:
    """Say why other activities are secondary (D.Lgs. 117/2017 art. 13 c. 6), and the figurative costs and income.

    Raises:
        CannotClose: the year is closed.
    """
    row = year_row(year)
    _refuse_closed(row)
    row.secondary_note = words.secondary_note
    row.figurative = {key: cents for key, cents in words.figurative.items() if cents}
    db.session.flush()
    record(by=by, verb="accounting_year.described", subject=row, changes={"year": year})
    return row


def note_approval(year: int, *, on: date | None, resolution_id: UUID | None, by: Actor) -> AccountingYear:
    """Write when the assembly approved the statement, and with which resolution; also of a closed year.

    Raises:
        WrongFact: a day that cannot be.
    """
    if on is not None and (on > today() or on <= date(year, 12, 31)):
        raise WrongFact("approved_on", _l("L'assemblea approva dopo la fine dell'anno, e il giorno è già passato."))
    row = year_row(year)
    row.approved_on, row.resolution_id = on, resolution_id
    db.session.flush()
    record(by=by, verb="accounting_year.approved", subject=row, changes={"year": year})
    return row


def save_budget(year: int, lines: Mapping[str, int], *, by: Actor) -> int:
    """Write what is expected on each line of a year, in cents; returns how many lines changed. A line of nothing is taken out.

    Raises:
        WrongFact: a line that does not exist, an amount below nothing.
    """
    if any(item not in ITEMS or cents < 0 for item, cents in lines.items()):
        raise WrongFact("item", _l("Nel preventivo c'è una voce che non esiste."))
    hold(f"bookkeeping:year:{current_tenant_id()}:{year}")
    known = {one.item: one for one in db.session.scalars(select(BudgetLine).where(BudgetLine.year == year))}
    changed = sum(_expect(year, known.get(item), item, cents) for item, cents in lines.items())
    db.session.flush()
    if changed:
        record(by=by, verb="budget.saved", subject=("budgets", str(year)), changes={"year": year, "lines": changed})
    return changed


def close_year(year: int, *, make_paper: MakePaper, by: Actor) -> AccountingYear:
    """Close a year: its figures and its PDF are kept as they are, and its movements are locked.

    The order is that of the calendar. What was closed is kept among the documents, and its SHA-256 here.

    Raises:
        CannotClose: the year is not over, an earlier one is open, something is missing, or cash does not follow from the result.
    """
    hold(year_key(year))
    hold_settings(PaymentsSettings.room)
    row = year_row(year)
    _refuse_closed(row)
    _refuse_early(year, read_settings(PaymentsSettings).locked_through_year)
    statement = statement_of(year)
    _refuse_unbalanced(statement)
    row.figures, row.closed_at, row.closed_by = statement.now.to_json(), now(), by.account_id
    paper = make_paper(statement, row)
    row.digest = hashlib.sha256(paper).digest()
    _lock_through(year, by)
    name = f"rendiconto-{year}.pdf"
    keep_document(File(name, paper), title=f"Rendiconto per cassa {year}", kind=KIND, about=row, by=by)
    record(by=by, verb="accounting_year.closed", subject=row, changes=_totals(statement))
    return row


def reopen_year(year: int, *, why: str, by: Actor) -> AccountingYear:
    """Open the last closed year again, with the reason in the audit; its paper is put out of use. Who may: the president.

    Raises:
        CannotClose: it is not closed, or a later one is.
        WrongFact: no reason.
    """
    if not why:
        raise WrongFact("why", _l("Scrivere perché: resta nel registro delle attività."))
    hold_settings(PaymentsSettings.room)
    row = year_row(year)
    if row.closed_at is None or read_settings(PaymentsSettings).locked_through_year != year:
        raise CannotClose("why", _l("Si riapre solo l'ultimo anno chiuso."))
    row.figures = row.closed_at = row.closed_by = row.digest = None
    db.session.flush()
    closed = select(func.max(AccountingYear.year)).where(AccountingYear.closed_at.is_not(None))
    _lock_through(db.session.scalar(closed) or 0, by)
    for paper in documents_about(row):
        if paper.kind == KIND and paper.book_number is None:
            withdraw_document(paper, by=by)
    record(by=by, verb="accounting_year.reopened", subject=row, changes={"year": year, "why": why})
    return row


def budget_of(year: int) -> dict[str, int]:
    """What is expected on each line of a year."""
    rows = db.session.execute(select(BudgetLine.item, BudgetLine.amount_cents).where(BudgetLine.year == year))
    return {row[0]: row[1] for row in rows}


def _expect(year: int, known: BudgetLine | None, item: str, cents: int) -> bool:
    if known is None:
        if cents:
            db.session.add(BudgetLine(year=year, item=item, amount_cents=cents))
        return bool(cents)
    if known.amount_cents == cents:
        return False
    if cents:
        known.amount_cents = cents
    else:
        db.session.delete(known)
    return True


def _lock_through(year: int, by: Actor) -> None:
    settings = read_settings(PaymentsSettings)
    save_settings(settings.model_copy(update={"locked_through_year": year}), by=by.account_id)
    db.session.flush()


def _refuse_closed(row: AccountingYear) -> None:
    if row.closed_at is not None:
        raise CannotClose("year", _l("L'anno è già chiuso."))


def _refuse_early(year: int, locked_through: int) -> None:
    if year >= today().year:
        raise CannotClose("year", _l("L'anno non è ancora finito."))
    if year <= locked_through:
        raise CannotClose("year", _l("Un anno dopo di questo è già chiuso: prima si riapre quello."))
    if any(locked_through < earlier < year for earlier in years_with_movements()):
        raise CannotClose("year", _l("Un anno prima di questo è ancora aperto: si chiudono in ordine."))


def _refuse_unbalanced(statement: CashStatement) -> None:
    gaps = statement.gaps
    if any(gap.how_many for gap in (gaps.no_item, gaps.no_account, gaps.nowhere, gaps.early, gaps.alone)):
        raise CannotClose("year", _l("Qualche movimento non ha la voce o il conto: prima si mettono a posto."))
    if gaps.opened.how_many:
        raise CannotClose("year", _l("Un conto comincia con dei soldi di cui non si sa da dove vengono: va corretto."))
    if statement.changed_since:
        raise CannotClose(
            "year",
            _l("I saldi di partenza non sono quelli con cui si è chiuso l'anno prima: vanno rimessi come erano."),
        )


def _totals(statement: CashStatement) -> dict[str, Any]:
    said = {"income": statement.now.income, "outgoings": statement.now.outgoings, "cash": statement.now.cash}
    return {"year": statement.year, **{name: plain_amount(cents) for name, cents in said.items()}}
