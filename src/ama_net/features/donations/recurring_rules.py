"""When the next payment of a series is due, and what is said about it when. Days and states in, days out: nothing is asked."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from ama_net.features.donations.models import Interval, RecurringGift
from ama_net.foundation.clock import day_of
from ama_net.kernel.payments import PaymentWay

DUNNING_DAYS = (7, 14)
"""Days after the first failure on which it is told again; the first time is at once."""

EXPIRING_DAYS = 30
GRACE = {Interval.MONTH: 10, Interval.YEAR: 30}
"""How late a standing order may be before who gives is asked about it: banks have holidays, people change banks."""


def after(day: date, every: str) -> date:
    """The same day of the next month, or year; the last one where there is no such day."""
    return day + (relativedelta(months=1) if every == Interval.MONTH else relativedelta(years=1))


def last_expected(series: RecurringGift, today: date) -> date | None:
    """The last day of a standing order that is late by now; None when nothing is late."""
    if series.way != PaymentWay.TRANSFER or series.next_on is None:
        return None
    late = series.next_on + timedelta(days=GRACE[Interval(series.every)])
    return series.next_on if late < today else None


def dunning_due(series: RecurringGift, today: date) -> bool:
    """Whether a failure is to be told again: a step has come, and nothing was said since."""
    if series.failing_since is None:
        return False
    steps = [series.failing_since + timedelta(days=days) for days in DUNNING_DAYS]
    come = [step for step in steps if step <= today]
    return bool(come) and (series.warned_at is None or day_of(series.warned_at) < come[-1])


def expires_before_next(series: RecurringGift, today: date) -> bool:
    """Whether the card will not be good for a payment of the next weeks, and who gives was not told of it lately."""
    if series.method_expires_on is None or series.next_on is None:
        return False
    soon = today + timedelta(days=EXPIRING_DAYS)
    hits = series.method_expires_on <= soon and series.method_expires_on < after(series.next_on, Interval.MONTH)
    yearly = series.every == Interval.YEAR and not series.next_on <= soon
    told = series.warned_at is not None and (today - day_of(series.warned_at)).days <= EXPIRING_DAYS
    return hits and not yearly and not told
