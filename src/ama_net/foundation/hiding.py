"""Small numbers of people are not told: one request about a rare theme, in a small town, is somebody.

The usual rule of public statistics (ISTAT, Regolamento (CE) 223/2009 art. 20): cells under five are hidden, and so many
others with them that the hidden ones cannot be worked out from the total.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

LEAST = 5

Key = TypeVar("Key", bound=Hashable)


def hide_small(cells: Mapping[Key, int]) -> dict[Key, int | None]:
    """The cells with the small ones hidden (None). Nothing is still nothing, and is told.

    A single hidden cell would be the total less the others: then the next smallest is hidden too, until what is hidden
    comes to at least five over two cells. When all that is left is told anyway, everything that is not nothing is hidden.
    """
    hidden = {key for key, count in cells.items() if 0 < count < LEAST}
    if not hidden:
        return dict(cells)
    told = sorted((key for key, count in cells.items() if count >= LEAST), key=lambda key: cells[key], reverse=True)
    while told and (len(hidden) < 2 or sum(cells[key] for key in hidden) < LEAST):
        hidden.add(told.pop())
    return {key: None if key in hidden else count for key, count in cells.items()}


def by_fives(cells: Mapping[Key, int]) -> dict[Key, int | None]:
    """The cells rounded down to fives, and those under five hidden: for what is still growing.

    Told exactly, the cells of today less those of the last time would be how many came in between, perhaps one. Rounded
    down, a cell that has grown says only that from one to nine came. Nothing is still nothing, and is told.
    """
    return {key: count - count % LEAST or (None if count else 0) for key, count in cells.items()}
