"""One thing that was noticed in a newsletter before it leaves."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """``fault``: it stays here until it is mended; ``warning``: somebody may send it as it is.

    ``block`` is the index of the block it is in; None: the newsletter as a whole.
    """

    level: Literal["fault", "warning"]
    block: int | None
    words: str


def fault(block: int | None, words: str) -> Finding:
    """Something that must be mended."""
    return Finding("fault", block, words)


def warning(block: int | None, words: str) -> Finding:
    """Something to look at."""
    return Finding("warning", block, words)
