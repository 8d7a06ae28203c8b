"""What is decided of a series is told to the provider, and what happens there is followed here."""

from collections.abc import Callable
from urllib.error import HTTPError
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from ama_net.features.donations.gift_secrets import secret_of
from ama_net.features.donations.models import Gift, RecurringGift, RecurringState
from ama_net.features.donations.operations.recurring import (
    CannotChangeSeries,
    Why,
    change_amount,
    end_quietly,
    hold_series,
    new_method_address,
    pause,
    resume,
    stop,
)
from ama_net.foundation.database import db
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.outbox import Message
from ama_net.kernel.payments import PaymentWay
from ama_net.kernel.payments.models_online import CheckoutMode
from ama_net.kernel.people import WrongFact
from tests.factories.donations import make_series
from tests.support.clients import Browser
from tests.support.hands import at_once, desk
from tests.support.online import Till, visit, visits
from tests.support.provider import Provider
from tests.support.standing import Standing


@pytest.fixture
def till(app: Flask, alba: Standing, provider: Provider, client: Callable[[str], Browser]) -> Till:
    """Alba takes payments online."""
    return Till(app, alba, provider, client(alba.host))


def begun(till: Till, method: str = "card") -> UUID:
    series_id = till.series(method=method)
    if method == "debit":
        till.provider.do("answer")
    assert set(till.tell()) == {200}
    return series_id


def now_is(series_id: UUID) -> RecurringGift:
    return db.session.get_one(RecurringGift, series_id)


def gifts() -> list[int]:
    return sorted(db.session.scalars(select(Gift.amount_cents)))


def mails() -> list[str]:
    wanted = select(Message.template).where(Message.template.startswith("donations/recurring"))
    return list(db.session.scalars(wanted.order_by(Message.created_at)))


def test_another_amount_is_paid_from_the_next_period(till: Till) -> None:
    series_id = begun(till)
    with desk(till.app, till.standing):
        change_amount(now_is(series_id), 2500, by=PUBLIC)
    till.provider.do("period")
    till.tell()
    with desk(till.app, till.standing):
        assert (gifts(), now_is(series_id).amount_cents) == ([1000, 2500], 2500)


def test_an_amount_that_is_not_taken_online_is_refused(till: Till) -> None:
    series_id = begun(till)
    with desk(till.app, till.standing), pytest.raises(WrongFact):
        change_amount(now_is(series_id), 50, by=PUBLIC)


def test_a_pause_takes_nothing_until_it_is_resumed(till: Till) -> None:
    series_id = begun(till)
    with desk(till.app, till.standing):
        pause(now_is(series_id), by=PUBLIC)
    till.provider.do("period")
    till.tell(times=3)
    with desk(till.app, till.standing):
        assert (gifts(), now_is(series_id).state) == ([1000], RecurringState.PAUSED)
        resume(now_is(series_id), by=PUBLIC)
    till.provider.do("period")
    till.tell(times=3)
    with desk(till.app, till.standing):
        assert (gifts(), now_is(series_id).state) == ([1000, 1000], RecurringState.ACTIVE)


def test_what_is_stopped_is_stopped_there_too(till: Till) -> None:
    series_id = begun(till)
    with desk(till.app, till.standing):
        stop(now_is(series_id), by=PUBLIC)
    till.tell(times=3)
    with desk(till.app, till.standing):
        assert (now_is(series_id).state, now_is(series_id).ended_why) == (RecurringState.ENDED, Why.ASKED)
        assert mails() == ["donations/recurring_ended"]
    assert till.provider.last("subscriptions")["status"] == "canceled"


def test_what_is_stopped_while_its_page_is_open_cannot_begin(till: Till) -> None:
    with desk(till.app, till.standing):
        series = make_series(1000)
        page, series_id = visit(series, 1000, mode=CheckoutMode.SUBSCRIPTION, every="month"), series.id
    with desk(till.app, till.standing):
        stop(now_is(series_id), by=PUBLIC)
    with pytest.raises(HTTPError):
        till.provider.choose(page)
    with desk(till.app, till.standing):
        assert (now_is(series_id).state, visits()) == (RecurringState.ENDED, [("subscription", "expired")])


