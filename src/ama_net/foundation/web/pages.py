"""What every template may use: filters for dates and money, the language, and whether a fragment was asked for."""

from datetime import date, datetime
from typing import Any

from flask import Flask, has_request_context, request
from flask_babel import format_date, format_datetime, get_locale
from markupsafe import Markup

from ama_net.foundation.clock import ROME
from ama_net.foundation.text import elided, markdown_to_html
from ama_net.foundation.web.addresses import here
from ama_net.foundation.web.languages import current_locale, switch_language_url


def connect(app: Flask) -> None:
    """Give templates their globals and filters."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        date_words=date_words,
        day_words=day_words,
        month=month,
        month_words=month_words,
        datetime_words=datetime_words,
        datetime_full=datetime_full,
        datetime_short=datetime_short,
        elided=elided,
        money=money,
        number=whole_number,
        markdown=lambda text: Markup(markdown_to_html(text or "")),  # noqa: S704  # cleaned by nh3
    )
    app.jinja_env.globals.update(switch_language_url=switch_language_url, address_here=here)
    app.context_processor(_values)


def _values() -> dict[str, Any]:
    return {"locale": current_locale(), "fragment": is_fragment()}


def is_fragment() -> bool:
    """Whether htmx asked for a part of the page (never when it restores history: then the whole page)."""
    if not has_request_context():  # a mail or a document made by a job
        return False
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def date_words(value: date | None) -> str:
    """``mercoledì 25 novembre 2026``."""
    return "" if value is None else str(format_date(value, "EEEE d MMMM y", rebase=isinstance(value, datetime)))


def day_words(value: date | None) -> str:
    """``25 novembre 2026``, for the columns of a table."""
    return "" if value is None else str(format_date(value, "d MMMM y", rebase=isinstance(value, datetime)))


def month(value: datetime) -> str:
    """``2026-11``, for machines."""
    return value.astimezone(ROME).strftime("%Y-%m")


def month_words(value: date | None) -> str:
    """``novembre 2026``, where a day would say too much."""
    return "" if value is None else str(format_date(value, "LLLL y", rebase=isinstance(value, datetime)))


def datetime_words(value: datetime | None) -> str:
    """``mercoledì 25 novembre, ore 18:00`` in Italian; the year is added when it is not this one."""
    return _moment(value, "EEEE d MMMM")


def datetime_full(value: datetime | None) -> str:
    """``mercoledì 25 novembre 2026, ore 18:00``: always with the year, for what is kept or proves something."""
    return _moment(value, "EEEE d MMMM y", year="")


def datetime_short(value: datetime | None) -> str:
    """``mer 25 nov, ore 18:00``, for the columns of a table; the year as above."""
    return _moment(value, "EEE d MMM")


def _moment(value: datetime | None, day: str, year: str | None = None) -> str:
    if value is None:
        return ""
    local = value.astimezone(ROME)
    if year is None:
        year = "" if local.year == datetime.now(ROME).year else " y"
    joint = "', ore' HH:mm" if str(get_locale()).startswith("it") else "', at' HH:mm"
    return str(format_datetime(local, f"{day}{year}{joint}", rebase=False))


def money(cents: int) -> str:
    """Cents as ``1.250,00 €``; the sign never falls on the next line."""
    from flask_babel import format_decimal

    return f"{format_decimal(cents / 100, format='#,##0.00')}\N{NO-BREAK SPACE}€"


def whole_number(value: int) -> str:
    """A number as it is read: ``12.500``."""
    from flask_babel import format_decimal

    return str(format_decimal(value))
