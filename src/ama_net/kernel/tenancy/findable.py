"""The pages of a room that search engines may find: the room says which, the site's map lists them while the room is open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask.sansio.app import App

_NAME = "findable"


@dataclass(frozen=True)
class Place:
    """A page: its path, when it last changed (None: it is not known), whether it is there in English."""

    path: str
    changed: datetime | None = None
    english: bool = True


Places = Callable[[], Iterable[Place]]


def connect(app: App, room: str, places: Places) -> None:
    """Say which pages a room has; asked for the association in scope, only while it keeps the room open."""
    app.extensions.setdefault(_NAME, {})[room] = places


def findable_by_room() -> dict[str, Places]:
    """What each room said."""
    return dict(current_app.extensions.get(_NAME, {}))
