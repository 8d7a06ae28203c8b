"""A bank's line whose movement is gone waits again: money at the bank is always in a list."""

from collections.abc import Iterable

from sqlalchemy import exists, select, update

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.payments.models import COUNTED, Payment
from ama_net.kernel.payments.models_statements import LineState, StatementLine


def free_lines_of(payments: Iterable[Payment], *, by: Actor) -> None:
    """Let the lines of movements just cancelled wait to be matched again, where no other movement of theirs counts."""
    ids = {payment.line_id for payment in payments if payment.line_id is not None}
    if not ids:
        return
    wanted = select(StatementLine).where(StatementLine.id.in_(ids)).order_by(StatementLine.id)
    held = wanted.with_for_update(of=StatementLine).execution_options(populate_existing=True)
    for line in db.session.scalars(held).all():
        counted = exists().where(Payment.line_id == line.id, Payment.state.in_(COUNTED))
        if not db.session.scalar(select(counted)):
            leave(line, by=by)


def leave(line: StatementLine, *, by: Actor) -> None:
    """Say that nothing is decided of a line any more, and that no movement is of it."""
    line.is_linked, line.ignored_why = False, ""
    line.state, line.decided_at, line.decided_by = LineState.TO_DO, None, None
    db.session.flush()
    db.session.execute(update(Payment).where(Payment.line_id == line.id).values(line_id=None))
    record(by=by, verb="statement_line.freed", subject=line)
