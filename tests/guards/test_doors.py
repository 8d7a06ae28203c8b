"""Every address is behind a door, every office page names its permission, and each one is tried by those who may not."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, Rule

from ama_net.app import INSTALLATION
from ama_net.kernel.access import Door, Permission, Role
from tests.support.cast import sign_in
from tests.support.standing import Standing

OPEN_ENDPOINTS = {"healthz", "readyz", "metrics"}
"""Outside every door: they say nothing of any association."""

DEVELOPMENT = {"mailbox", "previews"}
"""At the bare host, and not at all in production (tests/previews)."""

Browser = Callable[[str], FlaskClient]


def _rules(app: Flask, door: Door) -> list[Rule]:
    doors = app.extensions["doors"]
    return [rule for rule in app.url_map.iter_rules() if doors.get(rule.endpoint.rpartition(".")[0]) is door]


def _address(app: Flask, rule: Rule) -> str:
    fill = {"uuid": str(uuid4()), "int": 1}
    values = {name: fill.get(_converter(converter), "qualcosa") for name, converter in rule._converters.items()}
    for name, converter in rule._converters.items():
        if isinstance(converter, AnyConverter):
            values[name] = min(converter.items)
    with app.test_request_context("/"):
        return str(rule.build(values)[1])  # type: ignore[index]


def _converter(converter: object) -> str:
    return {"UUIDConverter": "uuid", "IntegerConverter": "int"}.get(type(converter).__name__, "text")


def _gets(app: Flask, door: Door) -> list[str]:
    return sorted({_address(app, rule) for rule in _rules(app, door) if "GET" in (rule.methods or set())})


def _posts(app: Flask, door: Door) -> list[str]:
    return sorted({_address(app, rule) for rule in _rules(app, door) if "POST" in (rule.methods or set())})


def test_every_address_is_behind_a_door(app: Flask) -> None:
    known = set(app.extensions["doors"]) | {blueprint.name for blueprint in INSTALLATION} | DEVELOPMENT
    outside = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.rpartition(".")[0] not in known and rule.endpoint not in OPEN_ENDPOINTS
    }
    assert outside == set()


def test_every_office_page_names_a_permission(app: Flask) -> None:
    without = {
        rule.endpoint
        for rule in _rules(app, Door.MANAGE)
        if not isinstance(getattr(app.view_functions[rule.endpoint], "permission", None), Permission)
    }
    assert without == set()


def test_every_permission_is_asked_for_and_given(app: Flask) -> None:
    from ama_net.kernel.access import PERMISSIONS_OF

    asked = {app.view_functions[rule.endpoint].permission for rule in _rules(app, Door.MANAGE)}  # type: ignore[attr-defined]
    given = frozenset().union(*PERMISSIONS_OF.values())
    assert asked - given == set()


@pytest.mark.parametrize("door", [Door.MY, Door.MANAGE])
def test_stranger_without_account_is_sent_to_the_sign_in(
    app: Flask, client: Browser, alba: Standing, door: Door
) -> None:
    browser = client(alba.host)
    answers = {address: browser.get(address) for address in _gets(app, door)}
    wrong = {a: r.status_code for a, r in answers.items() if r.status_code != 302 or "/accedi" not in r.location}
    assert wrong == {}


def test_member_finds_no_office(app: Flask, client: Browser, alba: Standing) -> None:
    browser = client(alba.host)
    sign_in(browser, alba, Role.MEMBER)
    assert {a: s for a in _gets(app, Door.MANAGE) if (s := browser.get(a).status_code) != 404} == {}


def test_board_of_another_association_is_nobody_here(
    app: Flask, client: Browser, alba: Standing, brig: Standing
) -> None:
    browser = client(brig.host)
    sign_in(browser, brig, Role.PRESIDENT)
    browser.environ_base["HTTP_HOST"] = alba.host
    cookies = list(browser._cookies.values())  # type: ignore[union-attr]
    for cookie in cookies:
        browser.set_cookie(cookie.key, cookie.value, domain=alba.host, secure=True, path="/")
    answers = {address: browser.get(address) for address in [*_gets(app, Door.MANAGE), *_gets(app, Door.MY)]}
    wrong = {a: r.status_code for a, r in answers.items() if r.status_code != 302 or "/accedi" not in r.location}
    assert wrong == {}


def test_no_post_works_without_its_token(app: Flask, client: Browser, alba: Standing) -> None:
    browser = client(alba.host)
    sign_in(browser, alba, Role.PRESIDENT)
    answers = {a: browser.post(a).status_code for door in Door for a in _posts(app, door)}
    assert {a: status for a, status in answers.items() if status not in {400, 404, 429}} == {}


def test_president_opens_every_first_page_of_the_office(app: Flask, client: Browser, alba: Standing) -> None:
    browser = client(alba.host)
    sign_in(browser, alba, Role.PRESIDENT)
    pages = [
        _address(app, rule)
        for rule in _rules(app, Door.MANAGE)
        if "GET" in (rule.methods or set()) and not rule.arguments
    ]
    assert {a: s for a in pages if (s := browser.get(a).status_code) not in {200, 302}} == {}


def test_association_pages_are_not_at_the_bare_host(app: Flask, client: Browser) -> None:
    browser = client("localhost")
    assert {a: s for a in _gets(app, Door.MANAGE) if (s := browser.get(a).status_code) != 404} == {}
