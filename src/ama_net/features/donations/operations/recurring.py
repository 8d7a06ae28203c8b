"""Gifts that come back: what who gives decides of a series, and what whoever takes the money online tells of it.

A series is *pending* until its first payment, then *active*; *failing* while a payment that did not come is tried again; *paused*
while who gives wants none taken; *ended* for good. What is changed here is told to the provider first, by the series' own
subscription: our row follows what the provider has accepted. A standing order is the bank's: here it is only known.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from ama_net.features.donations.gift_secrets import way_back
from ama_net.features.donations.models import RecurringGift, RecurringState
from ama_net.features.donations.operations.gifts import TRANSFER_WORDS, check_amount
from ama_net.features.donations.public_words import short_money
from ama_net.features.donations.recurring_mails import tell
from ama_net.features.donations.recurring_rules import after
from ama_net.features.donations.settings import DonationsSettings
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.foundation.money import plain_amount
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.audit import record
from ama_net.kernel.payments import CheckoutMode, News, PaymentWay, ProviderNews, Row
from ama_net.kernel.payments.online.checkout import start_checkout
from ama_net.kernel.payments.online.client import ProviderError
from ama_net.kernel.payments.online.closing import end_visits
from ama_net.kernel.payments.online.subscriptions import (
    change_subscription,
    end_subscription,
    pause_subscription,
    resume_subscription,
)
from ama_net.kernel.people import WrongFact
from ama_net.kernel.tenancy.settings import read_settings


class CannotChangeSeries(WrongFact):
    """The series is over, or not in a state in which this can be done."""


class Why(StrEnum):
    """Why a series ended."""

    ASKED = "asked"
    """Who gives asked for it."""
    OFFICE = "office"
    UNPAID = "unpaid"
    """Its payments failed until the provider gave up."""
    NEVER = "never"
    """It was asked for and never began."""


def hold_series(series_id: UUID) -> RecurringGift:
    """A series, its row taken: before its gifts and its movements, always."""
    return db.session.get_one(RecurringGift, series_id, with_for_update={"of": RecurringGift}, populate_existing=True)


def hear(series_id: UUID, news: ProviderNews) -> None:
    """Let a series follow what the provider told of it. Told twice, or in another order, it is the same.

    Facts that are known: ``customer``, ``subscription``, ``method``, ``method_expires_on``, ``way``, ``next_on``, ``paused``; of a
    payment that came ``paid_on``; of what is coming ``amount_cents`` and ``on``. Days are dates. What ended stays ended: when it
    goes on there (it ended here before it was told to have begun), it is ended there.

    Raises:
        ProviderError: it is to be ended there, and the provider does not answer.
    """
    series = hold_series(series_id)
    if series.state == RecurringState.ENDED:
        _end_there(series, news)
        return
    _learn(series, news.facts)
    if news.kind in (News.STARTED, News.RENEWED):
        _goes_on(series, news.facts)
    elif news.kind == News.FAILING:
        _fails(series)
    elif news.kind == News.ENDED:
        _end(series, Why.UNPAID if series.state == RecurringState.FAILING else Why.ASKED, by=SYSTEM)
    elif news.kind == News.DUE:
        _notice(series, news.facts)
    db.session.flush()


def _end_there(series: RecurringGift, news: ProviderNews) -> None:
    named = news.facts.get("subscription")
    if not named:
        return
    series.subscription_id = series.subscription_id or named
    db.session.flush()
    if news.kind != News.ENDED:
        end_subscription(named)


def change_amount(series: RecurringGift, cents: int, *, by: Actor) -> None:
    """Let the next payments be of another amount; those that were made stay. For who gives, and the office.

    Raises:
        WrongFact: the amount is none, or not one that is taken online.
        CannotChangeSeries: it is over, or the provider does not answer.
    """
    held = _changeable(series)
    check_amount(cents)
    if cents == held.amount_cents:
        return
    if held.subscription_id:
        _check_online(cents)
        with _provider():
            change_subscription(held.subscription_id, amount_cents=cents)
    held.amount_cents, held.cover_cents = cents, 0
    _record(held, "changed", by, {"amount": plain_amount(cents)})
    tell(held, "changed", change="changed")


def pause(series: RecurringGift, *, by: Actor) -> None:
    """Take no payment until it is resumed. Raises CannotChangeSeries when it does not go on."""
    held = _changeable(series)
    if not held.goes_on:
        raise CannotChangeSeries("state", _l("Si può mettere in pausa solo una donazione che va avanti."))
    if held.subscription_id:
        with _provider():
            pause_subscription(held.subscription_id)
    held.state, held.failing_since = RecurringState.PAUSED, None
    _record(held, "paused", by)
    tell(held, "changed", change="paused")


def resume(series: RecurringGift, *, by: Actor) -> None:
    """Take payments again. Raises CannotChangeSeries when it is not paused."""
    held = _changeable(series)
    if held.state != RecurringState.PAUSED:
        raise CannotChangeSeries("state", _l("Questa donazione non è in pausa."))
    if held.subscription_id:
        with _provider():
            resume_subscription(held.subscription_id)
    held.state = RecurringState.ACTIVE
    _record(held, "resumed", by)
    tell(held, "changed", change="resumed")


def stop(series: RecurringGift, *, by: Actor, why: str = Why.ASKED) -> None:
    """End a series for good; ended already, nothing is done. A standing order is told to the bank by who gives: the mail says so.

    The provider's page is closed where it was about to begin; what began there and was not told yet is ended there too.

    Raises:
        CannotChangeSeries: the provider does not answer.
    """
    held = hold_series(series.id)
    if held.state == RecurringState.ENDED:
        return
    with _provider():
        if held.subscription_id:
            end_subscription(held.subscription_id)
        else:
            held.subscription_id = end_visits(Row(held.__tablename__, held.id)) or None
    _end(held, why, by=by)


def new_method_address(series: RecurringGift) -> str:
    """The provider's page where who gives puts another card or account for the next payments; they come back to its page.

    Raises:
        CannotChangeSeries: it is over, or no provider takes its payments.
    """
    held = _changeable(series)
    if not held.subscription_id:
        raise CannotChangeSeries("method", _l("Questa donazione arriva con un bonifico: l'ordine si cambia in banca."))
    with _provider():
        return start_checkout(
            Row(held.__tablename__, held.id),
            amount_cents=0,
            words=TRANSFER_WORDS,
            mode=CheckoutMode.SETUP,
            language=held.language,
            back=way_back(held, held.language),
            customer=held.customer_id,
        )


@contextmanager
def _provider() -> Iterator[None]:
    """What the provider will not do is said to who asked; nothing is changed here then."""
    try:
        yield
    except ProviderError as error:
        words = _l("Chi gestisce i pagamenti online non risponde: riprova tra qualche minuto.")
        raise CannotChangeSeries("provider", words) from error


def _check_online(cents: int) -> None:
    settings = read_settings(DonationsSettings)
    if not settings.least_cents <= cents <= settings.most_online_cents:
        least, most = short_money(settings.least_cents), short_money(settings.most_online_cents)
        words = _l("Online si dona da %(least)s a %(most)s.", least=least, most=most)
        raise WrongFact("amount", words)


def _changeable(series: RecurringGift) -> RecurringGift:
    held = hold_series(series.id)
    if held.state == RecurringState.ENDED:
        raise CannotChangeSeries("state", _l("Questa donazione è già stata fermata."))
    return held


def _learn(series: RecurringGift, facts: Mapping[str, Any]) -> None:
    series.customer_id = facts.get("customer") or series.customer_id
    series.subscription_id = facts.get("subscription") or series.subscription_id
    series.way = facts.get("way") or series.way
    if facts.get("method") and (facts["method"], facts.get("method_expires_on")) != _method_of(series):
        series.method, series.method_expires_on = facts["method"], facts.get("method_expires_on")
        series.warned_at = None
    series.next_on = facts.get("next_on") or series.next_on


def _method_of(series: RecurringGift) -> tuple[str, date | None]:
    return series.method, series.method_expires_on


def _goes_on(series: RecurringGift, facts: Mapping[str, Any]) -> None:
    """Begun, or paid again. What is paused here stays so until the provider says that it is not; a transfer wakes it."""
    paid_on: date | None = facts.get("paid_on")
    by_transfer = series.subscription_id is None and paid_on is not None
    begun = paid_on or today()
    series.started_on = min(series.started_on or begun, begun)
    if paid_on is not None and by_transfer:
        series.next_on = max(series.next_on or date.min, after(paid_on, series.every))
    if facts.get("paused"):
        series.state, series.failing_since = RecurringState.PAUSED, None
        return
    if series.state == RecurringState.PAUSED and facts.get("paused") is not False and not by_transfer:
        return
    if series.state == RecurringState.ACTIVE:
        return
    if paid_on is not None and not by_transfer and series.state == RecurringState.FAILING:
        return  # an earlier payment may be told late: where the series is, the provider says apart
    _record(series, "started" if series.state == RecurringState.PENDING else "resumed", SYSTEM)
    series.state, series.failing_since = RecurringState.ACTIVE, None


def _fails(series: RecurringGift) -> None:
    """The first failure is told at once; the next steps are the nightly job's."""
    if series.state in (RecurringState.PAUSED, RecurringState.FAILING):
        return
    series.state, series.failing_since, series.warned_at = RecurringState.FAILING, today(), now()
    _record(series, "failing", SYSTEM)
    tell(series, "failed")


