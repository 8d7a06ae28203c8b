"""What several tests of payments need."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.support.clients import Browser
from tests.support.online import Till
from tests.support.provider import Provider
from tests.support.standing import Standing


@pytest.fixture
def till(app: Flask, alba: Standing, provider: Provider, client: Callable[[str], Browser]) -> Till:
    """Alba takes payments online."""
    return Till(app, alba, provider, client(alba.host))
