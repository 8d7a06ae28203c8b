"""At night: what was told and never came, visits that nobody ended, what the provider took for its services.

Each thing in a transaction of its own: the fault of one keeps no other waiting.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Select, delete, select

from ama_net.foundation.clock import now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.payments.models_online import Checkout, CheckoutState, ProviderAccount, ProviderEvent
from ama_net.kernel.payments.online import asking
from ama_net.kernel.payments.online.client import ProviderError, counts
from ama_net.kernel.payments.online.converging import TooEarly, converge_session
from ama_net.kernel.payments.online.events import hear
from ama_net.kernel.payments.online.ledger import write_fee
from ama_net.kernel.payments.online.visits import move

log = structlog.get_logger()

BACK = timedelta(days=4)
"""How far back events are asked for: for three days the provider tries to tell them."""
FEES_BACK = timedelta(days=40)
"""What it takes by the month is written with some delay."""
YOUNG = timedelta(hours=1)
LONGEST_VISIT = timedelta(hours=25)
"""The provider closes its page after a day."""
KEPT = timedelta(days=400)
"""For so long it is known which events were heard (none is told so late), and which visits came to nothing."""


def catch_up() -> None:
    """Bring the ledger of the association in scope to what the provider says. Harmless to repeat. Opens its transactions.

    Raises:
        Exception: the first fault (the provider's silence, most often), when the rest was done.
    """
    with unit_of_work():
        accounts = [account.id for account in db.session.scalars(select(ProviderAccount)) if counts(account)]
        db.session.execute(delete(ProviderEvent).where(ProviderEvent.received_at < now() - KEPT))
        ended = Checkout.state.in_((CheckoutState.EXPIRED, CheckoutState.FAILED))
        db.session.execute(delete(Checkout).where(ended, Checkout.created_at < now() - KEPT))
    faults = [fault for account_id in accounts for fault in _one(account_id)]
    if faults:
        raise faults[0]


def _one(account_id: UUID) -> list[Exception]:
    """What could not be done, of one account."""
    with unit_of_work():
        account = db.session.get_one(ProviderAccount, account_id)
        visits = list(db.session.scalars(_unended(account)))
        try:
            events = list(asking.events_since(account, int((now() - BACK).timestamp())))
        except ProviderError as fault:
            return [fault]
    works: list[Callable[[ProviderAccount], None]] = [partial(_end, visit_id=visit_id) for visit_id in visits]
    works += [partial(_heard, event=event) for event in reversed(events)]
    return list(filter(None, (_attempt(account_id, work) for work in (*works, _write_fees))))


def _attempt(account_id: UUID, work: Callable[[ProviderAccount], None]) -> Exception | None:
    try:
        with unit_of_work():
            work(db.session.get_one(ProviderAccount, account_id))
    except TooEarly:
        return None
    except ProviderError as fault:
        log.warning("payments.provider_silent", code=str(fault))
        return fault
    except Exception as fault:  # noqa: BLE001  # told at the end: what comes after must not wait for it every night
        log.error("payments.not_caught_up", error=type(fault).__name__)
        return fault
    return None


def _unended(account: ProviderAccount) -> Select[UUID]:
    return (
        select(Checkout.id)
        .where(
            Checkout.provider_account_id == account.id,
            Checkout.state.in_((CheckoutState.OPEN, CheckoutState.PROCESSING)),
            Checkout.created_at < now() - YOUNG,
        )
        .order_by(Checkout.created_at)
    )


def _end(account: ProviderAccount, visit_id: UUID) -> None:
    visit = db.session.get_one(Checkout, visit_id)
    try:
        if visit.session_id is not None:
            converge_session(account, visit.session_id)
    except ProviderError as fault:
        if not fault.refused:
            raise
    if visit.state == CheckoutState.OPEN and visit.created_at < now() - LONGEST_VISIT:
        move(visit, CheckoutState.EXPIRED)


def _heard(account: ProviderAccount, event: dict[str, Any]) -> None:
    if event.get("livemode") is account.livemode:
        hear(account, event)


def _write_fees(account: ProviderAccount) -> None:
    for kept in asking.fees_since(account, int((now() - FEES_BACK).timestamp())):
        write_fee(account, kept)
