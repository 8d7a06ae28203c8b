"""No markup that somebody wrote for their group leaves with any channel, however it was wrapped."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.feeds.conftest import whole_group
from tests.support.clients import Browser
from tests.support.standing import Standing

WRAPPED = (
    "<<<b>>img src=x onerror=alert(1)>",
    "&amp;lt;img src=x onerror=alert(1)&amp;gt; *a*",
    "&lt;&lt;b&gt;img src=x onerror=alert(1)&gt;",
    "<img src=x onerror=alert(1) ",
)


@pytest.mark.parametrize(
    "path",
    [
        "/gruppi/meetings.json",
        "/api/v1/groups",
        "/api/v1/groups/ginestra-0",
        "/client_interface/json/?switcher=GetSearchResults",
        "/gruppi/novita.atom",
        "/gruppi/novita.rss",
    ],
)
def test_no_channel_tells_markup(at: Callable[[Standing], Any], alba: Standing, reader: Browser, path: str) -> None:
    with at(alba):
        for n, words in enumerate(WRAPPED):
            whole_group(f"Ginestra {n}", description=words)
    told = reader.get(path)
    assert told.status_code == 200
    assert [opening for opening in ("<img", "&lt;img", "&amp;lt;img", "\\u003cimg") if opening in told.text] == []
    assert "Ginestra 0" in told.text