def end_quietly(series: RecurringGift, why: str, *, by: Actor) -> None:
    """End a series whose row is held, without a mail: what never began."""
    series.state, series.ended_at, series.ended_why = RecurringState.ENDED, now(), why
    series.next_on = series.failing_since = None
    db.session.flush()
    _record(series, "ended", by)


def _end(series: RecurringGift, why: str, *, by: Actor) -> None:
    end_quietly(series, why, by=by)
    tell(series, "ended", why=why)


def _notice(series: RecurringGift, facts: Mapping[str, Any]) -> None:
    on = facts.get("on")
    if isinstance(on, datetime) or not isinstance(on, date):
        return
    notice_debit(series, on, int(facts.get("amount_cents") or series.amount_cents))


def notice_debit(series: RecurringGift, on: date, cents: int) -> bool:
    """Tell a direct debit beforehand, once for each day of debit (SEPA core scheme: 14 days before, or as agreed)."""
    if series.way != PaymentWay.DIRECT_DEBIT or not series.goes_on or on <= today():
        return False
    if series.noticed_for is not None and series.noticed_for >= on:
        return False
    series.noticed_for = on
    tell(series, "debit", on=on, amount_cents=cents)
    return True


def _record(series: RecurringGift, what: str, by: Actor, changes: dict[str, Any] | None = None) -> None:
    record(by=by, verb=f"recurring_gift.{what}", subject=series, changes=changes or {})
