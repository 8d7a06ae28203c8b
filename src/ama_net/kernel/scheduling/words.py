"""How stretches of time are said, in Italian wall-clock time."""

from datetime import datetime, timedelta

from flask_babel import format_date
from flask_babel import gettext as _

from ama_net.foundation.clock import ROME


def span_words(starts_at: datetime, ends_at: datetime) -> str:
    """``mercoledì 3 marzo 2027, dalle 9:00 alle 11:00``; an end on another day names its day."""
    starts, ends = starts_at.astimezone(ROME), ends_at.astimezone(ROME)
    day = format_date(starts.date(), "EEEE d MMMM y")
    said = {"day": day, "first": hour_words(starts), "last": hour_words(ends)}
    if (ends - timedelta(microseconds=1)).date() == starts.date():
        return str(_("%(day)s, dalle %(first)s alle %(last)s", **said))
    following = format_date(ends.date(), "EEEE d MMMM")
    return str(_("%(day)s, dalle %(first)s alle %(last)s di %(next)s", next=following, **said))


def hour_words(moment: datetime) -> str:
    """``9:00``, as the wall clock in Italy shows it."""
    local = moment.astimezone(ROME)
    return f"{local.hour}:{local:%M}"
