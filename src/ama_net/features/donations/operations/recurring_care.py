"""What is done every night about series, without anybody asking; run twice, nothing is said twice.

Debits told beforehand, failures told again, cards that expire, standing orders that are late, series that never began. Each
series in a transaction of its own.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select

from ama_net.features.donations.models import RecurringGift, RecurringState
from ama_net.features.donations.operations.recurring import Why, end_quietly, hold_series, notice_debit
from ama_net.features.donations.recurring_mails import tell
from ama_net.features.donations.recurring_rules import dunning_due, expires_before_next, last_expected
from ama_net.features.donations.settings import DonationsSettings
from ama_net.foundation.clock import now, today
from ama_net.foundation.database import db
from ama_net.kernel.access import SYSTEM
from ama_net.kernel.payments import PaymentWay
from ama_net.kernel.tenancy.settings import read_settings


def series_to_look_at() -> list[UUID]:
    """The series of which something may have to be said: those that go on, and those that have waited long to begin."""
    long_ago = now() - timedelta(days=read_settings(DonationsSettings).remind_days)
    going = RecurringGift.state.in_((RecurringState.ACTIVE, RecurringState.FAILING))
    waiting = (RecurringGift.state == RecurringState.PENDING) & (RecurringGift.created_at < long_ago)
    return list(db.session.scalars(select(RecurringGift.id).where(or_(going, waiting)).order_by(RecurringGift.id)))


def look_at(series_id: UUID) -> str:
    """Say what is to be said of one series; answers what was done, empty when nothing."""
    series = hold_series(series_id)
    if series.state == RecurringState.PENDING:
        return _never_begun(series)
    if series.state == RecurringState.FAILING:
        return _failing(series)
    if series.state != RecurringState.ACTIVE:
        return ""
    return _late(series) or _coming(series) or _expiring(series)


def _never_begun(series: RecurringGift) -> str:
    """A standing order that was promised is asked about once; what never began is let go."""
    settings = read_settings(DonationsSettings)
    age = (now() - series.created_at).days
    if age >= settings.abandoned_days:
        end_quietly(series, Why.NEVER, by=SYSTEM)
        return "ended"
    if series.way == PaymentWay.TRANSFER and age >= settings.remind_days and series.warned_at is None:
        series.warned_at = now()
        return _told(series, "late")
    return ""


def _failing(series: RecurringGift) -> str:
    if series.way == PaymentWay.TRANSFER or not dunning_due(series, today()):
        return ""
    series.warned_at = now()
    return _told(series, "failed")


def _late(series: RecurringGift) -> str:
    """A standing order that did not come: who gives is asked once; the office sees it as late until it comes."""
    if last_expected(series, today()) is None:
        return ""
    series.state, series.failing_since, series.warned_at = RecurringState.FAILING, today(), now()
    return _told(series, "late")


def _coming(series: RecurringGift) -> str:
    days = read_settings(DonationsSettings).debit_notice_days
    if series.next_on is None or series.next_on - timedelta(days=days) > today():
        return ""
    return "noticed" if notice_debit(series, series.next_on, series.amount_cents) else ""


def _expiring(series: RecurringGift) -> str:
    if not expires_before_next(series, today()):
        return ""
    series.warned_at = now()
    return _told(series, "expiring")


def _told(series: RecurringGift, what: str) -> str:
    tell(series, what)
    return what
