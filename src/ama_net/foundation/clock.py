"""The time: aware UTC for instants, Europe/Rome for the dates people read. The only place that asks what time it is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in Italy."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """The day of an aware instant, in Italy: between midnight and one or two it is not yet that day in UTC."""
    return instant.astimezone(ROME).date()
