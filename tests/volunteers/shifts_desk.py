"""What the tests of the office's pages of shifts have in common: the desk, people, days, what is typed, what is read."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from flask import Flask

from ama_net.foundation.clock import ROME, now
from ama_net.foundation.database import db, unit_of_work
from ama_net.kernel.people import Person
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.people import make_person
from tests.factories.volunteers import make_activity, make_volunteer
from tests.support.standing import Standing


@contextmanager
def desk(app: Flask, place: Standing) -> Iterator[None]:
    """Work in an association, committed at the end."""
    with app.app_context(), tenant_scope(place.id), unit_of_work():
        yield


def person_called(name: str = "Ada") -> Person:
    """A volunteer with an e-mail address."""
    return make_volunteer(make_person(name, "Prova", email=f"{name.lower()}@alba.example")).person


def soon(days: int = 2, hour: int = 10) -> datetime:
    """An hour of the wall clock in some days."""
    day = (now().astimezone(ROME) + timedelta(days=days)).date()
    return datetime(day.year, day.month, day.day, hour, tzinfo=ROME)


def typed_shift(app: Flask, alba: Standing, **values: Any) -> dict[str, Any]:
    """The form of a shift, filled in."""
    with desk(app, alba):
        activity = str(make_activity().id)
    day = soon(7).date().isoformat()
    facts = {"activity_id": activity, "title": "Banchetto", "day": day, "starts": "10:00", "ends": "12:00"}
    return {**facts, "venue_id": "", "place": "In piazza", "minimum": "1", "maximum": "6", "repeats": "once", **values}


def one_of(app: Flask, alba: Standing, what: Any) -> Any:
    """The one value a select gives in an association."""
    with desk(app, alba):
        return db.session.scalar(what)


def all_of(app: Flask, alba: Standing, what: Any) -> list[Any]:
    """All the values a select gives in an association."""
    with desk(app, alba):
        return list(db.session.scalars(what))


def words_of(answer: Any) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))
