"""Money moved between two accounts of the association (giroconti): two movements, twins, on no line of the statement."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.foundation.database import db
from ama_net.foundation.web.pages import money
from ama_net.kernel.access import Actor
from ama_net.kernel.payments import (
    AccountKind,
    BankAccount,
    CannotChangePayment,
    MoneyDirection,
    NewPayment,
    Payment,
    PaymentKind,
    PaymentWay,
    cancel_payment,
)
from ama_net.kernel.payments.operations.movements import written_by_form
from ama_net.kernel.payments.operations.twins import record_twins
from ama_net.kernel.payments.queries_reconciling import account_balances
from ama_net.kernel.people import WrongFact


@dataclass(frozen=True)
class Transfer:
    """Money that leaves an account and arrives in another. ``arrived_on``: when it is not the same day."""

    amount_cents: int
    on_day: date
    from_id: UUID
    to_id: UUID
    arrived_on: date | None = None
    way: PaymentWay = PaymentWay.TRANSFER
    memo: str = ""
    form_key: UUID | None = None


def move_between_accounts(transfer: Transfer, *, by: Actor) -> tuple[Payment, Payment]:
    """Write both halves of a giroconto: out of one account, into the other. The same form sent again gives back what it wrote.

    Raises:
        WrongFact: the same account twice, arrived before it left, an amount of nothing, a day to come or of a closed year.
    """
    already = written_by_form(transfer.form_key)
    if already is not None and already.twin_id is not None:
        return already, db.session.get_one(Payment, already.twin_id)
    arrived_on = transfer.arrived_on or transfer.on_day
    if transfer.from_id == transfer.to_id:
        raise WrongFact("to_id", _l("I soldi escono da un conto ed entrano in un altro: sceglierne due diversi."))
    if arrived_on < transfer.on_day:
        raise WrongFact("arrived_on", _l("I soldi non arrivano prima di partire: controllare le due date."))
    out = _half(transfer, MoneyDirection.OUT, transfer.from_id, transfer.on_day)
    return record_twins(out, _half(transfer, MoneyDirection.IN, transfer.to_id, arrived_on), by=by)


def check_cash(transfer: Transfer) -> None:
    """Refuse to take out of a cash box more than was in it that day. A page asks: what a bank's line proves is written anyway.

    Raises:
        WrongFact: there is less in the cash box.
    """
    account = db.session.get(BankAccount, transfer.from_id)
    if account is None or account.kind != AccountKind.CASH or written_by_form(transfer.form_key) is not None:
        return
    there = account_balances(transfer.on_day)[account.id]
    if there < transfer.amount_cents:
        facts = {"account": account.label, "there": money(there)}
        words = _("%(account)s: quel giorno ci sono %(there)s, non ne possono uscire di più.", **facts)
        raise WrongFact("amount", words)


def cancel_transfer(payment: Payment, *, why: str, by: Actor) -> None:
    """Say that a giroconto never took place: both halves are cancelled.

    Raises:
        CannotChangePayment: it is no giroconto, it was cancelled already, or one of its years is closed.
    """
    if payment.kind != PaymentKind.INTERNAL or payment.twin_id is None:
        raise CannotChangePayment("why", _l("Questo movimento non è un giroconto."))
    cancel_payment(payment, why=why, by=by)


def _half(transfer: Transfer, direction: MoneyDirection, account_id: UUID, on_day: date) -> NewPayment:
    return NewPayment(
        transfer.amount_cents,
        transfer.way,
        on_day,
        PaymentKind.INTERNAL,
        direction,
        account_id=account_id,
        memo=transfer.memo,
        form_key=transfer.form_key if direction == MoneyDirection.OUT else None,
    )
