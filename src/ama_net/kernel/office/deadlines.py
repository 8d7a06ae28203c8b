"""What an association must do by a day. Rooms say what is due (app.py lists them); the page of deadlines asks them all.

A room writes ``def due(first: date, last: date) -> Iterable[Deadline]`` and knows nothing of the others.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from flask import Flask, current_app
from flask_babel import LazyString

from ama_net.kernel.access import Permission

EXTENSION = "deadlines"


@dataclass(frozen=True)
class Place:
    """The page where a deadline is met: its endpoint, the words that lead there, who may open it."""

    endpoint: str
    words: LazyString | str
    permission: Permission


@dataclass(frozen=True, order=True)
class Deadline:
    """A thing to do by a day. ``key`` with ``due_on`` is what a mark of "done" goes by.

    ``only_if`` says when it is owed, if that is not known. ``met_at`` is the page where it is met, if there is one: it is
    not marked by hand then, and goes away by itself.
    """

    due_on: date
    key: str
    title: LazyString | str = field(compare=False)
    what: LazyString | str = field(compare=False)
    article: str = field(compare=False)
    only_if: LazyString | str = field(default="", compare=False)
    met_at: Place | None = field(default=None, compare=False)


Due = Callable[[date, date], Iterable[Deadline]]


def connect(app: Flask, rooms: Iterable[Due]) -> None:
    """Tell the application which rooms have deadlines of their own."""
    app.extensions[EXTENSION] = tuple(rooms)


def due_in_rooms(first: date, last: date) -> list[Deadline]:
    """What the rooms say is due from ``first`` to ``last``, both included."""
    rooms: tuple[Due, ...] = current_app.extensions.get(EXTENSION, ())
    return [one for due in rooms for one in due(first, last) if first <= one.due_on <= last]
