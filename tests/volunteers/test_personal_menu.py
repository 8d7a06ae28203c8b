"""The menu of the personal area: what is within another room is reached from there."""

import re
from collections.abc import Callable

import pytest

from ama_net.kernel.access import Role
from tests.support.cast import STRANGER, Part, sign_in
from tests.support.clients import Browser
from tests.support.standing import Standing


def _menu(page: str) -> dict[str, bool]:
    """The entries of the first menu of a page, and which one is lit up."""
    menu = re.search(r'<nav[^>]*aria-label="La mia area".*?</nav>', page, re.DOTALL)
    assert menu is not None
    found = re.findall(r"<a([^>]*)>(.*?)</a>", menu[0], re.DOTALL)
    return {re.sub(r"<[^>]+>", "", words).strip(): "aria-current" in said for said, words in found}


@pytest.fixture
def menu(client: Callable[[str], Browser], alba: Standing) -> Callable[[Part, str], dict[str, bool]]:
    return lambda part, path: _menu(sign_in(client("alba.localhost"), alba, part).get(path).text)


def test_volunteer_finds_one_entry_for_shifts_hours_and_expenses(menu: Callable[..., dict[str, bool]]) -> None:
    assert {"Turni", "Ore", "Le mie spese", "Formazione"} & menu(Role.VOLUNTEER, "/my").keys() == set()


def test_the_entry_is_lit_on_the_pages_within(menu: Callable[..., dict[str, bool]]) -> None:
    assert [name for name, here in menu(Role.VOLUNTEER, "/my/spese").items() if here] == ["Volontariato"]


def test_facilitator_who_is_no_volunteer_finds_training_by_itself(menu: Callable[..., dict[str, bool]]) -> None:
    found = menu(Role.FACILITATOR, "/my")
    assert ("Formazione" in found, "Volontariato" in found) == (True, False)


def test_who_has_no_role_finds_none_of_it(menu: Callable[..., dict[str, bool]]) -> None:
    assert {"Volontariato", "Formazione"} & menu(STRANGER, "/my").keys() == set()
