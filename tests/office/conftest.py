"""Browsers of who works in Alba's office."""

from collections.abc import Callable

import pytest

from ama_net.kernel.access import Role
from tests.support.cast import sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing


@pytest.fixture
def president(client: Callable[[str], Browser], alba: Standing) -> Browser:
    """Alba's president at work."""
    return sign_in(client(alba.host), alba, Role.PRESIDENT)


@pytest.fixture
def stranger_next_door(client: Callable[[str], Browser], brig: Standing) -> Browser:
    """Brig's president at work."""
    return sign_in(client(brig.host), brig, Role.PRESIDENT)
