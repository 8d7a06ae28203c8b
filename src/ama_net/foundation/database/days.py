"""The calendar day of an instant, as the database says it."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, func

from ama_net.foundation.clock import ROME


def italian_day(instant: SQLColumnExpression[Any]) -> ColumnElement[date]:
    """The day in Italy: between midnight and one or two it is not yet that day in UTC."""
    return func.date(func.timezone(ROME.key, instant))
