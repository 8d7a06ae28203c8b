"""How hours and the days that are not as usual are said."""

from collections.abc import Iterable
from datetime import date, time

from flask_babel import format_date
from flask_babel import gettext as _

from ama_net.features.helpdesk.models import AvailabilityException, AvailabilityRule, Mode
from ama_net.features.helpdesk.visitor_words import MODES
from ama_net.foundation.clock import today
from ama_net.foundation.text import elided
from ama_net.kernel.directory.words import joined, weekday_name


def weekday_words(rule: AvailabilityRule) -> str:
    """``mercoledì``."""
    return weekday_name(rule.weekday + 1)


def how_often(rule: AvailabilityRule) -> str:
    """``ogni settimana, dal 3 dicembre 2026 al 30 giugno 2027``; a day that is past is not said."""
    often = _("ogni settimana") if rule.every_weeks == 1 else _("ogni %(n)s settimane", n=rule.every_weeks)
    return ", ".join(filter(None, (str(often), _limits(rule))))


def rule_words(rule: AvailabilityRule) -> str:
    """``mercoledì 9:00–12:30``, for the columns of a table."""
    often = "" if rule.every_weeks == 1 else f", {how_often(rule)}"
    return f"{weekday_words(rule)} {_hour(rule.starts)}–{_end(rule.ends)}{often}"


def hours_words(starts: time, ends: time) -> str:
    """``dalle 9:00 alle 12:30``."""
    return str(_("dalle %(first)s alle %(last)s", first=_hour(starts), last=_end(ends)))


def minutes_words(starts: int, ends: int) -> str:
    """``9:00–12:30``, from minutes after midnight."""
    return f"{starts // 60}:{starts % 60:02}–{ends // 60}:{ends % 60:02}"


def modes_words(modes: Iterable[Mode]) -> str:
    """``di persona e online``; nothing when it is every way."""
    chosen = list(modes)
    return "" if len(chosen) == len(Mode) else joined([str(MODES[mode]).lower() for mode in chosen])


def days_words(first: date, last: date) -> str:
    """``martedì 8 dicembre 2026``; ``dal 24 dicembre 2026 al 6 gennaio 2027``."""
    if first == last:
        return str(format_date(first, "EEEE d MMMM y"))
    begin = format_date(first, "d MMMM" if first.year == last.year else "d MMMM y")
    return elided(str(_("dal %(first)s al %(last)s", first=begin, last=format_date(last, "d MMMM y"))))


def exception_words(one: AvailabilityException) -> str:
    """The days, and the hours if not the whole day."""
    days = days_words(one.first_day, one.last_day)
    return days if one.starts is None or one.ends is None else f"{days}, {hours_words(one.starts, one.ends)}"


def _limits(rule: AvailabilityRule) -> str:
    begins = rule.every_weeks > 1 or rule.first_day > today()
    if begins and rule.last_day:
        return days_words(rule.first_day, rule.last_day)
    if begins:
        return str(_("dal %(day)s", day=format_date(rule.first_day, "d MMMM y")))
    return str(_("fino al %(day)s", day=format_date(rule.last_day, "d MMMM y"))) if rule.last_day else ""


def _hour(hour: time) -> str:
    return f"{hour.hour}:{hour:%M}"


def _end(hour: time) -> str:
    """Midnight, as the end of a day, is 24:00."""
    return _hour(hour) if hour != time() else "24:00"
