"""Lines of a bank's statement become movements: about what they pay, or the movement that was written before, or another.

Order of locks: the statement (advisory), then as for any movement; whoever undoes a statement takes the same lock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from ama_net.foundation.clock import now
from ama_net.foundation.database import db, hold, hold_together
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.payments.matching import WINDOW, BankLine, Matcher, Proposal, Written
from ama_net.kernel.payments.models import COUNTED, MoneyDirection, Payment, PaymentWay
from ama_net.kernel.payments.models_statements import LineState, StatementImport, StatementLine
from ama_net.kernel.payments.operations.line_states import free_lines_of, leave
from ama_net.kernel.payments.operations.movements import CannotChangePayment, NewPayment, cancel_halves, record_payment
from ama_net.kernel.payments.purposes import Payable, Row, all_purposes, purpose_named
from ama_net.kernel.payments.queries import payer_name
from ama_net.kernel.payments.settings import is_locked, year_key
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy import current_tenant_id


@dataclass(frozen=True)
class Part:
    """What a line pays: the row, how much of the line it takes in cents, whether more than is left may come."""

    kind: str
    id: UUID
    cents: int
    any_amount: bool = False


def hold_statement(import_id: UUID) -> None:
    """Take a statement until the commit: what becomes of its lines is decided by one hand at a time."""
    hold(f"payments:statement:{current_tenant_id()}:{import_id}")


def all_payables() -> list[Payable]:
    """Everything that may be paid by transfer in the association in scope."""
    return [
        payable
        for purpose in all_purposes().values()
        if purpose.payables is not None
        for payable in purpose.payables()
        if payable.left_cents > 0
    ]


def lines_to_do(import_id: UUID) -> list[StatementLine]:
    """The lines of a statement of which nothing was decided, in the bank's order."""
    wanted = select(StatementLine).where(StatementLine.import_id == import_id, StatementLine.state == LineState.TO_DO)
    return list(db.session.scalars(wanted.order_by(StatementLine.position)))


def propose(lines: Sequence[StatementLine]) -> dict[UUID, list[Proposal]]:
    """What each line may be, the likeliest first. All lines are of one account. A constant number of questions."""
    if not lines:
        return {}
    asked = [
        BankLine(
            line.id,
            line.booked_on,
            line.amount_cents,
            line.words or "",
            line.counterparty or "",
            line.is_doubtful,
            line.is_gathered,
        )
        for line in lines
    ]
    return Matcher(all_payables(), _written_near(lines)).propose(asked)


def record_parts(line: StatementLine, parts: Sequence[Part], *, by: Actor) -> list[Payment]:
    """Say what a line pays: a movement for each part, whose feature gives receipts and thanks afterwards.

    Raises:
        WrongFact: the line was decided before, the parts are not its whole amount, or one of them cannot be paid so.
    """
    _take(line)
    return _record(line, parts, by)


def _record(line: StatementLine, parts: Sequence[Part], by: Actor) -> list[Payment]:
    if not parts or any(part.cents <= 0 for part in parts) or sum(p.cents for p in parts) != abs(line.amount_cents):
        raise WrongFact("parts", _l("Le parti non fanno l'importo della riga."))
    ordered = sorted(parts, key=lambda part: (part.kind, part.id))
    payments = [_record_part(line, part, by) for part in ordered]
    _decide(line, LineState.RECORDED, by)
    return payments


def link_written(line: StatementLine, payment: Payment, *, by: Actor) -> None:
    """Say that a line is a movement that was written before: nothing is written twice. Said again, it changes nothing.

    Raises:
        WrongFact: the line was decided before, the movement is another's, of another account or amount, or it would enter the
            account in a year that is closed.
    """
    _held(line)
    db.session.refresh(payment, with_for_update={"of": Payment})
    if line.state == LineState.RECORDED and payment.line_id == line.id:
        return
    _refuse_decided(line)
    if payment.line_id is not None or payment.signed_cents != line.amount_cents:
        raise WrongFact("payment", _l("Quel movimento non è di questo importo, o è già di un'altra riga."))
    if payment.account_id not in (None, line.account_id):
        raise WrongFact("payment", _l("Quel movimento è di un altro conto."))
    if payment.account_id is None:
        _refuse_closed(payment)
    payment.line_id, payment.account_id = line.id, line.account_id
    payment.reference = payment.reference or line.bank_reference
    line.is_linked = True
    _decide(line, LineState.RECORDED, by)


def recorded_elsewhere(line: StatementLine, payment: Payment, *, by: Actor) -> None:
    """Say that a movement was written from a line, on the page of a room. Taken back, the movement is cancelled with it.

    Raises:
        WrongFact: the line was decided before, or the amount is not its own.
    """
    link_written(line, payment, by=by)
    line.is_linked = False


