"""Writing down that money came or went, and taking it back: cancelled when it never happened, refunded when it did."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, hold, hold_together
from ama_net.foundation.money import LARGEST_CENTS, plain_amount
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.audit import record
from ama_net.kernel.payments.modello_d import item_of_kind
from ama_net.kernel.payments.models import COUNTED, MoneyDirection, Payment, PaymentKind, PaymentState, PaymentWay
from ama_net.kernel.payments.online.closing import close_visits_later
from ama_net.kernel.payments.operations.line_states import free_lines_of
from ama_net.kernel.payments.operations.receipts import (
    cancel_receipt,
    given_back_cents,
    receipt_in_force,
    receipt_lost_since,
    replace_receipt,
)
from ama_net.kernel.payments.purposes import Row, purpose_of
from ama_net.kernel.payments.settings import is_locked, year_key
from ama_net.kernel.people import Organisation, Person, WrongFact
from ama_net.kernel.tenancy import current_tenant_id

REFUND, NO_REFUND = "rimborso", "rimborso annullato"
"""Why a receipt was cancelled, when nobody said it otherwise: kept in Italian, as what is typed is."""


class CannotChangePayment(WrongFact):
    """The movement is no longer what it was, or its year is closed."""


Refunder = Callable[["Payment", int, str, Actor], "Payment | None"]
"""Gives money back where it came from (movement, cents, why, who); None when it did not come that way."""
_refunders: list[Refunder] = []


def register_refunder(refunder: Refunder) -> None:
    """Let what came by a provider be given back by it."""
    _refunders.append(refunder)


@dataclass(frozen=True)
class NewPayment:
    """A movement to write. ``form_key`` is of the form it was typed in; ``about`` the row it is for (a model's, or a ``Row``).

    ``item`` None: the usual line of the cash statement for its kind. The rest as in ``Payment``.
    """

    amount_cents: int
    way: PaymentWay
    on_day: date
    kind: PaymentKind
    direction: MoneyDirection = MoneyDirection.IN
    reference: str = ""
    account_id: UUID | None = None
    payer: Person | Organisation | None = None
    about: Any = field(default=None, compare=False)
    form_key: UUID | None = None
    item: str | None = None
    memo: str = ""
    fund_id: UUID | None = None
    external_id: str | None = None
    line_id: UUID | None = None


def record_payment(new: NewPayment, *, by: Actor) -> Payment:
    """Write a movement that took place; the same form, or ``external_id``, sent again gives back the one it wrote. Flushed.

    Whoever records a movement about a row takes that row first (``Purpose.hold`` does it here too).

    Raises:
        WrongFact: an amount of nothing or too large, a day to come, a day of a closed year.
    """
    already = written_by_form(new.form_key) or written_from_outside(new.external_id)
    if already is not None:
        return already
    _check(new)
    payment = _written(new, by)
    purpose = purpose_of(payment)
    if purpose is not None and payment.about_id is not None:
        purpose.hold(payment.about_id)
        if new.item is None and purpose.coding is not None:
            payment.item, payment.fund_id = purpose.coding(payment.about_id)
    db.session.add(payment)
    db.session.flush()
    _settle(payment)
    if purpose is not None and purpose.arrived is not None and (payment.line_id or payment.external_id):
        purpose.arrived(payment)
    record(by=by, verb="payment.recorded", subject=payment, changes=_said(payment))
    return payment


def written_by_form(form_key: UUID | None) -> Payment | None:
    """The movement that a form wrote when it was sent before; a second sending waits for the first to end."""
    if form_key is None:
        return None
    hold(f"payments:form:{current_tenant_id()}:{form_key}")
    return db.session.scalar(select(Payment).where(Payment.form_key == form_key))


def written_from_outside(external_id: str | None) -> Payment | None:
    """The movement a provider's object was written as before; a second telling waits for the first to end."""
    if external_id is None:
        return None
    hold(f"payments:external:{current_tenant_id()}:{external_id}")
    return db.session.scalar(select(Payment).where(Payment.external_id == external_id))


def cancel_payment(payment: Payment, *, why: str, by: Actor) -> None:
    """Say that a movement never took place, as ``cancel_halves``; the bank's line that was this movement alone waits again.

    Raises:
        CannotChangePayment: as ``cancel_halves``.
    """
    free_lines_of(cancel_halves(payment, why=why, by=by), by=by)


def cancel_halves(payment: Payment, *, why: str, by: Actor) -> list[Payment]:
    """Cancel a movement that never took place (a slip) with its receipt, and give what was cancelled. All stay, with the reason.

    When it was a refund, what it gave back counts as paid again, with a receipt where there was one. Half of an internal
    movement takes the other half with it, in the order of their ids. What a provider wrote took place there: only what it says
    later cancels it, never a person.

    Raises:
        CannotChangePayment: it was cancelled or refunded already, its year is closed, a provider wrote it, or it was a refund
            and what it is for has been paid again since.
    """
    if payment.is_online and by != SYSTEM:
        raise CannotChangePayment("why", _l("Lo dice Stripe, quindi è avvenuto: si restituisce, non si annulla."))
    twin = db.session.get(Payment, payment.twin_id) if payment.twin_id else None
    gone = sorted(filter(None, (payment, twin)), key=lambda half: half.id)
    for one in gone:
        _cancel(one, why=why, by=by)
    return gone


def _cancel(payment: Payment, *, why: str, by: Actor) -> None:
    _taken(payment)
    _refuse_locked(payment.on_day)
    if payment.state in (PaymentState.CANCELLED, PaymentState.REFUNDED) or given_back_cents(payment):
        raise CannotChangePayment("why", _l("Questo movimento è già stato annullato o rimborsato."))
    if payment.refund_of_id is not None:
        _refuse_paid_again(payment)
    receipt = receipt_in_force(payment)
    if receipt is not None:
        cancel_receipt(receipt, why=why, by=by)
    payment.state, payment.cancelled_at, payment.cancelled_by = PaymentState.CANCELLED, now(), by.account_id
    payment.cancelled_why = why
    db.session.flush()
    if payment.refund_of_id is not None:
        _reopen(payment.refund_of_id, payment, by)
    _settle(payment)
    record(by=by, verb="payment.cancelled", subject=payment)


def refund_payment(
    payment: Payment,
    *,
    on: date,
    way: PaymentWay,
    by: Actor,
    amount_cents: int | None = None,
    why: str = "",
    account_id: UUID | None = None,
    external_id: str | None = None,
) -> Payment:
    """Give money back, whole or in part: a movement out of its own. The receipt is cancelled; one for the rest replaces it.

    What came through a provider, and goes back by the same way, is given back by the provider: on its day.

    Raises:
        CannotChangePayment: it is not a movement in that took place, or more than is left of it.
        WrongFact: the day cannot be.
    """
    already = written_from_outside(external_id)
    if already is not None:
        return already
    if external_id is None and way == payment.way and payment.state == PaymentState.RECEIVED:
        elsewhere = _given_back_elsewhere(payment, amount_cents, why, by)
        if elsewhere is not None:
            return elsewhere
    _taken(payment)
    left = payment.amount_cents - given_back_cents(payment)
    back = left if amount_cents is None else amount_cents
    if payment.direction != MoneyDirection.IN or payment.state != PaymentState.RECEIVED or not 0 < back <= left:
        raise CannotChangePayment("amount", _l("Si può restituire al massimo quello che è stato versato."))
    out = _going_back(payment, NewPayment(back, way, on, PaymentKind(payment.kind), external_id=external_id), by)
    out.account_id = account_id or payment.account_id
    db.session.add(out)
    if back == left:
        payment.state = PaymentState.REFUNDED
    db.session.flush()
    _settle(payment)
    receipt = receipt_in_force(payment)
    if receipt is not None:
        replace_receipt(receipt, payment, why=why or REFUND, by=by)
    record(by=by, verb="payment.refunded", subject=payment, changes={"amount": plain_amount(back)})
    return out


def net_cents(table: str, row_id: UUID) -> int:
    """What was paid for a row and not given back, in cents."""
    paid = select(Payment.direction, func.sum(Payment.amount_cents)).where(
        Payment.about_kind == table, Payment.about_id == row_id, Payment.state.in_(COUNTED)
    )
    sums: dict[str, int] = {row[0]: int(row[1]) for row in db.session.execute(paid.group_by(Payment.direction))}
    return sums.get(MoneyDirection.IN, 0) - sums.get(MoneyDirection.OUT, 0)


def _check(new: NewPayment) -> None:
    if not 0 < new.amount_cents <= LARGEST_CENTS:
        raise WrongFact("amount", _l("Scrivere un importo maggiore di zero, per esempio 25,00."))
    if new.on_day > today():
        raise WrongFact("on", _l("È una data futura: si annota quello che è già stato versato."))
    _refuse_locked(new.on_day)


def _refuse_locked(day: date) -> None:
    hold_together(year_key(day.year))  # who closes the year waits for this movement, or this finds it closed
    if is_locked(day.year):
        raise CannotChangePayment("on", _l("I conti di quell'anno sono chiusi: il movimento va in un anno aperto."))


def _written(new: NewPayment, by: Actor) -> Payment:
    payment = Payment(
        direction=new.direction, amount_cents=new.amount_cents, way=new.way, on_day=new.on_day, kind=new.kind
    )
    payment.state, payment.reference, payment.account_id = PaymentState.RECEIVED, new.reference, new.account_id
    payment.form_key, payment.created_by = new.form_key, by.account_id
    payment.item = item_of_kind(new.kind, new.direction) if new.item is None else new.item
    payment.memo, payment.fund_id = new.memo, new.fund_id
    payment.external_id, payment.line_id = new.external_id, new.line_id
    if isinstance(new.payer, Person):
        payment.person_id = new.payer.id
    elif new.payer is not None:
        payment.organisation_id = new.payer.id
    if new.about is not None:
        payment.about_kind, payment.about_id = new.about.__tablename__, new.about.id
    return payment


def _going_back(payment: Payment, new: NewPayment, by: Actor) -> Payment:
    """The movement out that gives some of a movement back: it stands on the line it came on, taken away from it."""
    _check(new)
    if new.on_day < payment.on_day:
        raise WrongFact("on", _l("Il rimborso non può essere di un giorno prima del versamento."))
    out = _written(replace(new, direction=MoneyDirection.OUT, item=payment.item, fund_id=payment.fund_id), by)
    out.refund_of_id, out.person_id, out.organisation_id = payment.id, payment.person_id, payment.organisation_id
    out.about_kind, out.about_id = payment.about_kind, payment.about_id
    return out


def _given_back_elsewhere(payment: Payment, amount_cents: int | None, why: str, by: Actor) -> Payment | None:
    """What a provider gave back of what came by it, before any row is taken (what is outside comes first)."""
    left = payment.amount_cents - given_back_cents(payment)
    back = left if amount_cents is None else amount_cents
    if payment.direction != MoneyDirection.IN or not 0 < back <= left:
        return None  # refused below
    return next(filter(None, (refunder(payment, back, why, by) for refunder in _refunders)), None)


def _taken(payment: Payment) -> None:
    """Hold what it is for, then the movement itself: always in this order."""
    purpose = purpose_of(payment)
    if purpose is not None and payment.about_id is not None:
        purpose.hold(payment.about_id)
    db.session.refresh(payment, with_for_update={"of": Payment})


def _settle(payment: Payment) -> None:
    purpose = purpose_of(payment)
    if purpose is not None and payment.about_id is not None:
        purpose.settle(payment.about_id)
        close_visits_later(Row(payment.about_kind, payment.about_id))


def _refuse_paid_again(refund: Payment) -> None:
    """Without the refund its row would be paid more than once: the later payment is put right first."""
    purpose = purpose_of(refund)
    if purpose is None or refund.about_id is None:
        return
    if refund.amount_cents > purpose.left(refund.about_id):
        words = _l("Dopo il rimborso è stato versato di nuovo: prima si annulla o si rimborsa quel movimento.")
        raise CannotChangePayment("why", words)


def _reopen(payment_id: UUID, refund: Payment, by: Actor) -> None:
    """A refund that never took place: what it gave back counts as paid again, and so does its receipt."""
    paid = db.session.get_one(Payment, payment_id, with_for_update={"of": Payment})
    receipt = receipt_in_force(paid)
    if paid.state == PaymentState.REFUNDED:
        paid.state = PaymentState.RECEIVED
        receipt = receipt or receipt_lost_since(paid, refund.created_at)
    db.session.flush()
    if receipt is not None:
        replace_receipt(receipt, paid, why=NO_REFUND, by=by)


def _said(payment: Payment) -> dict[str, Any]:
    return {
        "amount": plain_amount(payment.amount_cents),
        "way": payment.way,
        "kind": payment.kind,
        "direction": payment.direction,
    }
