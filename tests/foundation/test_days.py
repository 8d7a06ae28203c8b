"""The day of an instant is Italy's, in Python and in the database: after midnight there it is still yesterday in UTC."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import DateTime, bindparam, select

from ama_net.foundation.clock import day_of
from ama_net.foundation.database import db
from ama_net.foundation.database.days import italian_day

ROOT = Path(__file__).resolve().parents[2]

NIGHTS = [
    (datetime(2026, 11, 22, 22, 59, tzinfo=UTC), date(2026, 11, 22)),
    (datetime(2026, 11, 22, 23, 0, tzinfo=UTC), date(2026, 11, 23)),
    (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),
    (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
]

DAY_OF_UTC = re.compile(r"_at\.date\(\)|_at:%Y-?%m-?%d|cast\([\w.]+_at, Date\)|func\.date\([\w.]+_at\)|_at::date")
"""How the day of a moment is asked for as UTC has it."""


@pytest.mark.parametrize(("instant", "day"), NIGHTS)
def test_the_day_is_the_one_in_italy(instant: datetime, day: date) -> None:
    assert day_of(instant) == day


@pytest.mark.parametrize(("instant", "day"), NIGHTS)
def test_the_database_says_the_same_day(app: Flask, instant: datetime, day: date) -> None:
    with app.app_context():
        moment = bindparam("moment", instant, type_=DateTime(timezone=True))
        assert db.session.scalar(select(italian_day(moment))) == day


def test_nothing_asks_for_the_day_as_utc_has_it() -> None:
    sources = [path for folder in ("src", "templates", "worker") for path in (ROOT / folder).rglob("*")]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources
        if path.suffix in {".py", ".html", ".txt", ".xml"}
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if DAY_OF_UTC.search(line)
    ]
    assert found == []
