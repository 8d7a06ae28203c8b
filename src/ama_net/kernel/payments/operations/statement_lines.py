"""Lines of a statement that are of no interest, and a statement taken back whole."""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

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
        WrongFact: it was undone already, a movement is of a closed year (it says which), or cannot be cancelled any more.
    """
    hold_statement(statement.id)
    db.session.refresh(statement, with_for_update={"of": StatementImport})
    if statement.undone_at is not None:
        raise WrongFact("undo", _l("Questo caricamento è già stato annullato."))
    payments = _payments_of(statement.id)
    _refuse_closed_years(payments)
    _hold_what_they_pay(payments)
    wanted = select(StatementLine).where(StatementLine.import_id == statement.id, StatementLine.state == "recorded")
    for line in db.session.scalars(wanted.order_by(StatementLine.position, StatementLine.id)):
        _free(line, by)
    db.session.execute(delete(StatementLine).where(StatementLine.import_id == statement.id))
    statement.undone_at, statement.undone_by = now(), by.account_id
    db.session.flush()
    record(by=by, verb="statement.undone", subject=statement, changes={"movements": len(payments)})
    return len(payments)


def _payments_of(import_id: UUID) -> Sequence[Payment]:
    """The movements that the import made, and that still count."""
    made = (
        select(Payment)
        .join(StatementLine, StatementLine.id == Payment.line_id)
        .where(StatementLine.import_id == import_id, StatementLine.is_linked.is_(False), Payment.state.in_(COUNTED))
    )
    return db.session.scalars(made.order_by(Payment.id)).all()


def _refuse_closed_years(payments: Sequence[Payment]) -> None:
    closed = sorted({payment.on_day.year for payment in payments if is_locked(payment.on_day.year)})
    if closed:
        years = ", ".join(map(str, closed))
        raise WrongFact(
            "undo", _l("Ci sono movimenti di un anno chiuso (%(years)s): non si annullano più.", years=years)
        )


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
        words = _l(
            "La riga del %(day)s di %(amount)s € non si può annullare: %(why)s",
            day=f"{line.booked_on:%d/%m/%Y}",
            amount=plain_amount(line.amount_cents),
            why=str(error),
        )
        raise WrongFact("undo", words) from error
