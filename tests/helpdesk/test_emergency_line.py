"""Every page of the room says what it is not, and whom to call instead."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PAGES = [
    path
    for path in sorted((TEMPLATES / "helpdesk").rglob("*.html"))
    if "emails" not in path.parts and not path.name.startswith("_")
]


def _says(path: Path) -> bool:
    text = path.read_text()
    above = re.search(r'{% extends "(helpdesk/[^"]+)"', text)
    said = re.search(r"{{ (?:not_an_emergency|emergency_line)\(\) }}", text) is not None
    return said or (above is not None and _says(TEMPLATES / above[1]))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_page_says_whom_to_call(page: Path) -> None:
    assert _says(page)
