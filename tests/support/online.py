"""Payments online in tests: an association with an account at the played provider, people who pay there, events told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import Payment, PaymentKind, PaymentWay, Row
from ama_net.kernel.payments.models import COUNTED, BankAccount, MoneyDirection
from ama_net.kernel.payments.models_online import Checkout, CheckoutMode, ProviderAccount
from ama_net.kernel.payments.online.checkout import start_checkout
from ama_net.kernel.payments.operations.online_accounts import OnlineKeys, connect_online
from tests.factories.donations import make_gift, make_series
from tests.factories.fees import make_account
from tests.support.clients import Browser
from tests.support.hands import desk
from tests.support.provider import KEY, SECRET, Provider, deliver, shuffled
from tests.support.standing import Standing

Thing = TypeVar("Thing")

BACK = "http://alba.localhost/tornati"


def connect(*, key: str = KEY, secret: str = SECRET, with_debit: bool = True) -> ProviderAccount:
    """The association in scope takes payments online; what is paid out goes to its bank."""
    bank = db.session.scalar(select(BankAccount).where(BankAccount.iban.is_not(None))) or make_account()
    return connect_online(OnlineKeys(key, secret, with_debit, bank.id), by=SYSTEM)


def visit(row: Any, cents: int, **options: Any) -> str:
    """The address of the page where a row is paid."""
    asked = {"words": "Erogazione liberale", "mode": CheckoutMode.PAYMENT, "language": "it", "back": BACK, **options}
    return start_checkout(Row(row.__tablename__, row.id), amount_cents=cents, **asked)


def events_path(account_id: UUID) -> str:
    """Where the provider tells."""
    return f"/pagamenti/stripe/{account_id}/eventi"


def ledger(where: Iterable[str] = ()) -> list[tuple[str, str, int, str]]:
    """Every movement, by name: direction, kind, cents, state. ``where``: only those whose name contains one of these."""
    rows = db.session.scalars(select(Payment).order_by(Payment.direction, Payment.kind, Payment.amount_cents))
    found = [(row.direction, row.kind, row.amount_cents, row.state, row.external_id or "") for row in rows]
    wanted = tuple(where)
    return [one[:4] for one in found if not wanted or any(part in one[4] for part in wanted)]


def held_cents(account: ProviderAccount) -> int:
    """What the provider holds, as the ledger says."""
    rows = db.session.scalars(select(Payment).where(Payment.account_id == account.account_id))
    signs = {MoneyDirection.IN: 1, MoneyDirection.OUT: -1}
    return sum(signs[MoneyDirection(row.direction)] * row.amount_cents for row in rows if row.state in COUNTED)


def visits() -> list[tuple[str, str]]:
    """Mode and state of every visit, the oldest first."""
    return [(row.mode, row.state) for row in db.session.scalars(select(Checkout).order_by(Checkout.created_at))]


def the(model: type[Thing]) -> Thing:
    """The only row there is."""
    return db.session.scalars(select(model)).one()


def came() -> Payment:
    """The only movement that came in, but for fees given again."""
    rows = select(Payment).where(Payment.direction == MoneyDirection.IN, Payment.kind != PaymentKind.CHARGE)
    return db.session.scalars(rows).one()


@dataclass
class Till:
    """An association that takes payments online: who pays there, what it is told."""

    app: Flask
    standing: Standing
    provider: Provider
    browser: Browser
    key: str = KEY
    secret: str = SECRET
    path: str = field(init=False)

    def __post_init__(self) -> None:
        with desk(self.app, self.standing):
            self.path = events_path(connect(key=self.key, secret=self.secret).id)

    def gift(self, cents: int = 5000, method: str = "card") -> UUID:
        """Somebody gives; the id of the gift."""
        with desk(self.app, self.standing):
            gift = make_gift(cents, way=PaymentWay.CARD)
            page, gift_id = visit(gift, cents), gift.id
        self.provider.choose(page, method)
        return gift_id

    def series(self, cents: int = 1000, method: str = "card") -> UUID:
        """Somebody begins to give every month; the id of the series."""
        with desk(self.app, self.standing):
            series = make_series(cents)
            page, series_id = visit(series, cents, mode=CheckoutMode.SUBSCRIPTION, every="month"), series.id
        self.provider.choose(page, method)
        return series_id

    def tell(self, times: int = 1) -> list[int]:
        """Tell everything that happened, in the order it did, or so many times each in any order."""
        events = self.provider.events(key=self.key)
        told = events if times == 1 else shuffled(events, times)
        return deliver(self.browser, self.path, told, secret=self.secret)
