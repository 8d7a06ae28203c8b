"""What people can do and put at the association's disposal, as the rooms that keep it say (app.py lists them).

Who looks for people to do something asks here by skill, and knows nothing of the room that keeps it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Select, or_

from ama_net.kernel.people.models import Person

EXTENSION = "skills"


@dataclass(frozen=True)
class SkillBook:
    """What one room knows. A skill goes by a key of the room's own."""

    skills: Callable[[], Mapping[str, str]]
    """The skills one may look for, in order: ``{key: words}``."""
    people: Callable[[str | None], Select[UUID]]
    """The people at the association's disposal today: all of them, or those who have a skill."""
    skills_of: Callable[[Sequence[UUID]], Mapping[UUID, Sequence[str]]]
    """The skills of some people, in words."""


def connect(app: Flask, books: Iterable[SkillBook]) -> None:
    """Tell the application which rooms keep skills."""
    app.extensions[EXTENSION] = tuple(books)


def known_skills() -> dict[str, str]:
    """Every skill one may look for."""
    return {key: words for book in _books() for key, words in book.skills().items()}


def at_disposal(skill: str | None = None) -> ColumnElement[bool]:
    """The condition that a person is at the association's disposal today, with a skill if one is given."""
    chosen = [book.people(skill) for book in _books() if skill is None or skill in book.skills()]
    return or_(*(Person.id.in_(people) for people in chosen)) if chosen else Person.id.is_(None)


def skills_of(people: Iterable[UUID]) -> dict[UUID, list[str]]:
    """What some people can do, in words; who is not there said nothing."""
    ids, said = list(people), dict[UUID, list[str]]()
    for book in _books():
        for person_id, words in book.skills_of(ids).items():
            said.setdefault(person_id, []).extend(words)
    return said


def _books() -> tuple[SkillBook, ...]:
    books: tuple[SkillBook, ...] = current_app.extensions.get(EXTENSION, ())
    return books
