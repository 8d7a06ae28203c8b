"""What a room offers to the office: an entry of the menu, its figures for the dashboard, its part of the search.

Each room writes one ``OfficeRoom``; app.py lists them. The dashboard and the search box (across/office) ask them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ama_net.kernel.access.permissions import Permission


@dataclass(frozen=True)
class Figure:
    """A number of the dashboard, and the rows behind it."""

    label: str
    value: int | str
    url: str
    attention: bool = False


@dataclass(frozen=True)
class SearchHit:
    """One thing found by the office's search box."""

    title: str
    detail: str
    url: str


def _no_figures() -> list[Figure]:
    return []


def _no_hits(term: str, limit: int) -> list[SearchHit]:
    return []


def _nothing(person_id: UUID) -> list[SearchHit]:
    return []


@dataclass(frozen=True)
class OfficeRoom:
    """One room of the office. ``title`` is a lazy text; ``endpoint`` its first page."""

    key: str
    title: Any
    icon: str
    endpoint: str
    permission: Permission
    figures: Callable[[], list[Figure]] = _no_figures
    search: Callable[[str, int], list[SearchHit]] = _no_hits
    order: int = 100
    also: tuple[str, ...] = ()
    """First pages of the room whose address is not under that of ``endpoint``: there too the menu shows where one is."""
    about_person: Callable[[UUID], list[SearchHit]] = _nothing
    """What somebody is in this room, for the pages of the others: a member, a volunteer…"""
