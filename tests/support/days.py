"""Days that tests count from today: asked for while a test runs, never while its module is read."""

from datetime import date, timedelta
from typing import Any

from ama_net.foundation.clock import today


def last_year() -> int:
    """The year before this one."""
    return today().year - 1


def last_may() -> date:
    """A day in the middle of last year."""
    return date(last_year(), 5, 4)


def dated(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a case, each length of time among them counted from today: ``timedelta(days=1)`` is tomorrow."""
    return {name: today() + value if isinstance(value, timedelta) else value for name, value in values.items()}
