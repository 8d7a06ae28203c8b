"""Lines of a statement that are of no interest, and a statement taken back whole."""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import aliased

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.foundation.money import plain_amount
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.payments.models import COUNTED, Payment
from ama_net.kernel.payments.models_statements import LineState, StatementImport, StatementLine
from ama_net.kernel.payments.operations.movements import CannotChangePayment
from ama_net.kernel.payments.operations.recording_lines import free_line, hold_statement
from ama_net.kernel.payments.purposes import all_purposes
from ama_net.kernel.payments.settings import is_locked
from ama_net.kernel.people import WrongFact

GIVEN_BACK = _l("Questo movimento è già stato annullato o rimborsato.")


def set_aside(line: StatementLine, *, why: str, by: Actor) -> None:
    """Say that a line is of no interest, and why (a key of ``words.LINE_REASONS``). ``free_line`` takes it up again.

    Raises:
        WrongFact: it has become a movement.
    """
    hold_statement(line.import_id)
    db.session.refresh(line)
    if line.state == LineState.RECORDED:
        raise WrongFact("why", _l("Questa riga è già un movimento: prima si annulla quello."))
    if line.state == LineState.IGNORED:
        return
    line.state, line.ignored_why, line.decided_at, line.decided_by = LineState.IGNORED, why, now(), by.account_id
    db.session.flush()
    record(by=by, verb="statement_line.set_aside", subject=line)


def undo_import(statement: StatementImport, *, by: Actor) -> int:
    """Take an import back: its movements are cancelled with their receipts, its lines deleted; gives how many movements.

    A movement that was written before the file, and found in it, stays. Whole or not at all: whoever calls rolls back.

    Raises:
        WrongFact: as ``undo_some``.
    """
    cancelled, _left = undo_some(statement, by=by)
    return cancelled


def undo_some(statement: StatementImport, *, by: Actor, most: int | None = None, before: int = 0) -> tuple[int, int]:
    """Free the first recorded lines of an import, at most so many; after the last the import is taken back, its lines deleted.

    Gives the movements cancelled so far (``before``: in earlier goes), and how many lines are left. What forbids taking the import back is looked for in all its lines before anything changes.

    Raises:
        WrongFact: it was undone already, a movement is of a closed year (it says which), or cannot be cancelled any more.
    """
    hold_statement(statement.id)
    db.session.refresh(statement, with_for_update={"of": StatementImport})
    recorded = lines_to_undo(statement)
    lines = db.session.scalars(
        select(StatementLine)
        .where(*_is_recorded(statement.id))
        .order_by(StatementLine.position, StatementLine.id)
        .limit(most)
    ).all()
    ids = {line.id for line in lines}
    cancelled = [payment for payment in _payments_of(statement.id) if payment.line_id in ids]
    _hold_what_they_pay(cancelled)
    for line in lines:
        _free(line, by)
    movements, left = before + len(cancelled), recorded - len(lines)
    if not left:
        _take_out(statement, movements, by)
    return movements, left


def lines_to_undo(statement: StatementImport) -> int:
    """How many lines of an import have become movements, when it may be taken back. Raises WrongFact as ``undo_some``."""
    if statement.undone_at is not None:
        raise WrongFact("undo", _l("Questo caricamento è già stato annullato."))
    _refuse_closed_years(_payments_of(statement.id))
    given_back = _first_given_back(statement.id)
    if given_back is not None:
        raise _kept_by(given_back, GIVEN_BACK)
    return db.session.scalar(select(func.count()).where(*_is_recorded(statement.id))) or 0


def _take_out(statement: StatementImport, movements: int, by: Actor) -> None:
    """Delete the lines. Those of other files that were in doubt because of them no longer are."""
    db.session.execute(delete(StatementLine).where(StatementLine.import_id == statement.id))
    other = aliased(StatementLine)
    alike = exists().where(
        other.account_id == StatementLine.account_id,
        other.booked_on == StatementLine.booked_on,
        other.amount_cents == StatementLine.amount_cents,
        other.import_id != StatementLine.import_id,
    )
    doubtful = update(StatementLine).where(StatementLine.account_id == statement.account_id, StatementLine.is_doubtful)
    db.session.execute(doubtful.where(~alike).values(is_doubtful=False))
    statement.undone_at, statement.undone_by = now(), by.account_id
    db.session.flush()
    record(by=by, verb="statement.undone", subject=statement, changes={"movements": movements})


def _is_recorded(import_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (StatementLine.import_id == import_id, StatementLine.state == LineState.RECORDED)


def _payments_of(import_id: UUID) -> Sequence[Payment]:
    """The movements that the import made, and that still count."""
    made = (
        select(Payment)
        .join(StatementLine, StatementLine.id == Payment.line_id)
        .where(StatementLine.import_id == import_id, StatementLine.is_linked.is_(False), Payment.state.in_(COUNTED))
    )
    return db.session.scalars(made.order_by(Payment.id)).all()


def _refuse_closed_years(payments: Sequence[Payment]) -> None:
    closed = sorted(year for year in {payment.on_day.year for payment in payments} if is_locked(year))
    if closed:
        years = ", ".join(map(str, closed))
        raise WrongFact(
            "undo", _l("Ci sono movimenti di un anno chiuso (%(years)s): non si annullano più.", years=years)
        )


def _first_given_back(import_id: UUID) -> StatementLine | None:
    """The first line of which some money was given back since."""
    back = aliased(Payment)
    wanted = (
        select(StatementLine)
        .join(Payment, Payment.line_id == StatementLine.id)
        .join(back, back.refund_of_id == Payment.id)
        .where(StatementLine.import_id == import_id, StatementLine.is_linked.is_(False), back.state.in_(COUNTED))
    )
    return db.session.scalar(wanted.order_by(StatementLine.position, StatementLine.id).limit(1))


def _hold_what_they_pay(payments: Sequence[Payment]) -> None:
    """Take every row that is paid, in one order for all, before the first movement is touched."""
    rows = sorted({(one.about_kind, one.about_id) for one in payments if one.about_id is not None})
    for kind, row_id in rows:
        purpose = all_purposes().get(kind)
        if purpose is not None:
            purpose.hold(row_id)


def _free(line: StatementLine, by: Actor) -> None:
    try:
        free_line(line, by=by)
    except CannotChangePayment as error:
        raise _kept_by(line, error) from error


def _kept_by(line: StatementLine, why: object) -> WrongFact:
    """That an import stays because of a line, and why."""
    words = _l(
        "La riga del %(day)s di %(amount)s € non si può annullare: %(why)s",
        day=f"{line.booked_on:%d/%m/%Y}",
        amount=plain_amount(line.amount_cents),
        why=str(why),
    )
    return WrongFact("undo", words)
