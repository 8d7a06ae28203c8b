"""Who is signed in: the cookie's token, its session row, and the walls between associations."""

from collections.abc import Callable

from flask import g

from ama_net.kernel.access import Role
from tests.support.cast import STRANGER, sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing

At = Callable[[str], Browser]


def _name_seen(browser: Browser) -> str | None:
    """Ask any page and look at who it was asked by."""
    with browser:
        browser.get("/nothing-here")
        actor = g.get("actor")
        return actor.name if actor else None


def test_signed_in_person_is_the_actor(client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, Role.SECRETARY)
    assert _name_seen(browser) == "Sara di Alba"
    with browser:
        browser.get("/nothing-here")
        assert g.actor.roles == {Role.SECRETARY}


def test_stranger_has_no_permission(client: At, alba: Standing) -> None:
    browser = sign_in(client(alba.host), alba, STRANGER)
    with browser:
        browser.get("/nothing-here")
        assert g.actor.permissions == frozenset()


def test_cookie_of_one_association_is_nobody_at_the_other(client: At, alba: Standing, brig: Standing) -> None:
    browser = client(alba.host)
    sign_in(browser, alba, Role.PRESIDENT)
    cookie = browser.get_cookie("__Host-sid", domain=alba.host)
    other = client(brig.host)
    other.set_cookie("__Host-sid", cookie.value, domain=brig.host, secure=True)
    assert _name_seen(other) is None
