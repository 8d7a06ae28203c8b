"""A payment of the provider's written as movements: what came, what was kept of it, what went back and why.

Every movement has the name of the provider's object (``external_id``), so it is written once. What the provider takes back and
then gives again (a dispute won, a refund that failed) is a movement out that never took place: it is cancelled, and the receipt
is in force again; in a closed year, or when its row has been paid again since, it comes in anew.
"""

from dataclasses import dataclass
from datetime import date

import structlog

from ama_net.foundation.clock import today
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.payments.modello_d import BANK_CHARGES
from ama_net.kernel.payments.models import MoneyDirection, Payment, PaymentKind, PaymentState, PaymentWay
from ama_net.kernel.payments.models_online import ProviderAccount
from ama_net.kernel.payments.online import asking
from ama_net.kernel.payments.online.reading import EURO, Charge, Dispute, Intent, Kept, Refund, day_of
from ama_net.kernel.payments.operations.movements import (
    CannotChangePayment,
    NewPayment,
    cancel_payment,
    record_payment,
    refund_payment,
    written_from_outside,
)
from ama_net.kernel.payments.operations.receipts import given_back_cents
from ama_net.kernel.payments.purposes import Row, purpose_named
from ama_net.kernel.payments.settings import is_locked

log = structlog.get_logger()

IN, OUT = MoneyDirection.IN, MoneyDirection.OUT
CONTESTED, RETURNED, FAILED, WON, NOT_REFUNDED = (
    "contestazione",
    "addebito respinto dalla banca",
    "pagamento non riuscito",
    "contestazione vinta",
    "rimborso non riuscito",
)
"""Why, as it is kept beside a cancelled receipt or movement: in Italian, as what is typed is."""
UNKNOWN, TOO_MUCH, FEES = "Pagamento che non è stato chiesto da qui", "Pagamento in più", "Commissioni di Stripe"


@dataclass(frozen=True)
class Deed:
    """Who has a payment brought to the ledger, and why money goes back when a person says so."""

    by: Actor = SYSTEM
    why: str = ""


def name_of(object_id: str) -> str:
    """What an object of the provider's is called in the ledger."""
    return f"stripe:{object_id}"


def write_payment(account: ProviderAccount, paid: Intent, row: Row | None, deed: Deed) -> Payment | None:
    """Bring the ledger to what the provider says of a payment; its row, when it is of one of ours. None: no money came."""
    charge = paid.charge
    if charge is None or paid.currency != EURO:
        return None
    if charge.kept is not None and charge.kept.currency != EURO:
        log.error("payments.not_in_euro")  # such an account is refused when it is connected
        return None
    known = written_from_outside(name_of(charge.id))
    if charge.status != "succeeded":
        if known is not None:
            give_back(known, known.amount_cents, name=f"fail:{charge.id}", on=today(), why=FAILED)
        return known
    payment = known or _write_charge(account, paid.id, charge, row)
    write_fee(account, charge.kept, payment.way)
    if charge.refunded_cents or payment.state == PaymentState.REFUNDED or given_back_cents(payment):
        for refund in asking.refunds_of(account, paid.id):
            _write_refund(account, payment, refund, deed)
    if charge.disputed:
        for dispute in asking.disputes_of(account, paid.id):
            _write_dispute(account, payment, dispute)
    return payment


def give_back(payment: Payment, cents: int, *, name: str, on: date, why: str, by: Actor = SYSTEM) -> Payment:
    """Write that money of a movement went back. What is more than is left of it (it was refunded too) stands alone."""
    already = written_from_outside(name_of(name))
    if already is not None:
        return already
    left = payment.amount_cents - given_back_cents(payment) if payment.state == PaymentState.RECEIVED else 0
    day, way = _open_day(max(on, payment.on_day)), PaymentWay(payment.way)
    if left <= 0:
        return _alone(payment, cents, OUT, name, day, TOO_MUCH)
    if cents > left:
        _alone(payment, cents - left, OUT, f"{name}:over", day, TOO_MUCH)
    return refund_payment(
        payment, on=day, way=way, by=by, amount_cents=min(cents, left), why=why, external_id=name_of(name)
    )


def take_again(out: Payment, *, name: str, on: date, why: str) -> None:
    """Write that money which went back did not, after all: what stood alone beside it (``give_back``) too."""
    over = written_from_outside(f"{out.external_id}:over")
    if over is not None:
        _undone(over, name=f"{name}:over", on=on, why=why)
    _undone(out, name=name, on=on, why=why)


