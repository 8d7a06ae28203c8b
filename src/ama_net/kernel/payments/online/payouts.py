"""What the provider pays out to the bank: money between two accounts of the association, in no statement."""

from dataclasses import replace
from datetime import date

from ama_net.foundation.clock import today
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments.models import MoneyDirection, Payment, PaymentKind, PaymentState, PaymentWay
from ama_net.kernel.payments.models_online import ProviderAccount
from ama_net.kernel.payments.online.ledger import name_of
from ama_net.kernel.payments.online.reading import EURO, Payout, day_of
from ama_net.kernel.payments.operations.movements import (
    CannotChangePayment,
    NewPayment,
    cancel_payment,
    written_from_outside,
)
from ama_net.kernel.payments.operations.twins import record_twins
from ama_net.kernel.payments.settings import is_locked

IN, OUT = MoneyDirection.IN, MoneyDirection.OUT
MEMO, CAME_BACK = "Accredito di Stripe sul conto", "accredito tornato indietro"


def write_payout(account: ProviderAccount, payout: Payout) -> None:
    """Write a payout that arrived, on the day it did; take it back when the bank sent it back."""
    if payout.currency != EURO or payout.amount_cents == 0:
        return
    left = written_from_outside(name_of(payout.id))
    if payout.status == "paid" and left is None:
        _write(account, payout, payout.id, day_of(payout.arrives), MEMO)
    elif payout.status in ("failed", "canceled") and left is not None:
        _take_back(account, payout, left)


def _take_back(account: ProviderAccount, payout: Payout, half: Payment) -> None:
    """It never took place; when its year is closed, it comes back today."""
    name = f"{payout.id}:back"
    if half.state == PaymentState.CANCELLED or written_from_outside(name_of(name)) is not None:
        return
    try:
        cancel_payment(half, why=CAME_BACK, by=SYSTEM)
    except CannotChangePayment:
        _write(account, replace(payout, amount_cents=-payout.amount_cents), name, today(), CAME_BACK.capitalize())


def _write(account: ProviderAccount, payout: Payout, name: str, day: date, memo: str) -> None:
    """Both halves of a giroconto: from the provider to the bank, or the other way for an amount below zero."""
    forth = payout.amount_cents > 0
    out = NewPayment(
        abs(payout.amount_cents),
        PaymentWay.TRANSFER,
        today() if is_locked(day.year) else day,
        PaymentKind.INTERNAL,
        OUT if forth else IN,
        reference=payout.id,
        account_id=account.account_id,
        item="",
        memo=memo,
        external_id=name_of(name),
    )
    into = replace(out, direction=IN if forth else OUT, account_id=account.payout_account_id)
    record_twins(out, replace(into, external_id=name_of(f"{name}:bank")), by=SYSTEM)