def test_what_is_stopped_before_it_was_told_to_have_begun_is_stopped_there_too(till: Till) -> None:
    series_id = till.series()
    with desk(till.app, till.standing):
        stop(now_is(series_id), by=PUBLIC)
    begun_there = till.provider.last("subscriptions")
    assert begun_there["status"] == "canceled"
    assert set(till.tell(times=3)) == {200}
    with desk(till.app, till.standing):
        assert (now_is(series_id).state, now_is(series_id).subscription_id) == (RecurringState.ENDED, begun_there["id"])
        assert gifts() == [1000]


def test_what_is_told_to_have_begun_after_its_end_is_ended_there(till: Till) -> None:
    series_id = till.series()
    with desk(till.app, till.standing):
        end_quietly(hold_series(series_id), Why.NEVER, by=PUBLIC)
    assert set(till.tell()) == {200}
    till.provider.do("period")
    till.tell(times=2)
    begun_there = till.provider.last("subscriptions")
    with desk(till.app, till.standing):
        assert (begun_there["status"], now_is(series_id).subscription_id) == ("canceled", begun_there["id"])
        assert gifts() == [1000]


def test_a_failing_card_is_told_and_a_new_one_mends_it(till: Till) -> None:
    series_id = begun(till)
    subscription = till.provider.last("subscriptions")["id"]
    till.provider.do("method", id=subscription, method="card_declined")
    till.provider.do("period")
    till.tell(times=3)
    with desk(till.app, till.standing):
        assert (now_is(series_id).state, mails()) == (RecurringState.FAILING, ["donations/recurring_failed"])
        page = new_method_address(now_is(series_id))
    till.provider.choose(page, "debit")
    till.tell()
    till.provider.do("retry", id=subscription)
    till.provider.do("answer")
    till.tell(times=3)
    with desk(till.app, till.standing):
        series = now_is(series_id)
        assert (series.state, series.way, series.failing_since) == (
            RecurringState.ACTIVE,
            PaymentWay.DIRECT_DEBIT,
            None,
        )
        assert series.method.startswith("IBAN ••••")
        assert gifts() == [1000, 1000]


def test_a_debit_to_come_is_told_once_with_its_day(till: Till) -> None:
    series_id = begun(till, "debit")
    till.provider.do("upcoming", id=till.provider.last("subscriptions")["id"])
    till.tell(times=5)
    with desk(till.app, till.standing):
        series = now_is(series_id)
        assert (mails(), series.noticed_for) == (["donations/recurring_debit"], series.next_on)


def test_a_provider_that_does_not_answer_changes_nothing(till: Till) -> None:
    series_id = begun(till)
    settings = till.app.extensions["settings"]
    till.app.extensions["settings"] = settings.model_copy(update={"stripe_api": "http://127.0.0.1:9"})
    with desk(till.app, till.standing), pytest.raises(CannotChangeSeries):
        stop(now_is(series_id), by=PUBLIC)
    with desk(till.app, till.standing):
        assert now_is(series_id).state == RecurringState.ACTIVE


def test_stopped_by_two_hands_it_ends_once(till: Till) -> None:
    series_id = begun(till)

    at_once(till.app, till.standing, lambda _number: stop(now_is(series_id), by=PUBLIC), hands=4)
    with desk(till.app, till.standing):
        assert (now_is(series_id).state, mails()) == (RecurringState.ENDED, ["donations/recurring_ended"])


def test_the_pages_that_lead_to_the_provider_may(till: Till) -> None:
    series_id = begun(till)
    with desk(till.app, till.standing):
        secret = secret_of(now_is(series_id))
    wanted = f"form-action 'self' {till.provider.url}"
    for page in ("/sostieni", f"/sostieni/dono/{secret}"):
        assert wanted in till.browser.get(page).headers["Content-Security-Policy"]
    assert till.browser.submit(f"/sostieni/dono/{secret}/metodo").headers["Location"].startswith(till.provider.url)
