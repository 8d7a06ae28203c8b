"""When an application must be answered, and until when a refusal may be appealed: arithmetic on days, nothing else.

D.Lgs. 117/2017 art. 23: a refusal is motivated and told within sixty days, and within sixty days of being told the applicant
may ask the assembly (or the organ the statute names) to decide; unless the statute says otherwise. The day from which one
counts is not counted (codice civile art. 2963).
"""

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

ANSWER_DAYS = 60
"""Within how many days of the application the answer is told."""

WARN_DAYS = 45
"""After how many days the secretariat is warned."""

APPEAL_DAYS = 60
"""Within how many days of being told of a refusal one may appeal."""


class Urgency(StrEnum):
    """How near the term of an application is."""

    CALM = "calm"
    SOON = "soon"
    LAST_DAY = "last_day"
    LATE = "late"


def answer_due(received_on: date, *, within: int = ANSWER_DAYS) -> date:
    """The last day to answer an application."""
    return received_on + timedelta(days=within)


def days_left(received_on: date, on: date, *, within: int = ANSWER_DAYS) -> int:
    """How many days are left to answer: 0 on the last one, negative when it has passed."""
    return (answer_due(received_on, within=within) - on).days


def urgency(received_on: date, on: date, *, warn: int = WARN_DAYS, within: int = ANSWER_DAYS) -> Urgency:
    """How near the term is on a day: ``SOON`` from the day of the warning, ``LATE`` from the day after the last."""
    passed = (on - received_on).days
    if passed > within:
        return Urgency.LATE
    if passed == within:
        return Urgency.LAST_DAY
    return Urgency.SOON if passed >= warn else Urgency.CALM


def warning_stage(received_on: date, on: date, *, warn: int = WARN_DAYS, within: int = ANSWER_DAYS) -> int:
    """Which warnings have come due on a day: 0 none, 1 the first, 2 the one of the last day."""
    passed = (on - received_on).days
    return 2 if passed >= within else 1 if passed >= warn else 0


def appeal_until(
    told_on: date, *, within: int = APPEAL_DAYS, is_closed: Callable[[date], bool] = lambda _: False
) -> date:
    """The last day to appeal. A term that ends on a holiday goes on to the next working day (codice civile art. 2963 c. 3)."""
    last = told_on + timedelta(days=within)
    while is_closed(last):
        last += timedelta(days=1)
    return last
