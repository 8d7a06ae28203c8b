"""Bringing the ledger to what the provider says now. Each may be called at any time, any number of times, in any order.

Each asks for the object's present state, having held its root first (``payments:online:<series, or payment>``): two who tell of
the same money wait for one another, and no row is taken before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ama_net.foundation.database import db, hold
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.payments.models import Payment
from ama_net.kernel.payments.models_online import Checkout, CheckoutMode, CheckoutState, ProviderAccount
from ama_net.kernel.payments.online import asking
from ama_net.kernel.payments.online.ledger import Deed, name_of, write_payment
from ama_net.kernel.payments.online.payouts import write_payout
from ama_net.kernel.payments.online.reading import Intent, Session, Subscription, day_of
from ama_net.kernel.payments.online.visits import TooEarly, move, row_of, visit_named, visit_of
from ama_net.kernel.payments.operations.movements import written_from_outside
from ama_net.kernel.payments.purposes import News, ProviderNews, Row, purpose_named
from ama_net.kernel.tenancy import current_tenant_id

__all__ = [
    "TooEarly",
    "converge_payment",
    "converge_payout",
    "converge_session",
    "converge_subscription",
    "hold_roots",
    "tell_due",
]

LAST_INVOICES = 3
"""Payments of a series that are looked at again with it; each has events of its own besides."""


@dataclass(frozen=True)
class Root:
    """What a payment belongs to: our visit, and its series if it is of one."""

    visit: Checkout | None
    series: str = ""


def converge_session(account: ProviderAccount, session_id: str) -> None:
    """A visit to the provider's page: paid, waiting for the bank, left.

    Raises:
        TooEarly: the visit is not written yet.
        ProviderError: its state cannot be asked for.
    """
    seen = asking.session(account, session_id)
    visit = visit_named(account, seen.checkout, seen.created)
    if visit is None:
        return
    if seen.setup and seen.status == "complete":
        _converge_setup(account, visit, seen)
    elif seen.subscription:
        _hold(seen.subscription)
        _write_series(account, visit, seen.subscription)
    elif seen.payment and seen.status == "complete":
        _hold(seen.payment)
        _write_intent(account, asking.intent(account, seen.payment), Root(visit), Deed())
    elif seen.status == "expired":
        _hold(seen.id)
        move(visit, CheckoutState.EXPIRED)


def converge_payment(account: ProviderAccount, payment_intent_id: str, *, by: Actor = SYSTEM, why: str = "") -> None:
    """A payment: its charge, what the provider kept, what was given back, contested, won back, or never came.

    ``by`` and ``why`` are of who asked to give it back. Raises as ``converge_session``.
    """
    root = _root_of(account, payment_intent_id)
    _hold(root.series or payment_intent_id)
    _write_intent(account, asking.intent(account, payment_intent_id), root, Deed(by, why))


def converge_subscription(account: ProviderAccount, subscription_id: str) -> None:
    """A series: its last payments, then where it is and what pays the next. Raises as ``converge_session``."""
    _hold(subscription_id)
    visit = _visit_of_series(account, asking.subscription(account, subscription_id))
    if visit is not None:
        _write_series(account, visit, subscription_id)


def tell_due(account: ProviderAccount, subscription_id: str) -> None:
    """A series whose next payment is coming: said to its row, with the day and the cents."""
    _hold(subscription_id)
    now_is = asking.subscription(account, subscription_id)
    visit = _visit_of_series(account, now_is)
    on = now_is.facts.get("next_on")
    if visit is not None and isinstance(on, date):
        _tell(visit, ProviderNews(News.DUE, {"amount_cents": now_is.amount_cents, "on": on}))


def converge_payout(account: ProviderAccount, payout_id: str) -> None:
    """Money that the provider paid out to the bank: a giroconto. Raises as ``converge_session``."""
    _hold(payout_id)
    write_payout(account, asking.payout(account, payout_id))


def hold_roots(payments: Iterable[tuple[ProviderAccount, str]]) -> None:
    """Hold what several payments belong to, always in the same order: who brings more than one in one transaction does it first.

    Each is an account with the payment's name. Raises as ``converge_session``.
    """
    roots = {_root_of(account, intent_id).series or intent_id for account, intent_id in payments}
    for root in sorted(roots):
        _hold(root)


def _hold(root: str) -> None:
    hold(f"payments:online:{current_tenant_id()}:{root}")


def _root_of(account: ProviderAccount, intent_id: str) -> Root:
    """What a payment belongs to, which never changes: asked before anything is held."""
    known = visit_of(account, intent_id)
    if known is not None:
        return Root(known)
    seen = asking.intent(account, intent_id)
    if seen.checkout:
        return Root(visit_named(account, seen.checkout, seen.created))
    series = asking.subscription_of(account, intent_id)
    if not series:
        return Root(None)
    return Root(_visit_of_series(account, asking.subscription(account, series)), series)


def _visit_of_series(account: ProviderAccount, seen: Subscription) -> Checkout | None:
    return visit_of(account, seen.id) or visit_named(account, seen.checkout, seen.created)


def _write_intent(account: ProviderAccount, paid: Intent, root: Root, deed: Deed) -> Payment | None:
    payment = write_payment(account, paid, _row_of(root, paid), deed)
    if root.visit is not None and root.visit.mode == CheckoutMode.PAYMENT:
        state = _state_of(paid)
        if state is not None:
            move(root.visit, state, code=paid.code, payment_ref=paid.id)
    return payment


def _row_of(root: Root, paid: Intent) -> Row | None:
    """What a payment is for: of a series, the row of this very payment (made when the money is there)."""
    row = row_of(root.visit)
    charge = paid.charge
    if row is None or not root.series or charge is None or charge.status != "succeeded":
        return row
    name = name_of(charge.id)
    if written_from_outside(name) is not None:
        return row
    instalment = purpose_named(row.__tablename__).instalment
    cents = charge.kept.amount_cents if charge.kept is not None else charge.amount_cents
    return instalment(row.id, cents, day_of(charge.created), name) if instalment is not None else row


def _state_of(paid: Intent) -> CheckoutState | None:
    """Where the visit is, as its payment says; None while who pays may try again on the provider's page."""
    if paid.status == "succeeded":
        return CheckoutState.PAID
    if paid.status == "processing":
        return CheckoutState.PROCESSING
    if paid.status == "canceled":
        return CheckoutState.EXPIRED
    refused_later = paid.charge is not None and paid.charge.status == "failed" and paid.charge.way == "direct_debit"
    return CheckoutState.FAILED if refused_later else None


