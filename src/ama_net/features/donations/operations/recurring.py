"""Gifts that come back: what who gives decides of a series, and what whoever takes the money online tells of it.

A series is *pending* until its first payment, then *active*; *failing* while a payment that did not come is tried again; *paused*
while who gives wants none taken; *ended* for good. What is changed here is told to the provider first, by the series' own
subscription: our row follows what the provider has accepted. A standing order is the bank's: here it is only known.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from ama_net.features.donations.gift_secrets import way_back
from ama_net.features.donations.models import RecurringGift, RecurringState
from ama_net.features.donations.recurring_mails import tell
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.foundation.money import plain_amount
from ama_net.kernel.access import SYSTEM, Actor
from ama_net.kernel.audit import record
from ama_net.kernel.payments import News, PaymentWay, ProviderNews, Row
from ama_net.kernel.payments.online.subscriptions import (
    change_subscription,
    end_subscription,
    pause_subscription,
    resume_subscription,
    start_new_method,
)
from ama_net.kernel.people import WrongFact


class CannotChangeSeries(WrongFact):
    """The series is over, or not in a state in which this can be done."""


class Why(StrEnum):
    """Why a series ended."""

    ASKED = "asked"
    """Who gives asked for it."""
    OFFICE = "office"
    UNPAID = "unpaid"
    """Its payments failed until the provider gave up."""
    SILENT = "silent"
    """A standing order that stopped coming."""


def hold_series(series_id: UUID) -> RecurringGift:
    """A series, its row taken: before its gifts and its movements, always."""
    return db.session.get_one(RecurringGift, series_id, with_for_update={"of": RecurringGift}, populate_existing=True)


def hear(series_id: UUID, news: ProviderNews) -> None:
    """Let a series follow what the provider told of it. Told twice, or in another order, it is the same.

    Facts that are known: ``customer``, ``subscription``, ``method``, ``method_expires_on``, ``next_on``, ``paused``; of what is
    coming ``amount_cents`` and ``on``. Days are dates. What ended stays ended.
    """
    series = hold_series(series_id)
    if series.state == RecurringState.ENDED:
        return
    _learn(series, news.facts)
    if news.kind in (News.STARTED, News.RENEWED):
        _goes_on(series, paused=news.facts.get("paused"))
    elif news.kind == News.FAILING:
        _fails(series)
    elif news.kind == News.ENDED:
        _end(series, Why.UNPAID if series.state == RecurringState.FAILING else Why.ASKED, by=SYSTEM)
    elif news.kind == News.DUE:
        _notice(series, news.facts)
    db.session.flush()


def change_amount(series: RecurringGift, cents: int, *, by: Actor) -> None:
    """Let the next payments be of another amount; those that were made stay. For who gives, and the office.

    Raises:
        WrongFact: the amount is none.
        CannotChangeSeries: it is over.
    """
    held = _changeable(series)
    if cents <= 0:
        raise WrongFact("amount", _l("Scrivere un importo maggiore di zero, per esempio 25,00."))
    if cents == held.amount_cents:
        return
    if held.subscription_id:
        change_subscription(held.subscription_id, amount_cents=cents)
    held.amount_cents, held.cover_cents = cents, 0
    _record(held, "changed", by, {"amount": plain_amount(cents)})
    tell(held, "changed")


def pause(series: RecurringGift, *, by: Actor) -> None:
    """Take no payment until it is resumed. Raises CannotChangeSeries when it does not go on."""
    held = _changeable(series)
    if not held.goes_on:
        raise CannotChangeSeries("state", _l("Si può mettere in pausa solo una donazione che va avanti."))
    if held.subscription_id:
        pause_subscription(held.subscription_id)
    held.state, held.failing_since = RecurringState.PAUSED, None
    _record(held, "paused", by)
    tell(held, "paused")


def resume(series: RecurringGift, *, by: Actor) -> None:
    """Take payments again. Raises CannotChangeSeries when it is not paused."""
    held = _changeable(series)
    if held.state != RecurringState.PAUSED:
        raise CannotChangeSeries("state", _l("Questa donazione non è in pausa."))
    if held.subscription_id:
        resume_subscription(held.subscription_id)
    held.state = RecurringState.ACTIVE
    _record(held, "resumed", by)
    tell(held, "resumed")


def stop(series: RecurringGift, *, by: Actor, why: str = Why.ASKED) -> None:
    """End a series for good; ended already, nothing is done. A standing order is told to the bank by who gives: the mail says so."""
    held = hold_series(series.id)
    if held.state == RecurringState.ENDED:
        return
    if held.subscription_id:
        end_subscription(held.subscription_id)
    _end(held, why, by=by)


def new_method_address(series: RecurringGift) -> str:
    """The provider's page where who gives puts another card or account for the next payments; they come back to its page.

    Raises:
        CannotChangeSeries: it is over, or no provider takes its payments.
    """
    held = _changeable(series)
    if not held.subscription_id:
        raise CannotChangeSeries("method", _l("Questa donazione arriva con un bonifico: l'ordine si cambia in banca."))
    return start_new_method(
        Row(held.__tablename__, held.id),
        customer_id=held.customer_id,
        language=held.language,
        back=way_back(held, held.language),
    )


def _changeable(series: RecurringGift) -> RecurringGift:
    held = hold_series(series.id)
    if held.state == RecurringState.ENDED:
        raise CannotChangeSeries("state", _l("Questa donazione è già stata fermata."))
    return held


def _learn(series: RecurringGift, facts: Mapping[str, Any]) -> None:
    series.customer_id = facts.get("customer") or series.customer_id
    series.subscription_id = facts.get("subscription") or series.subscription_id
    if facts.get("method"):
        series.method, series.method_expires_on = facts["method"], facts.get("method_expires_on")
    series.next_on = facts.get("next_on") or series.next_on


def _goes_on(series: RecurringGift, *, paused: bool | None) -> None:
    """Paid again, or begun. What is paused here stays so until the provider says that it is not."""
    if series.state == RecurringState.PAUSED and paused is not False:
        return
    if paused:
        series.state = RecurringState.PAUSED
        return
    if series.state != RecurringState.ACTIVE:
        _record(series, "started" if series.state == RecurringState.PENDING else "resumed", SYSTEM)
    series.state, series.failing_since = RecurringState.ACTIVE, None
    series.started_on = series.started_on or today()


def _fails(series: RecurringGift) -> None:
    """The first failure is told at once; the next steps are the nightly job's."""
    if series.state in (RecurringState.PAUSED, RecurringState.FAILING):
        return
    series.state, series.failing_since, series.warned_at = RecurringState.FAILING, today(), now()
    _record(series, "failing", SYSTEM)
    tell(series, "failed")


def _end(series: RecurringGift, why: str, *, by: Actor) -> None:
    series.state, series.ended_at, series.ended_why = RecurringState.ENDED, now(), why
    series.next_on = series.failing_since = None
    db.session.flush()
    _record(series, "ended", by)
    tell(series, "ended")


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
    tell(series, "debit_coming", on=on, amount_cents=cents)
    return True


def _record(series: RecurringGift, what: str, by: Actor, changes: dict[str, Any] | None = None) -> None:
    record(by=by, verb=f"recurring_gift.{what}", subject=series, changes=changes or {})
