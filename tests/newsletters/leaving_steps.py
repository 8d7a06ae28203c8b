"""What a reader who leaves, and thinks better of it, does on the pages."""

import re
from typing import Any

from tests.support.clients import Browser


def here(token: str) -> str:
    return f"/newsletter/disiscrizione/{token}"


def go(browser: Browser, token: str, **typed: str) -> str:
    """Leave with the button of the page."""
    return browser.submit(here(token), typed).text


def come_back(browser: Browser, token: str, page: str = "") -> Any:
    """Press the button of that page, with what it holds."""
    memory = re.search(r'name="memory" value="([^"]*)"', page)
    return browser.submit(f"{here(token)}/ripensamento", {"memory": memory[1] if memory else ""})
