"""Our own visits to the provider's page: found by what the provider says, and where they are."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from ama_net.foundation.clock import now
from ama_net.foundation.database import db
from ama_net.kernel.payments.models_online import Checkout, CheckoutState, ProviderAccount
from ama_net.kernel.payments.purposes import News, ProviderNews, Row, purpose_named

YOUNG = timedelta(minutes=15)
"""For so long an object of a visit that is not written yet may be of one that is about to be."""

NEWS = {
    CheckoutState.PROCESSING: News.PROCESSING,
    CheckoutState.FAILED: News.FAILED,
    CheckoutState.EXPIRED: News.EXPIRED,
}


class TooEarly(Exception):
    """It is about a visit that is not written yet: told again later, it will be."""


def visit_named(account: ProviderAccount, named: str, created: int) -> Checkout | None:
    """The visit that an object of the provider's says it is of. None: it is of none of ours.

    Raises:
        TooEarly: it may be about to be written.
    """
    if not named:
        return None
    found = None
    with suppress(ValueError):
        found = db.session.get(Checkout, UUID(named))
    if found is not None and _of_the_same(account, found):
        return found
    if now() - datetime.fromtimestamp(created, UTC) < YOUNG:
        raise TooEarly(named)
    return None


def visit_of(account: ProviderAccount, payment_ref: str) -> Checkout | None:
    """The visit that made a payment or a series, when it was ended."""
    same = select(ProviderAccount.id).where(ProviderAccount.account_id == account.account_id)
    mine = select(Checkout).where(Checkout.payment_ref == payment_ref, Checkout.provider_account_id.in_(same))
    return db.session.scalars(mine.order_by(Checkout.created_at).limit(1)).first()


def _of_the_same(account: ProviderAccount, visit: Checkout) -> bool:
    """Whether a visit is of an account, or of the same one as it was connected before: their money is kept together."""
    began = db.session.get_one(ProviderAccount, visit.provider_account_id)
    return began.account_id == account.account_id


def last_visits(table: str, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Where the last visit for each row is, while it is news: ``open`` for an hour, ``processing`` until the bank answers."""
    rows = select(Checkout.about_id, Checkout.state).where(
        Checkout.about_kind == table,
        Checkout.about_id.in_(list(ids)),
        (Checkout.state == CheckoutState.PROCESSING)
        | ((Checkout.state == CheckoutState.OPEN) & (Checkout.created_at > now() - timedelta(hours=1))),
    )
    return {row.about_id: row.state for row in db.session.execute(rows.order_by(Checkout.created_at))}


def row_of(visit: Checkout | None) -> Row | None:
    """What a visit is for."""
    return Row(visit.about_kind, visit.about_id) if visit is not None else None


def move(visit: Checkout, state: CheckoutState, *, code: str = "", payment_ref: str = "") -> None:
    """Say where a visit is, and tell its row when that is news. Paid is for good, but for a bank that refuses later.

    Call it after the movements: the visit's row is taken after what it pays.
    """
    if payment_ref:
        visit.payment_ref = payment_ref
    if visit.state == state or (visit.state == CheckoutState.PAID and state != CheckoutState.FAILED):
        return
    visit.state = state
    news = NEWS.get(state)
    told = purpose_named(visit.about_kind).told
    if news is not None and told is not None:
        told(visit.about_id, ProviderNews(news, {"code": code} if code else {}))
    db.session.flush()
