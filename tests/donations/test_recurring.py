"""Gifts that come back: what the provider tells of a series, standing orders, what is said to who gives, and when."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from ama_net.features.donations.models import Gift, Interval, RecurringGift, RecurringState
from ama_net.features.donations.operations import recurring
from ama_net.features.donations.operations.recurring import (
    CannotChangeSeries,
    Why,
    change_amount,
    hear,
    new_method_address,
    pause,
    resume,
    stop,
)
from ama_net.features.donations.operations.recurring_care import look_at, series_to_look_at
from ama_net.features.donations.recurring_rules import after
from ama_net.features.donations.recurring_tasks import look_after_series
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db, unit_of_work
from ama_net.foundation.jobs import enqueue
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.access.actor import PUBLIC
from ama_net.kernel.outbox import Message
from ama_net.kernel.payments import News, PaymentWay, ProviderNews
from ama_net.kernel.payments.purposes import purpose_named
from ama_net.kernel.people import WrongFact
from tests.factories.donations import make_series
from tests.support.standing import Standing

pytestmark = pytest.mark.usefixtures("in_alba")

STARTED = {
    "customer": "cus_1",
    "subscription": "sub_1",
    "method": "Visa •••• 4242",
    "method_expires_on": date(2030, 12, 31),
    "way": PaymentWay.CARD,
    "next_on": date(2026, 12, 22),
    "paused": False,
}


def mails() -> list[str]:
    return list(db.session.scalars(select(Message.template).order_by(Message.created_at)))


def tell(series: RecurringGift, kind: News, **facts: Any) -> None:
    hear(series.id, ProviderNews(kind, facts))


def online(**facts: Any) -> RecurringGift:
    series = make_series()
    tell(series, News.STARTED, **{**STARTED, **facts})
    return series


def standing(**values: Any) -> RecurringGift:
    return make_series(way=PaymentWay.TRANSFER, **values)


def debit(days: int) -> RecurringGift:
    return online(way=PaymentWay.DIRECT_DEBIT, method="IBAN •••• 3456", next_on=today() + timedelta(days=days))


def test_what_the_provider_started_goes_on() -> None:
    series = online()
    assert (series.state, series.subscription_id, series.method) == (RecurringState.ACTIVE, "sub_1", "Visa •••• 4242")
    assert (series.next_on, series.started_on) == (date(2026, 12, 22), today())


def test_told_twice_it_is_the_same() -> None:
    series = online()
    tell(series, News.STARTED, **STARTED)
    assert mails() == []
    assert series.state == RecurringState.ACTIVE


def test_a_failure_is_told_at_once_and_once() -> None:
    series = online()
    tell(series, News.FAILING, **STARTED)
    tell(series, News.FAILING, **STARTED)
    assert mails() == ["donations/recurring_failed"]
    assert (series.state, series.failing_since) == (RecurringState.FAILING, today())


def test_a_failure_is_told_again_after_a_week_and_two() -> None:
    with unit_of_work():
        series = online()
        tell(series, News.FAILING, **STARTED)
        series_id = series.id
    said = []
    for days in range(1, 30):
        with time_machine.travel(now() + timedelta(days=days)), unit_of_work():
            if look_at(series_id):
                said.append(days)
    assert said == [7, 14]


def test_a_payment_that_comes_ends_the_failure() -> None:
    series = online()
    tell(series, News.FAILING, **STARTED)
    tell(series, News.RENEWED, **STARTED)
    assert (series.state, series.failing_since) == (RecurringState.ACTIVE, None)


def test_what_the_provider_gave_up_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    ended_there: list[str] = []
    monkeypatch.setattr(recurring, "end_subscription", ended_there.append)
    series = online()
    tell(series, News.FAILING, **STARTED)
    tell(series, News.ENDED, **STARTED)
    assert ended_there == []
    tell(series, News.RENEWED, **STARTED)
    assert ended_there == ["sub_1"]
    assert (series.state, series.ended_why, series.next_on) == (RecurringState.ENDED, Why.UNPAID, None)
    assert mails() == ["donations/recurring_failed", "donations/recurring_ended"]


def test_what_is_paused_stays_so_when_an_old_payment_is_told() -> None:
    series = online(paused=True)
    tell(series, News.RENEWED, paid_on=today())
    assert series.state == RecurringState.PAUSED
    tell(series, News.RENEWED, **STARTED)
    assert series.state == RecurringState.ACTIVE


def test_a_new_card_is_known_by_its_last_digits() -> None:
    series = online()
    tell(series, News.RENEWED, **{**STARTED, "method": "Visa •••• 1111"})
    assert series.method == "Visa •••• 1111"


def test_a_debit_is_told_fourteen_days_before_once() -> None:
    with unit_of_work():
        series_id, day = debit(20).id, today() + timedelta(days=20)
    said = []
    for days in range(20):
        with time_machine.travel(now() + timedelta(days=days)), unit_of_work():
            if look_at(series_id):
                said.append((day - today()).days)
    assert said == [14]
    assert mails() == ["donations/recurring_debit"]


def test_a_debit_told_by_the_provider_is_not_told_again() -> None:
    series = debit(10)
    tell(series, News.DUE, on=series.next_on, amount_cents=1500)
    tell(series, News.DUE, on=series.next_on, amount_cents=1500)
    assert look_at(series.id) == ""
    message = db.session.scalars(select(Message)).one()
    assert "15,00 €" in (message.text or "").replace("\xa0", " ")


def test_a_card_is_not_a_debit() -> None:
    series = online(next_on=today() + timedelta(days=3))
    tell(series, News.DUE, on=series.next_on, amount_cents=1000)
    assert (look_at(series.id), mails()) == ("", [])


def test_a_card_that_expires_is_told_once() -> None:
    with unit_of_work():
        expires = today() + timedelta(days=29)
        series_id = online(method_expires_on=expires, next_on=today() + timedelta(days=10)).id
    done = []
    for days in range(29):
        with time_machine.travel(now() + timedelta(days=days)), unit_of_work():
            done.append(look_at(series_id))
    assert done.count("expiring") == 1
    assert mails() == ["donations/recurring_expiring"]


def test_the_mail_leads_to_the_page_of_the_gift_and_names_no_number() -> None:
    series = online()
    tell(series, News.FAILING, **STARTED)
    message = db.session.scalars(select(Message)).one()
    assert (message.recipient, message.subject) == ("alcina@donatori.example", "La tua donazione non è riuscita")
    assert "/sostieni/dono/" in (message.text or "")


def test_each_transfer_of_a_standing_order_is_a_gift() -> None:
    series = standing()
    row = purpose_named("recurring_gifts").instalment
    assert row is not None
    first, again = (row(series.id, 1000, date(2026, 11, 5), "line:1") for _ in range(2))
    row(series.id, 1200, date(2026, 11, 20), "line:2")
    gifts = db.session.scalars(select(Gift).where(Gift.recurring_id == series.id)).all()
    assert (first, len(gifts)) == (again, 2)
    assert (series.state, series.started_on, series.next_on) == (
        RecurringState.ACTIVE,
        date(2026, 11, 5),
        date(2026, 12, 20),
    )


def test_a_late_standing_order_is_asked_about_once() -> None:
    with unit_of_work():
        series = standing()
        tell(series, News.RENEWED, paid_on=today())
        series_id = series.id
    said = []
    for days in range(0, 90, 3):
        with time_machine.travel(now() + timedelta(days=days)), unit_of_work():
            said.append(look_at(series_id))
    assert [one for one in said if one] == ["late"]
    assert db.session.get_one(RecurringGift, series_id).state == RecurringState.FAILING


def test_a_late_standing_order_that_comes_goes_on() -> None:
    series = standing()
    tell(series, News.RENEWED, paid_on=today() - timedelta(days=60))
    assert look_at(series.id) == "late"
    tell(series, News.RENEWED, paid_on=today())
    assert (series.state, series.failing_since) == (RecurringState.ACTIVE, None)


def test_a_standing_order_that_never_began_is_asked_about_then_let_go() -> None:
    with unit_of_work():
        series_id = standing().id
    said = []
    for days in (10, 31, 60, 91, 95):
        with time_machine.travel(now() + timedelta(days=days)), unit_of_work():
            said.append(look_at(series_id))
    assert said == ["", "late", "", "ended", ""]
    assert mails() == ["donations/recurring_late"]


def test_only_what_may_need_something_is_looked_at() -> None:
    online(subscription="sub_a")
    ended = online(subscription="sub_b", customer="cus_2")
    tell(ended, News.ENDED)
    standing()
    assert len(series_to_look_at()) == 1


def test_the_amount_of_a_standing_order_changes_from_the_next() -> None:
    series = standing()
    change_amount(series, 2500, by=PUBLIC)
    assert (series.amount_cents, mails()) == (2500, ["donations/recurring_changed"])


@pytest.mark.parametrize("cents", [0, -1, 10**12])
def test_an_amount_that_is_none_is_refused(cents: int) -> None:
    with pytest.raises(WrongFact):
        change_amount(standing(), cents, by=PUBLIC)


def test_a_standing_order_is_paused_and_goes_on_with_its_next_transfer() -> None:
    series = standing()
    tell(series, News.RENEWED, paid_on=today())
    pause(series, by=PUBLIC)
    with pytest.raises(CannotChangeSeries):
        pause(series, by=PUBLIC)
    assert series.state == RecurringState.PAUSED
    tell(series, News.RENEWED, paid_on=today())
    assert series.state == RecurringState.ACTIVE


def test_what_is_not_paused_is_not_resumed() -> None:
    with pytest.raises(CannotChangeSeries):
        resume(standing(), by=PUBLIC)


def test_what_is_stopped_is_over_for_good() -> None:
    series = standing()
    stop(series, by=PUBLIC)
    stop(series, by=SYSTEM, why=Why.OFFICE)
    assert (series.state, series.ended_why) == (RecurringState.ENDED, Why.ASKED)
    assert mails() == ["donations/recurring_ended"]
    with pytest.raises(CannotChangeSeries):
        change_amount(series, 500, by=PUBLIC)


def test_a_standing_order_has_no_card_to_change() -> None:
    with pytest.raises(CannotChangeSeries):
        new_method_address(standing())


@pytest.mark.parametrize(
    ("day", "every", "expected"),
    [
        (date(2026, 1, 31), Interval.MONTH, date(2026, 2, 28)),
        (date(2026, 12, 15), Interval.MONTH, date(2027, 1, 15)),
        (date(2028, 2, 29), Interval.YEAR, date(2029, 2, 28)),
        (date(2026, 12, 31), Interval.YEAR, date(2027, 12, 31)),
        (date(2026, 11, 30), Interval.YEAR, date(2027, 11, 30)),
    ],
)
def test_the_next_time(day: date, every: str, expected: date) -> None:
    assert after(day, every) == expected


def test_the_round_looks_at_every_association(alba: Standing, run_jobs: Callable[[], int]) -> None:
    with unit_of_work():
        debit(10)
        enqueue(look_after_series)
    run_jobs()
    assert mails() == ["donations/recurring_debit"]