def _write_series(account: ProviderAccount, visit: Checkout, subscription_id: str) -> None:
    for intent_id in asking.payments_of(account, subscription_id, last=LAST_INVOICES):
        if not _is_written(intent_id):
            _write_intent(account, asking.intent(account, intent_id), Root(visit, subscription_id), Deed())
    now_is = asking.subscription(account, subscription_id)
    kind = _news_of(now_is, visit)
    # Before it is told: a series that is over here is ended there, asked of the account it names.
    visit.payment_ref = subscription_id
    if kind is not None:
        _tell(visit, ProviderNews(kind, now_is.facts))
    if now_is.status != "incomplete":  # who pays is still on the provider's page
        move(visit, CheckoutState.EXPIRED if now_is.status == "incomplete_expired" else CheckoutState.PAID)


def _is_written(intent_id: str) -> bool:
    """Whether a payment of a series is in the ledger: what happens to it later has events of its own."""
    return db.session.scalar(select(Payment.id).where(Payment.reference == intent_id).limit(1)) is not None


def _news_of(now_is: Subscription, visit: Checkout) -> News | None:
    if now_is.status in ("active", "trialing", "paused"):
        return News.RENEWED if visit.state == CheckoutState.PAID else News.STARTED
    if now_is.status in ("past_due", "unpaid"):
        return News.FAILING
    return News.ENDED if now_is.status in ("canceled", "incomplete_expired") else None


def _tell(visit: Checkout, news: ProviderNews) -> None:
    told = purpose_named(visit.about_kind).told
    if told is not None:
        told(visit.about_id, news)


def _converge_setup(account: ProviderAccount, visit: Checkout, seen: Session) -> None:
    """Another way to pay a series was said: from now on it is taken there."""
    began = select(Checkout).where(
        Checkout.about_kind == visit.about_kind,
        Checkout.about_id == visit.about_id,
        Checkout.mode == CheckoutMode.SUBSCRIPTION,
        Checkout.payment_ref != "",
    )
    series = db.session.scalars(began.order_by(Checkout.created_at.desc()).limit(1)).first()
    if series is None:
        return
    _hold(series.payment_ref)
    if visit.state != CheckoutState.PAID:
        method = asking.setup_method(account, seen.setup)
        if method:
            asking.set_method(account, series.payment_ref, method)
    _write_series(account, series, series.payment_ref)
    move(visit, CheckoutState.PAID, payment_ref=seen.setup)
