"""Ages in bands, as lists and figures say them: ``18-29``, ``75-``, or not known."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, case, select

from ama_net.foundation.clock import today
from ama_net.kernel.people.models import Person

AGE_BANDS: tuple[tuple[int, int | None], ...] = ((0, 17), (18, 29), (30, 44), (45, 59), (60, 74), (75, None))
UNKNOWN = "unknown"


def band_key(band: tuple[int, int | None]) -> str:
    """``18-29``; ``75-`` for the last one."""
    return f"{band[0]}-{band[1] if band[1] is not None else ''}"


BAND_KEYS = (*(band_key(band) for band in AGE_BANDS), UNKNOWN)
"""Every band in its order, those whose age is not known last."""


def known_band(text: str) -> str:
    """A band's key as it is.

    Raises:
        ValueError: there is no such band.
    """
    if text not in BAND_KEYS:
        raise ValueError(text)
    return text


def age_words(band: str) -> str:
    """A band of ages in words."""
    if band == UNKNOWN:
        return str(_("non si sa"))
    youngest, _sep, oldest = band.partition("-")
    if youngest == "0":
        return str(_("meno di %(years)s anni", years=int(oldest) + 1))
    return str(
        _("da %(from_)s a %(to)s anni", from_=youngest, to=oldest)
        if oldest
        else _("%(years)s anni e più", years=youngest)
    )


def years_before(day: date, years: int) -> date:
    """The same day so many years before; 1 March stands for 29 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


def band_on(day: date) -> ColumnElement[str]:
    """The band of a person's age on a day, to group people by."""
    born = Person.birth_date
    bands = [
        (born > years_before(day, (oldest or 0) + 1), band_key((least, oldest))) for least, oldest in AGE_BANDS[:-1]
    ]
    return case((born.is_(None), UNKNOWN), *bands, else_=band_key(AGE_BANDS[-1]))


def people_of_age(band: str) -> Select[Any]:
    """The ids of the people whose age today is in a band."""
    people = select(Person.id)
    if band == UNKNOWN:
        return people.where(Person.birth_date.is_(None))
    youngest, _, oldest = band.partition("-")
    people = people.where(Person.birth_date <= years_before(today(), int(youngest)))
    if oldest:
        people = people.where(Person.birth_date > years_before(today(), int(oldest) + 1))
    return people
