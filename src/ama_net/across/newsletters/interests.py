"""What a subscriber chose, as a mask of fixed length: sealed, it tells neither which lists nor how many."""

from collections.abc import Iterable

NOTHING = "0" * 64


def as_mask(numbers: Iterable[int]) -> str:
    """The numbers of lists as 64 hexadecimal digits; for ``Subscriber.interests``."""
    mask = 0
    for number in numbers:
        mask |= 1 << number
    return f"{mask:064x}"


def chosen(mask: str | None) -> set[int]:
    """The numbers of the lists in a mask."""
    value = int(mask or NOTHING, 16)
    return {number for number in range(256) if value >> number & 1}


def touches(mask: str | None, wanted: int) -> bool:
    """Whether any list of ``wanted`` (the integer of a mask) is in a subscriber's; fast, for many of them."""
    return bool(int(mask or NOTHING, 16) & wanted)
