"""The Italian words of hours."""

from datetime import date

from flask_babel import LazyString, format_date
from flask_babel import lazy_gettext as _l

from ama_net.features.volunteers.models import HoursState

STATES: dict[str, LazyString] = {
    HoursState.LOGGED: _l("Da approvare"),
    HoursState.APPROVED: _l("Approvate"),
    HoursState.REFUSED: _l("Da correggere"),
}
TONES: dict[str, str] = {HoursState.LOGGED: "neutral", HoursState.APPROVED: "ok", HoursState.REFUSED: "warn"}


def month_words(month: int) -> str:
    """``gennaio``."""
    return str(format_date(date(2024, month, 1), "LLLL"))


def month_short(month: int) -> str:
    """``gen``, under the bar of a chart."""
    return str(format_date(date(2024, month, 1), "LLL"))
