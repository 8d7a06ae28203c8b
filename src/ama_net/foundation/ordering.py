"""Lists that people put in order by hand: rows with a ``position``, from 0."""

from collections.abc import Sequence
from typing import Any


def change_places(ordered: Sequence[Any], row: Any, *, up: bool) -> bool:
    """Let a row change places with the one before or after, and number them all anew; False at the end of the list.

    ``ordered`` are all the rows of the list as they stand, held by who calls.
    """
    rows = list(ordered)
    place = next(number for number, one in enumerate(rows) if one.id == row.id)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return False
    rows[place], rows[other] = rows[other], rows[place]
    for number, one in enumerate(rows):
        one.position = number
    return True