def _undone(out: Payment, *, name: str, on: date, why: str) -> None:
    if out.state == PaymentState.CANCELLED or written_from_outside(name_of(name)) is not None:
        return
    try:
        cancel_payment(out, why=why, by=SYSTEM)
    except CannotChangePayment:
        _alone(out, out.amount_cents, IN, name, _open_day(on), why)


def write_fee(account: ProviderAccount, kept: Kept | None, way: str = PaymentWay.OTHER) -> None:
    """Write what the provider kept, or gave again of what it had kept."""
    cents = kept.fee_cents if kept is not None else 0
    if kept is None or not cents:
        return
    new = NewPayment(
        abs(cents),
        PaymentWay(way),
        _open_day(day_of(kept.created)),
        PaymentKind.CHARGE,
        OUT if cents > 0 else IN,
        account_id=account.account_id,
        item=BANK_CHARGES,
        memo=FEES,
        external_id=name_of(f"fee:{kept.id}"),
    )
    record_payment(new, by=SYSTEM)


def _write_charge(account: ProviderAccount, intent_id: str, charge: Charge, row: Row | None) -> Payment:
    cents = charge.kept.amount_cents if charge.kept is not None else charge.amount_cents
    purpose = purpose_named(row.__tablename__) if row is not None else None
    memo = "" if row is not None else UNKNOWN
    if purpose is not None and row is not None and purpose.kind == PaymentKind.FEE:
        purpose.hold(row.id)
        if cents > purpose.left(row.id):  # paid twice, or forgiven meanwhile: a fee takes no more than it is
            purpose, row, memo = None, None, TOO_MUCH
    new = NewPayment(
        cents,
        charge.way,
        _open_day(day_of(charge.created)),
        purpose.kind if purpose is not None else PaymentKind.OTHER,
        reference=intent_id,
        account_id=account.account_id,
        about=row,
        memo=memo,
        external_id=name_of(charge.id),
    )
    payment = record_payment(new, by=SYSTEM)
    if purpose is not None and purpose.arrived is not None:
        purpose.arrived(payment)
    return payment


def _write_refund(account: ProviderAccount, payment: Payment, refund: Refund, deed: Deed) -> None:
    failed = refund.status in ("failed", "canceled")
    if refund.kept is None and not failed:
        return  # not taken from the account yet
    cents = abs(refund.kept.amount_cents) if refund.kept is not None else refund.amount_cents
    day = day_of(refund.created)
    out = give_back(payment, cents, name=refund.id, on=day, why=deed.why, by=deed.by)
    write_fee(account, refund.kept, payment.way)
    if failed:
        take_again(out, name=f"{refund.id}:failed", on=today(), why=NOT_REFUNDED)


def _write_dispute(account: ProviderAccount, payment: Payment, dispute: Dispute) -> None:
    why = RETURNED if payment.way == PaymentWay.DIRECT_DEBIT else CONTESTED
    taken = [line for line in dispute.kept if line.amount_cents < 0]
    given = [line for line in dispute.kept if line.amount_cents > 0]
    for number, line in enumerate(taken):
        name = dispute.id if number == 0 else f"{dispute.id}:{number + 1}"
        out = give_back(payment, -line.amount_cents, name=name, on=day_of(line.created), why=why)
        if number < len(given):
            again = given[number]
            take_again(out, name=f"{name}:won", on=day_of(again.created), why=WON)
    for line in dispute.kept:
        write_fee(account, line, payment.way)


def _alone(like: Payment, cents: int, direction: MoneyDirection, name: str, day: date, memo: str) -> Payment:
    """A movement as another, about its row when it comes in again and the row still wants it."""
    row = None
    if like.about_id is not None and direction == IN:
        purpose = purpose_named(like.about_kind)
        row = Row(like.about_kind, like.about_id) if purpose.left(like.about_id) >= cents else None
    new = NewPayment(
        cents,
        PaymentWay(like.way),
        day,
        PaymentKind(like.kind),
        direction,
        reference=like.reference,
        account_id=like.account_id,
        payer=like.payer,
        about=row,
        item=like.item,
        memo=memo,
        fund_id=like.fund_id,
        external_id=name_of(name),
    )
    return record_payment(new, by=SYSTEM)


def _open_day(day: date) -> date:
    """The day of a movement: today when that year's accounts are closed."""
    return today() if is_locked(day.year) else day
