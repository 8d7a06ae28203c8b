"""What the tests of the room share."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask

from ama_net.foundation.database import unit_of_work
from ama_net.kernel.tenancy import tenant_scope
from tests.support.clients import Browser
from tests.support.standing import Standing


@pytest.fixture
def monday() -> Iterator[None]:
    """A Monday of November: papers say their day, which must not be a word that they must not say."""
    with time_machine.travel(datetime(2026, 11, 23, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def fill(app: Flask, alba: Standing) -> Callable[[Callable[[], Any]], Any]:
    """Write rows in Alba and commit, as a request would; gives back what the work returned."""

    def run(work: Callable[[], Any]) -> Any:
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            return work()

    return run


@pytest.fixture
def citizen(client: Callable[[str], Browser], alba: Standing) -> Browser:
    """Somebody who has no account, at Alba's host."""
    return client(alba.host)
