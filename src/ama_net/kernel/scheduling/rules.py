"""Rules of recurrence as text (RFC 5545 section 3.3.10): made from the ways people say them, checked when written by hand."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice, takewhile

from dateutil.rrule import rrulestr
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = 5
"""As a week of the month: the last one."""

LONGEST = 200
FARTHEST = timedelta(days=2 * 366)
"""A rule that gives no day within so long is a mistake."""

LONGEST_KEPT = timedelta(days=4 * 366)
"""Stretches longer than this are walked and not kept."""

_ALWAYS = {"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"}
_PARTS = {
    "DAILY": _ALWAYS,
    "WEEKLY": _ALWAYS,
    "MONTHLY": _ALWAYS | {"BYMONTHDAY", "BYSETPOS"},
    "YEARLY": _ALWAYS | {"BYMONTHDAY", "BYSETPOS", "BYMONTH"},
}
"""By how often it comes back. (Every day of a 30 February would be looked for until the year 9999.)"""


class WrongRule(ValueError):
    """A rule that cannot be kept; the text says why to the person who wrote it."""

    def __init__(self, message: LazyString) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


def rule_of(frequency: str, weekday: int | None, month_week: int | None = None) -> str | None:
    """The rule of ``weekly``, ``biweekly`` or ``monthly`` (nth weekday; 5 is the last); None when too little is known."""
    if weekday is None:
        return None
    day = WEEKDAYS[weekday - 1]
    if frequency == "weekly":
        return f"FREQ=WEEKLY;BYDAY={day}"
    if frequency == "biweekly":
        return f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}"
    if frequency == "monthly" and month_week:
        return f"FREQ=MONTHLY;BYDAY={-1 if month_week == LAST else month_week}{day}"
    return None


def check_rule(text: str, first: date) -> str:
    """The rule as it is kept: capitals, without ``RRULE:``.

    Raises:
        WrongRule: it is not a rule, comes back more than once a day, or gives no day within two years of ``first``.
    """
    rule = re.sub(r"\s+", "", text).upper().removeprefix("RRULE:").strip(";")
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    if not rule or len(rule) > LONGEST or "" in parts.values():
        raise WrongRule(_l("Questa regola di ricorrenza non si capisce."))
    if parts.get("FREQ") not in _PARTS:
        raise WrongRule(_l("La regola deve tornare ogni giorno, settimana, mese o anno, non più spesso."))
    if not set(parts) <= _PARTS[parts["FREQ"]]:
        raise WrongRule(_l("Questa regola di ricorrenza non si capisce."))
    if not re.fullmatch(r"[1-9][0-9]?", parts.get("INTERVAL", "1")):
        raise WrongRule(_l("L'intervallo della regola va da 1 a 99."))
    if not _well_said(parts):
        raise WrongRule(_l("Questa regola di ricorrenza non si capisce."))
    if not days_of(rule, first, first + FARTHEST, limit=1):
        raise WrongRule(_l("Con questa regola non ci si incontra mai nei prossimi due anni."))
    return rule


def _well_said(parts: dict[str, str]) -> bool:
    """What RFC 5545 asks and the library lets pass."""
    numbered = re.search(r"[0-9]", parts.get("BYDAY", "")) is not None
    counted, ended = parts.get("COUNT", "1"), parts.get("UNTIL", "20270101")
    return (
        not (numbered and parts["FREQ"] in {"DAILY", "WEEKLY"})
        and not {"COUNT", "UNTIL"} <= set(parts)
        and re.fullmatch(r"[1-9][0-9]{0,8}", counted) is not None
        and re.fullmatch(r"[0-9]{8}(T[0-9]{6}Z?)?", ended) is not None
    )


def counts_from_first(rule: str) -> bool:
    """Whether the days depend on the first one: every second week of which weeks, ten times since when."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    return parts.get("INTERVAL", "1") != "1" or "COUNT" in parts or not {"BYDAY", "BYMONTHDAY"} & set(parts)


def weekday_of(rule: str) -> int | None:
    """The first day of the week that a rule names (1 Monday … 7 Sunday), if it names any."""
    named = re.search(r"BYDAY=[-+]?[0-9]*([A-Z]{2})", rule)
    return WEEKDAYS.index(named[1]) + 1 if named else None


def days_of(rule: str, first: date, until: date, *, after: date | None = None, limit: int | None = None) -> list[date]:
    """The days a rule gives from ``first`` (or from ``after``, if later) to ``until``, both included; no rule gives none.

    Raises:
        WrongRule: it is not a rule.
    """
    if not rule:
        return []
    start = max(first, after or first)
    said = re.search(r"UNTIL=(\d{8})", rule)
    last = min(until, _day(said[1])) if said else until
    plain = ";".join(part for part in rule.split(";") if not part.startswith("UNTIL="))
    if limit is None and last - start <= LONGEST_KEPT:
        return [day for day in _days_kept(plain, _nearer(plain, first, start), last) if day >= start]
    return list(islice((day for day in _days(plain, _nearer(plain, first, start), last) if day >= start), limit))


@lru_cache(maxsize=4096)
def _days_kept(rule: str, first: date, last: date) -> tuple[date, ...]:
    """Timetables are much alike: a stretch of days of a rule is worked out once."""
    return tuple(_days(rule, first, last))


def _days(rule: str, first: date, last: date) -> Iterator[date]:
    parts = [rule] if "COUNT=" in rule else [rule, f"UNTIL={last:%Y%m%d}T235959"]
    try:
        found = rrulestr(";".join(parts), dtstart=datetime.combine(first, time()))
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise WrongRule(_l("Questa regola di ricorrenza non si capisce.")) from error
    return takewhile(lambda day: day <= last, (moment.date() for moment in found))


def _nearer(rule: str, first: date, start: date) -> date:
    """A later first day that gives the same days from ``start`` on, where there plainly is one: years need not be walked."""
    parts = dict(part.partition("=")[::2] for part in rule.split(";"))
    period = {"DAILY": 1, "WEEKLY": 7}.get(parts.get("FREQ", ""), 0) * _interval(parts)
    if "COUNT" in parts or start <= first:
        return first
    if period:
        return first + timedelta(days=(start - first).days // period * period)
    if parts.get("FREQ") == "MONTHLY" and _interval(parts) == 1 and {"BYDAY", "BYMONTHDAY"} & set(parts):
        return max(first, start.replace(day=1))
    return first


def _interval(parts: dict[str, str]) -> int:
    said = parts.get("INTERVAL", "1")
    return int(said) if said.isdigit() else 0


def _day(digits: str) -> date:
    try:
        return datetime.strptime(digits, "%Y%m%d").date()  # noqa: DTZ007  # a day, not an instant
    except ValueError as error:
        raise WrongRule(_l("Questa regola di ricorrenza non si capisce.")) from error
