"""Giving back what came by the provider: asked of it first, then written as it says."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.payments.models import Payment
from ama_net.kernel.payments.models_online import ProviderAccount
from ama_net.kernel.payments.online import asking
from ama_net.kernel.payments.online.client import UNKNOWN, ProviderError
from ama_net.kernel.payments.online.converging import converge_payment, hold_roots
from ama_net.kernel.payments.online.ledger import name_of
from ama_net.kernel.payments.operations.movements import (
    CannotChangePayment,
    written_from_outside,
)


def refund_online(payment: Payment, cents: int, why: str, by: Actor) -> Payment | None:
    """Have the provider give money back and write the movement out; None when the money did not come by it.

    Asked twice for the same, the provider gives back once; asked again after it failed, it tries anew.

    Raises:
        CannotChangePayment: the provider cannot be reached, or refuses (too much time has gone by, nothing is left there).
    """
    try:
        account = _account_of(payment)
        if account is None:
            return None
        refund_id = asking.ask_refund(account, payment.reference, cents, key=_key(payment, cents))
        converge_payment(account, payment.reference, by=by, why=why)
    except ProviderError as error:
        raise CannotChangePayment("amount", _words(error)) from error
    out = written_from_outside(name_of(refund_id))
    if out is None:
        raise CannotChangePayment(
            "amount", _l("Stripe ha preso in carico il rimborso: si vede qui quando lo conferma.")
        )
    if not out.counts:
        raise CannotChangePayment(
            "amount", _l("Stripe non è riuscita a restituire il denaro: riprovare, o fare un bonifico.")
        )
    return out


def hold_online(payments: Iterable[Payment]) -> None:
    """Hold all that the provider will be asked to give back, before any row is taken: who gives back more than one calls it first.

    Raises:
        CannotChangePayment: the provider cannot be reached, or does not know one of them.
    """
    try:
        taken = [(_account_of(payment), payment.reference) for payment in payments]
        hold_roots([(account, intent_id) for account, intent_id in taken if account is not None])
    except ProviderError as error:
        raise CannotChangePayment("amount", _words(error)) from error


def _key(payment: Payment, cents: int) -> str:
    """The same until a movement out is written: a refund that failed leaves a cancelled one, so the next is another."""
    tried = select(func.count()).where(Payment.refund_of_id == payment.id)
    return f"refund_{payment.id}_{db.session.scalar(tried)}_{cents}"


def _account_of(payment: Payment) -> ProviderAccount | None:
    """Who took it: of several that hold their money together (one closed, then opened anew), the last that knows of it."""
    if not payment.is_online or not payment.reference.startswith("pi_"):
        return None
    mine = select(ProviderAccount).where(ProviderAccount.account_id == payment.account_id)
    accounts = db.session.scalars(mine.order_by(ProviderAccount.created_at.desc())).all()
    return next((one for one in accounts[:-1] if _knows(one, payment.reference)), accounts[-1] if accounts else None)


def _knows(account: ProviderAccount, intent_id: str) -> bool:
    try:
        asking.intent(account, intent_id)
    except ProviderError as error:
        if str(error) != UNKNOWN:
            raise
        return False
    return True


def _words(error: ProviderError) -> object:
    if error.refused:
        return _l("Stripe non accetta questo rimborso: controllare il saldo, o restituire con un bonifico e annotarlo.")
    return _l("Stripe non risponde: riprovare tra poco. Non è stato restituito niente.")
