"""How many statements a page sends to the database: as many for one row as for twenty."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Engine

from ama_net.app import create_app
from ama_net.foundation.config import load_settings
from ama_net.foundation.database import db
from benchmarks.bed import Bed
from benchmarks.pages import LARGE
from benchmarks.report import Row

ONE_ROW, TWENTY_ROWS = "?q=radici+1", "?modo=in_person"


def home(bed: Bed) -> list[Row]:
    """The home page's."""
    with _application(bed) as app:
        return [Row("page.home.statements", _count(app, "bologna.localhost", "/"), "istruzioni")]


def lists(bed: Bed) -> list[Row]:
    """Those of the lists of groups, checked to be constant."""
    with _application(bed) as app:
        return [
            _constant(app, "groups.list.portal.statements", "localhost", "/"),
            _constant(app, "groups.list.association.statements", LARGE, "/gruppi"),
        ]


def _constant(app: Flask, name: str, host: str, path: str) -> Row:
    few, many = (_count(app, host, f"{path}{query}") for query in (ONE_ROW, TWENTY_ROWS))
    if few != many:
        sys.exit(f"{name}: {few} istruzioni con pochi gruppi, {many} con venti")
    return Row(name, many, "istruzioni")


def _count(app: Flask, host: str, path: str) -> int:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    browser = app.test_client()
    browser.get(path, base_url=f"http://{host}")  # reads what is kept in memory
    event.listen(Engine, "before_cursor_execute", note)
    try:
        browser.get(path, base_url=f"http://{host}")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return len(seen)


@contextmanager
def _application(bed: Bed) -> Iterator[Flask]:
    app = create_app(load_settings({**bed.env, "AMA_LOG_LEVEL": "WARNING"}))
    yield app
    with app.app_context():
        db.engine.dispose()
