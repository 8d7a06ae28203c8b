"""The time: aware UTC for instants, Europe/Rome for the dates people read. The only place that asks what time it is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in Italy."""
    return now().astimezone(ROME).date()
