"""The tabs above the office's pages of newsletters: whoever sees one may open it."""

import re
from collections.abc import Callable

import pytest

from ama_net.kernel.access import Role
from tests.support.cast import Part
from tests.support.clients import Browser

At = Callable[[Part], Browser]
PAGES = ("/manage/newsletter", "/manage/newsletter/iscrizioni", "/manage/newsletter/ritorni", "/manage/posta")
TABS = re.compile(r'<nav class="tabs"[^>]*>(.*?)</nav>', re.DOTALL)


@pytest.mark.parametrize("part", [Role.BOARD, Role.EDITOR, Role.SECRETARY, Role.PRESIDENT])
def test_every_tab_that_is_shown_opens(at: At, part: Part) -> None:
    browser = at(part)
    answers = [browser.get(page) for page in PAGES]
    shown = [tab for answer in answers if answer.status_code == 200 for tab in TABS.findall(answer.text)]
    addresses = {address for tab in shown for address in re.findall(r'href="([^"]+)"', tab)}
    assert len(addresses) > 1
    assert {address: browser.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)