def free_line(line: StatementLine, *, by: Actor) -> None:
    """Take back what was decided of a line: its movements are cancelled, one that was there before stays.

    Raises:
        CannotChangePayment: a movement was refunded meanwhile, or its year is closed.
    """
    _held(line)
    if line.state == LineState.TO_DO:
        return
    its_own = select(Payment).where(Payment.line_id == line.id).order_by(Payment.id)
    gone: list[Payment] = []
    if line.is_linked:
        db.session.scalars(its_own.with_for_update(of=Payment)).all()  # they stay; taken before the line, as everywhere
    else:
        for payment in db.session.scalars(its_own).all():
            gone += cancel_halves(payment, why=FREED, by=by) if payment.counts else []
    free_lines_of(gone, by=by)
    if line.state != LineState.TO_DO:
        leave(line, by=by)


FREED = "riga dell'estratto conto liberata"
"""Why a movement was cancelled: kept in Italian, as what is typed is."""


def record_certain(statement: StatementImport, *, by: Actor, most: int = 500) -> tuple[int, int]:
    """Record what is certain of a statement, at most so many lines in one go; gives how many, and how many are left.

    Raises:
        WrongFact: what one of them pays was paid meanwhile: then nothing of this go is written.
    """
    hold_statement(statement.id)
    lines = lines_to_do(statement.id)
    certain = certain_of(lines, propose(lines))
    done = 0
    for line, proposal in certain[:most]:
        _record(line, parts_of(proposal), by)
        done += 1
    return done, len(certain) - done


def certain_of(
    lines: Sequence[StatementLine], proposals: Mapping[UUID, Sequence[Proposal]]
) -> list[tuple[StatementLine, Proposal]]:
    """The lines that may be recorded without looking: they quote a whole reference, and their year is open."""
    closed = {year for year in {line.booked_on.year for line in lines} if is_locked(year)}
    return [
        (line, proposals[line.id][0])
        for line in lines
        if line.booked_on.year not in closed and proposals[line.id] and proposals[line.id][0].is_certain
    ]


def parts_of(proposal: Proposal) -> list[Part]:
    """What a proposal would record."""
    return [part_of(payable, cents) for payable, cents in proposal.parts]


def part_of(payable: Payable, cents: int) -> Part:
    """A payable that takes so much of a line."""
    return Part(payable.kind, payable.id, cents, any_amount=payable.any_amount)


def _record_part(line: StatementLine, part: Part, by: Actor) -> Payment:
    purpose = purpose_named(part.kind)
    row = Row(part.kind, part.id)
    if purpose.instalment is not None:
        row = purpose.instalment(part.id, part.cents, line.booked_on, f"line:{line.id}")
    elif not part.any_amount:
        purpose.hold(part.id)
        if part.cents > purpose.left(part.id):
            raise WrongFact("parts", _l("Resta da pagare meno di così: il di più è un'altra cosa."))
    new = NewPayment(
        part.cents,
        PaymentWay.TRANSFER,
        line.booked_on,
        purpose.kind,
        MoneyDirection.IN if line.amount_cents > 0 else MoneyDirection.OUT,
        reference=line.bank_reference,
        account_id=line.account_id,
        about=row,
        line_id=line.id,
    )
    return record_payment(new, by=by)


def _written_near(lines: Sequence[StatementLine]) -> list[Written]:
    days = [line.booked_on for line in lines]
    wanted = select(Payment).where(
        Payment.line_id.is_(None),
        Payment.state.in_(COUNTED),
        Payment.way != PaymentWay.CASH,
        or_(Payment.account_id.is_(None), Payment.account_id == lines[0].account_id),
        Payment.on_day.between(min(days) - WINDOW, max(days) + WINDOW),
    )
    return [
        Written(one.id, one.on_day, one.signed_cents, one.account_id, one.memo or payer_name(one) or one.reference)
        for one in db.session.scalars(wanted.options(joinedload(Payment.person), joinedload(Payment.organisation)))
    ]


def _held(line: StatementLine) -> None:
    """Hold the line's statement and read the line anew; one that was undone meanwhile is no more."""
    hold_statement(line.import_id)
    wanted = select(StatementLine).where(StatementLine.id == line.id).execution_options(populate_existing=True)
    if db.session.scalar(wanted) is None:
        raise WrongFact("line", _l("Questa riga non c'è più: il suo estratto conto è stato annullato."))


def _take(line: StatementLine) -> None:
    _held(line)
    _refuse_decided(line)


def _refuse_closed(payment: Payment) -> None:
    hold_together(year_key(payment.on_day.year))
    if is_locked(payment.on_day.year):
        words = _l("I conti di quell'anno sono chiusi: il movimento non entra più in un conto.")
        raise CannotChangePayment("payment", words)


def _refuse_decided(line: StatementLine) -> None:
    if line.state != LineState.TO_DO:
        raise WrongFact("line", _l("Di questa riga si è già deciso."))


def _decide(line: StatementLine, state: LineState, by: Actor) -> None:
    line.state, line.decided_at, line.decided_by = state, now(), by.account_id
    db.session.flush()
    record(by=by, verb="statement_line.recorded", subject=line)
