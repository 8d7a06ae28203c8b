"""Visits that are open when there is nothing to pay any more: closed, so that nobody pays for what is settled or called off.

The provider is asked by a job, after the commit: whoever settles a row does not wait for it. A series is another matter: before
it is said to be over, what its visits began is ended there.
"""

from uuid import UUID

from sqlalchemy import Select, select

from ama_net.foundation.database import db
from ama_net.foundation.jobs import enqueue
from ama_net.kernel.payments.models_online import Checkout, CheckoutMode, CheckoutState, ProviderAccount
from ama_net.kernel.payments.online import asking
from ama_net.kernel.payments.online.client import ProviderError
from ama_net.kernel.payments.online.subscriptions import end_subscription
from ama_net.kernel.payments.online.visits import move
from ama_net.kernel.payments.purposes import Row, purpose_named


def close_visits_later(row: Row, *, called_off: bool = False) -> None:
    """After the commit, close the pages where more than what is left of a row would be paid; all of them when it is called off."""
    from ama_net.kernel.payments.online_tasks import close_visits_of  # the task needs these

    if db.session.scalar(_open(row).limit(1)) is not None:
        enqueue(close_visits_of, row.__tablename__, str(row.id), called_off)


def close_visits(row: Row, *, called_off: bool) -> None:
    """What ``close_visits_later`` asks for. Raises ProviderError."""
    left = 0 if called_off else purpose_named(row.__tablename__).left(row.id)
    for visit_id in db.session.scalars(_open(row)).all():
        visit = db.session.get_one(Checkout, visit_id)
        if visit.amount_cents > left:
            _close(visit)


def end_visits(row: Row) -> str:
    """Before a series is over: close its pages, and end what one of them has begun. Gives the name of that; empty: nothing began.

    Raises:
        ProviderError: the provider cannot be reached.
    """
    visits = select(Checkout).where(
        Checkout.about_kind == row.__tablename__,
        Checkout.about_id == row.id,
        Checkout.mode == CheckoutMode.SUBSCRIPTION,
        Checkout.state.in_((CheckoutState.OPEN, CheckoutState.PROCESSING)),
    )
    begun = ""
    for visit in db.session.scalars(visits.order_by(Checkout.created_at)).all():
        named = _close(visit)
        if named:
            visit.payment_ref = begun = named
            db.session.flush()
            end_subscription(named)
    return begun


def _open(row: Row) -> Select[UUID]:
    return select(Checkout.id).where(
        Checkout.about_kind == row.__tablename__,
        Checkout.about_id == row.id,
        Checkout.mode != CheckoutMode.SETUP,
        Checkout.state == CheckoutState.OPEN,
    )


def _close(visit: Checkout) -> str:
    """Close a visit; when it was ended meanwhile it is left as it is, and the series that it began is given."""
    if visit.session_id is None:
        return ""
    account = db.session.get_one(ProviderAccount, visit.provider_account_id)
    seen = asking.session(account, visit.session_id)
    if seen.status == "open":
        try:
            asking.expire_session(account, visit.session_id)
        except ProviderError as error:
            if not error.refused:
                raise
            seen = asking.session(account, visit.session_id)  # ended at this very moment
    if seen.status == "complete":
        return seen.subscription
    move(visit, CheckoutState.EXPIRED)
    return ""
