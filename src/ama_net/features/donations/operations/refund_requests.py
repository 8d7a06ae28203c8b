"""Somebody who gave asks for it back; the treasurer gives it back, or says why not. Either way they are written to.

A gift is not taken back by right: the association decides (a wrong amount, a slip, a gift given twice).
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.features.donations.donor_mailbox import called, mailbox_of
from ama_net.features.donations.models import Gift, GiftState, RefundRequest, RefundState
from ama_net.features.donations.operations.receiving import ABOUT, hold_gift
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.audit import record
from ama_net.kernel.outbox import send_mail
from ama_net.kernel.payments import MoneyDirection, Payment, PaymentState, PaymentWay
from ama_net.kernel.payments.models import COUNTED
from ama_net.kernel.payments.online.refunds import hold_online
from ama_net.kernel.payments.operations.movements import refund_payment
from ama_net.kernel.people import WrongFact


@dataclass(frozen=True)
class GivenBack:
    """How money went back: the day, the way, the account it left."""

    on: date
    way: PaymentWay
    account_id: UUID | None = None


def ask_refund(gift: Gift, *, reason: str, by: Actor) -> RefundRequest:
    """Ask for a gift back; asked again while it waits, it is the same request. Who may: who gave it.

    Raises:
        WrongFact: none of its money is here, or it was a thing.
    """
    hold_gift(gift.id)
    waiting = select(RefundRequest).where(RefundRequest.gift_id == gift.id, RefundRequest.state == RefundState.ASKED)
    already = db.session.scalar(waiting)
    if already is not None:
        return already
    if gift.state != GiftState.RECEIVED or gift.in_kind:
        raise WrongFact("reason", _l("Di questa donazione non c'è denaro da restituire."))
    request = RefundRequest(gift_id=gift.id)
    request.reason = reason or None
    db.session.add(request)
    db.session.flush()
    record(by=by, verb="refund_request.asked", subject=request)
    return request


def refuse_refund(request: RefundRequest, *, answer: str, by: Actor) -> None:
    """Say no, with the reason, which who asked reads. Who may: the office with DONATIONS_EDIT.

    Raises:
        WrongFact: it was decided already.
    """
    _take(request)
    request.amount_cents = request.gift.paid_cents
    _decide(request, RefundState.REFUSED, answer, by)


def accept_refund(request: RefundRequest, back: GivenBack, *, answer: str, by: Actor) -> None:
    """Give all of a gift's money back: movements out, receipts cancelled. Who may: the office with PAYMENTS_EDIT.

    What went back in the meantime is not given twice. Money that came online is asked of who took it, and goes back where it
    came from on its own day: first, since that waits for the provider and no row is held meanwhile. By hand goes back only what
    came otherwise.

    Raises:
        WrongFact: it was decided already, money that came online did not go back, or as ``refund_payment``.
    """
    if request.state != RefundState.ASKED:
        raise _decided()
    online = online_payments(payments_to_give_back(request.gift))
    hold_online(online)
    for payment in online:
        refund_payment(payment, on=today(), way=PaymentWay(payment.way), by=by)
    _take(request)
    left = payments_to_give_back(request.gift)
    if online_payments(left):
        raise WrongFact("answer", _l("Il denaro arrivato online non è ancora tornato indietro: riprovare tra poco."))
    for payment in left:
        refund_payment(payment, on=back.on, way=back.way, account_id=back.account_id, by=by)
    request.amount_cents = _given_back_since(request)
    _decide(request, RefundState.DONE, answer, by)


def payments_to_give_back(gift: Gift) -> list[Payment]:
    """The movements of a gift that were not given back whole."""
    wanted = select(Payment).where(
        Payment.about_kind == ABOUT,
        Payment.about_id == gift.id,
        Payment.direction == MoneyDirection.IN,
        Payment.state == PaymentState.RECEIVED,
    )
    return list(db.session.scalars(wanted.order_by(Payment.id)))


def online_payments(payments: list[Payment]) -> list[Payment]:
    """Those that came online: whoever took them gives them back."""
    return [payment for payment in payments if payment.is_online]


def _given_back_since(request: RefundRequest) -> int:
    """What went back of a gift since it was asked for, in cents."""
    went = select(func.coalesce(func.sum(Payment.amount_cents), 0)).where(
        Payment.about_kind == ABOUT,
        Payment.about_id == request.gift_id,
        Payment.direction == MoneyDirection.OUT,
        Payment.state.in_(COUNTED),
        Payment.created_at >= request.asked_at,
    )
    return int(db.session.scalar(went) or 0)


def _take(request: RefundRequest) -> None:
    """Hold the gift, then the request; refused when it was decided."""
    hold_gift(request.gift_id)
    db.session.refresh(request, with_for_update={"of": RefundRequest})
    if request.state != RefundState.ASKED:
        raise _decided()


def _decided() -> WrongFact:
    return WrongFact("answer", _l("A questa richiesta è già stato risposto."))


def _decide(request: RefundRequest, state: RefundState, answer: str, by: Actor) -> None:
    request.state, request.decided_at, request.decided_by = state, now(), by.account_id
    request.answer = answer or None
    db.session.flush()
    done = state == RefundState.DONE
    record(by=by, verb="refund_request.done" if done else "refund_request.refused", subject=request)
    _tell(request, answer)


def _tell(request: RefundRequest, answer: str) -> None:
    gift = db.session.get_one(Gift, request.gift_id)
    to = mailbox_of(gift)
    if to:
        said = {"done": request.state == RefundState.DONE, "cents": request.cents, "on": gift.given_on}
        context = {**said, "name": called(gift), "answer": answer}
        send_mail("donations/refund_answer", to=to, context=context, about=request, locale=gift.language)
