"""Groups for the feeds, at Alba and at Brig, and readers of both and of the portal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask

from ama_net.features.groups.models import Group
from ama_net.foundation.database import unit_of_work
from ama_net.kernel.tenancy import tenant_scope
from tests.factories.groups import make_group, make_meeting, make_venue, theme
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[Standing], Any]


@pytest.fixture
def at(app: Flask) -> Callable[[Standing], Any]:
    """``with at(alba): …`` writes at an association and commits."""

    @contextmanager
    def work(standing: Standing) -> Iterator[None]:
        with app.app_context(), tenant_scope(standing.id), unit_of_work():
            yield

    return work


@pytest.fixture
def reader(client: Callable[[str], Browser], alba: Standing) -> Browser:
    """Somebody who reads Alba's feeds."""
    return client(alba.host)


@pytest.fixture
def portal(client: Callable[[str], Browser]) -> Browser:
    """Somebody who reads the portal's feeds."""
    return client("localhost")


def whole_group(name: str = "Ginestra", **values: Any) -> Group:
    """A confirmed group with all that a feed tells: venue, coordinates, theme, a Wednesday at six."""
    venue = make_venue(
        "Casa della comunità",
        address="Via Nani 10",
        postcode="40132",
        lat=44.50123,
        lon=11.30456,
        position_source="GPS",
        step_free=True,
    )
    values = {"venue_id": venue.id, "theme_id": theme().id, "entry": "open", "description": "Ci si ascolta.", **values}
    group = make_group(name, **values)
    make_meeting(group, ends=None)
    return group
