"""What an association publishes on pages of other rooms: the page of its documents leads there when there is something.

A room writes ``def page() -> Elsewhere | None`` (app.py lists them) and knows nothing of the others.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Flask, current_app
from flask_babel import LazyString

EXTENSION = "published_elsewhere"


@dataclass(frozen=True)
class Elsewhere:
    """A public page: its endpoint, the words that lead there, what is on it."""

    endpoint: str
    words: LazyString | str
    what: LazyString | str


Published = Callable[[], Elsewhere | None]


def connect(app: Flask, rooms: Iterable[Published]) -> None:
    """Tell the application which rooms publish on pages of their own."""
    app.extensions[EXTENSION] = tuple(rooms)


def published_elsewhere() -> list[Elsewhere]:
    """The pages where something is published now; those of closed rooms are left out."""
    rooms: tuple[Published, ...] = current_app.extensions.get(EXTENSION, ())
    is_open: Callable[[str], bool] = current_app.extensions["room_is_open"]
    return [page for room in rooms if (page := room()) is not None and is_open(page.endpoint)]
