"""Steps through the support page, as somebody who gives takes them."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import select

from ama_net.features.donations.gift_secrets import secret_of
from ama_net.features.donations.models import Gift, RecurringGift
from ama_net.foundation.crypto import new_token
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import Checkout
from ama_net.kernel.payments.operations.online_accounts import OnlineKeys, connect_online
from tests.factories.donations import make_account
from tests.support.hands import desk
from tests.support.standing import Standing

T = TypeVar("T")


def typed(**changes: Any) -> dict[str, Any]:
    """The form of the support page, filled; None takes a field away."""
    values = {
        "every": "once",
        "amount": "5000",
        "way": "transfer",
        "given_name": "Alcina",
        "family_name": "Dellisola",
        "email": "alcina@donatori.example",
        "form_key": new_token(),
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


def inside(app: Flask, standing: Standing, work: Callable[[], T]) -> T:
    """What the work finds in an association's rows, committed."""
    with desk(app, standing):
        return work()


def words(text: str) -> str:
    """What a page says, its spaces that do not break as plain ones."""
    return text.replace("\xa0", " ")


def gifts(app: Flask, standing: Standing) -> list[tuple[Any, ...]]:
    """The gifts asked for so far: amount, way, state."""

    def rows() -> list[tuple[Any, ...]]:
        found = db.session.scalars(select(Gift).order_by(Gift.created_at))
        return [(one.amount_cents, one.way, one.state) for one in found]

    return inside(app, standing, rows)


def only(model: type[T]) -> T:
    """The one row there is."""
    return db.session.scalars(select(model)).one()


def page_of(app: Flask, standing: Standing, model: type[Gift] | type[RecurringGift] = Gift) -> str:
    """The address of the page of the only gift, or series."""
    return inside(app, standing, lambda: f"/sostieni/dono/{secret_of(only(model))}")


def with_account(app: Flask, standing: Standing) -> None:
    """Give the association an account to pay into."""
    inside(app, standing, lambda: make_account().id)


def with_online(app: Flask, standing: Standing) -> None:
    """Let the association take payments online."""
    keys = OnlineKeys("sk_test_alba", "whsec_alba", with_debit=True)
    inside(app, standing, lambda: connect_online(keys, by=SYSTEM).id)


def visits(app: Flask, standing: Standing) -> int:
    """How many visits to the provider's page began."""
    return inside(app, standing, lambda: len(db.session.scalars(select(Checkout)).all()))
