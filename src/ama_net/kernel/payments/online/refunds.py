"""Giving back what came by the provider: asked of it first, then written as it says."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ama_net.foundation.database import db
from ama_net.kernel.access import Actor
from ama_net.kernel.payments.models import Payment
from ama_net.kernel.payments.models_online import ProviderAccount
from ama_net.kernel.payments.online import asking
from ama_net.kernel.payments.online.client import ProviderError
from ama_net.kernel.payments.online.converging import converge_payment
from ama_net.kernel.payments.online.ledger import name_of
from ama_net.kernel.payments.operations.movements import (
    CannotChangePayment,
    written_from_outside,
)
from ama_net.kernel.payments.operations.receipts import given_back_cents


def refund_online(payment: Payment, cents: int, why: str, by: Actor) -> Payment | None:
    """Have the provider give money back and write the movement out; None when the money did not come by it.

    Asked twice for the same, the provider gives back once.

    Raises:
        CannotChangePayment: the provider cannot be reached, or refuses (too much time has gone by, nothing is left there).
    """
    account = _account_of(payment)
    if account is None:
        return None
    key = f"refund_{payment.id}_{given_back_cents(payment)}_{cents}"
    try:
        refund_id = asking.ask_refund(account, payment.reference, cents, key=key)
        converge_payment(account, payment.reference, by=by, why=why)
    except ProviderError as error:
        raise CannotChangePayment("amount", _words(error)) from error
    out = written_from_outside(name_of(refund_id))
    if out is None:
        raise CannotChangePayment(
            "amount", _l("Stripe ha preso in carico il rimborso: si vede qui quando lo conferma.")
        )
    return out


def _account_of(payment: Payment) -> ProviderAccount | None:
    if not (payment.external_id or "").startswith("stripe:") or not payment.reference.startswith("pi_"):
        return None
    mine = select(ProviderAccount).where(ProviderAccount.account_id == payment.account_id)
    return db.session.scalars(mine.order_by(ProviderAccount.created_at.desc()).limit(1)).first()


def _words(error: ProviderError) -> object:
    if error.refused:
        return _l("Stripe non accetta questo rimborso: controllare il saldo, o restituire con un bonifico e annotarlo.")
    return _l("Stripe non risponde: riprovare tra poco. Non è stato restituito niente.")
