"""What the provider pays out to the bank: money between two accounts of the association, in no statement."""

from uuid import UUID

from ama_net.foundation.clock import today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments.models import MoneyDirection, Payment, PaymentKind, PaymentState, PaymentWay
from ama_net.kernel.payments.models_online import ProviderAccount
from ama_net.kernel.payments.online.ledger import name_of
from ama_net.kernel.payments.online.reading import EURO, Payout, day_of
from ama_net.kernel.payments.operations.movements import (
    NewPayment,
    cancel_payment,
    record_payment,
    written_from_outside,
)
from ama_net.kernel.payments.settings import is_locked

IN, OUT = MoneyDirection.IN, MoneyDirection.OUT
MEMO, CAME_BACK = "Accredito di Stripe sul conto", "accredito tornato indietro"


def write_payout(account: ProviderAccount, payout: Payout) -> None:
    """Write a payout that arrived, on the day it did; take it back when the bank sent it back."""
    if payout.currency != EURO or payout.amount_cents == 0:
        return
    left = written_from_outside(name_of(payout.id))
    if payout.status == "paid" and left is None:
        _write(account, payout)
    elif payout.status in ("failed", "canceled") and left is not None:
        _take_back(left)


def _write(account: ProviderAccount, payout: Payout) -> None:
    forth = payout.amount_cents > 0
    out = _half(payout, account.account_id, OUT if forth else IN, payout.id)
    into = _half(payout, account.payout_account_id, IN if forth else OUT, f"{payout.id}:bank")
    out.twin_id, into.twin_id = into.id, out.id
    db.session.flush()


def _half(payout: Payout, account_id: UUID | None, direction: MoneyDirection, name: str) -> Payment:
    day = day_of(payout.arrives)
    new = NewPayment(
        abs(payout.amount_cents),
        PaymentWay.TRANSFER,
        today() if is_locked(day.year) else day,
        PaymentKind.INTERNAL,
        direction,
        reference=payout.id,
        account_id=account_id,
        item="",
        memo=MEMO,
        external_id=name_of(name),
    )
    return record_payment(new, by=SYSTEM)


def _take_back(half: Payment) -> None:
    twin = db.session.get(Payment, half.twin_id) if half.twin_id else None
    for one in sorted((row for row in (half, twin) if row is not None), key=lambda row: row.id):
        if one.state != PaymentState.CANCELLED:
            cancel_payment(one, why=CAME_BACK, by=SYSTEM)
