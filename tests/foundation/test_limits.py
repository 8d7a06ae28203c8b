"""Who is counted as one caller, and what holds when the broker is down."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from ama_net.foundation.web.limits import limiter
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[str], Browser]


def _try(browser: Browser, number: int, **kwargs: object) -> TestResponse:
    form = {"email": f"nessuno{number}@alba.example", "password": "sbagliata sbagliata"}
    return browser.submit("/accedi", form, **kwargs)


def test_host_written_with_other_ports_and_capitals_is_the_same_caller(client: At, alba: Standing) -> None:
    browser = client(alba.host)
    hosts = [f"{alba.host}:{1000 + n}" if n % 2 else alba.host.upper() for n in range(21)]
    answers = [_try(browser, n, headers={"Host": host}).status_code for n, host in enumerate(hosts)]
    assert answers == [422] * 20 + [429]


def test_addresses_of_one_ipv6_network_are_one_caller(client: At, alba: Standing) -> None:
    browser = client(alba.host)
    places = [f"2001:db8:1:2:{n:x}::1" for n in range(21)]
    answers = [_try(browser, n, environ_base={"REMOTE_ADDR": place}).status_code for n, place in enumerate(places)]
    assert answers == [422] * 20 + [429]


def test_other_ipv6_network_is_another_caller(client: At, alba: Standing) -> None:
    browser = client(alba.host)
    places = [f"2001:db8:1:{n:x}::1" for n in range(21)]
    answers = {_try(browser, n, environ_base={"REMOTE_ADDR": place}).status_code for n, place in enumerate(places)}
    assert answers == {422}


def test_limits_of_pages_hold_while_the_broker_is_down(
    client: At, alba: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object, **__: object) -> int:
        raise ConnectionError

    monkeypatch.setattr(limiter._storage, "incr", unreachable)
    monkeypatch.setattr(limiter._storage, "check", lambda: False)
    browser = client(alba.host)
    try:
        answers = [_try(browser, n).status_code for n in range(21)]
    finally:
        limiter._storage_dead = False
    assert answers == [422] * 20 + [429]
