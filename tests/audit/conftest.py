"""Each test begins without anchors: they are outside the database, which alone is fresh."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def folder(app: Flask) -> Iterator[Path]:
    """The run's folder of anchors, emptied."""
    found: Path = app.extensions["settings"].var / "anchors"
    shutil.rmtree(found, ignore_errors=True)
    yield found
    shutil.rmtree(found, ignore_errors=True)
