"""What the tests of people share."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from ama_net.foundation.database import unit_of_work
from ama_net.kernel.tenancy import tenant_scope
from tests.support.standing import Standing


@pytest.fixture
def fill(app: Flask, alba: Standing) -> Callable[[Callable[[], Any]], Any]:
    """Write rows in Alba and commit, as a request would; gives back what the work returned."""

    def run(work: Callable[[], Any]) -> Any:
        with app.app_context(), tenant_scope(alba.id), unit_of_work():
            return work()

    return run
