"""What people have to do, in words: the rooms that take people's time say it (app.py lists them), calendars and areas ask.

A room writes ``def commitments(person_id, first, last) -> Iterable[Commitment]`` and knows nothing of the others. What it
says is for the person alone, yet on a screen and in a calendar that others see: the title is neutral, nobody is named.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Flask, current_app

EXTENSION = "commitments"


@dataclass(frozen=True)
class Commitment:
    """One thing somebody has to do, between two instants. ``about`` is the row that takes their time: its table and id.

    ``page`` is where it is in the personal area (an endpoint and its values). ``uid``, ``sequence`` and ``stamp`` are those of its event in a calendar.
    """

    about: tuple[str, UUID]
    starts_at: datetime
    ends_at: datetime
    title: str = ""
    where: str = ""
    page: tuple[str, dict[str, Any]] | None = None
    uid: str = ""
    sequence: int = 0
    stamp: datetime | None = None
    cancelled: bool = False


Source = Callable[[UUID, datetime, datetime], Iterable[Commitment]]


def connect(app: Flask, sources: Iterable[Source]) -> None:
    """Tell the application which rooms take people's time."""
    app.extensions[EXTENSION] = tuple(sources)


def commitments_of(person_id: UUID, first: datetime, last: datetime) -> list[Commitment]:
    """What somebody has to do at least in part of ``[first, last)``, and what was called off there, in order."""
    sources: tuple[Source, ...] = current_app.extensions.get(EXTENSION, ())
    found = [one for source in sources for one in source(person_id, first, last)]
    return sorted(found, key=lambda one: (one.starts_at, one.uid))
