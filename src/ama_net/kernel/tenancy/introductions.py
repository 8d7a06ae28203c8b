"""What an association says of a room on a page of its site, for the room's own first page: the site gives it, when there is one."""

from collections.abc import Callable
from typing import Any

from flask import current_app
from flask.sansio.app import App

Reader = Callable[[str], Any]
"""From a slug to the page as a reader gets it (title, summary, html, language, is_foreign), or None."""

_NAME = "introductions"


def connect(app: App, read: Reader) -> None:
    """Say who reads the pages."""
    app.extensions[_NAME] = read


def introduction_of(slug: str) -> Any:
    """The page at this address in the reader's language, where it exists; None when nobody has written it."""
    read: Reader | None = current_app.extensions.get(_NAME)
    return read(slug) if read is not None else None
