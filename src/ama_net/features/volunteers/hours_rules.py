"""How long is said and read in hours and minutes; what an hour is worth. Minutes are whole numbers, never floats."""

import re
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models.hours import DAY_MINUTES
from ama_net.foundation.web.pages import whole_number
from ama_net.kernel.people import WrongFact

_CLOCK = re.compile(r"(?P<hours>\d{1,2})\s*[:h]\s*(?P<minutes>[0-5]\d)(\s*(m|min|minuti)\.?)?", re.ASCII)
_DECIMAL = re.compile(r"(?P<hours>\d{1,2})(?:[,.](?P<part>\d{1,2}))?(\s*(h|ora|ore))?", re.ASCII)
_MINUTES = re.compile(r"(?P<minutes>\d{1,4})\s*('|m|min|minuti)\.?", re.ASCII)
_QUARTERS = {"00": 0, "25": 15, "50": 30, "75": 45}

_HOW = _l("Scrivi le ore come 2, oppure 2,5, oppure 2:30.")
_NO_QUARTER = _l("Dopo la virgola si scrivono i quarti d'ora (2,25 o 2,5 o 2,75). Per i minuti scrivi 2:30.")
_NOTHING = _l("Serve almeno un minuto.")
_TOO_LONG = _l("In un giorno ci sono 24 ore.")


def parse_minutes(text: str) -> int:
    """Minutes of a duration as people write it: ``2``, ``2,5``, ``2:30``, ``2h30``, ``1,75``, ``45 min``.

    After a comma or a point only quarters of an hour are read: who writes ``1,30`` may mean half past one, and is asked.

    Raises:
        WrongFact: it is something else, nothing, or longer than a day; ``field`` is ``minutes``.
    """
    typed = " ".join(text.lower().split())
    if found := _MINUTES.fullmatch(typed):
        return check_minutes(int(found["minutes"]))
    if found := _CLOCK.fullmatch(typed):
        return check_minutes(int(found["hours"]) * 60 + int(found["minutes"]))
    found = _DECIMAL.fullmatch(typed)
    if found is None:
        raise WrongFact("minutes", _HOW)
    part = (found["part"] or "").ljust(2, "0")
    if part not in _QUARTERS:
        raise WrongFact("minutes", _NO_QUARTER)
    return check_minutes(int(found["hours"]) * 60 + _QUARTERS[part])


def check_minutes(minutes: int) -> int:
    """The minutes of one entry.

    Raises:
        WrongFact: none, or more than a day has.
    """
    if minutes < 1:
        raise WrongFact("minutes", _NOTHING)
    if minutes > DAY_MINUTES:
        raise WrongFact("minutes", _TOO_LONG)
    return minutes


def plain_duration(minutes: int) -> str:
    """Minutes as they are typed in a field: ``2:30``."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def duration_words(minutes: int) -> str:
    """Minutes as they are read: ``2 ore e 30 minuti`` is long for a table, so ``2 h 30 min``, ``2 h``, ``45 min``."""
    hours, rest = divmod(minutes, 60)
    if not hours and rest:
        return str(_("%(minutes)s min", minutes=rest))
    if not rest:
        return str(_("%(hours)s h", hours=whole_number(hours)))
    return str(_("%(hours)s h %(minutes)s min", hours=whole_number(hours), minutes=rest))


def hours_drawn(minutes: int) -> Decimal:
    """Minutes as a bar of a chart draws and says them: hours to the tenth."""
    return (Decimal(minutes) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP)


def worth_cents(minutes: int, hourly_cents: int | None) -> int | None:
    """What the minutes are worth at a value by the hour, in cents, halves up; None when hours are not valued."""
    return None if hourly_cents is None else (minutes * hourly_cents + 30) // 60
