"""Stamp duty on receipts.

A body of the register of the third sector owes none on its acts and receipts (D.Lgs. 117/2017 art. 82 c. 5); any other puts
a stamp of 2,00 € on a receipt above 77,47 € (DPR 642/1972, tariff art. 13).
"""

from enum import StrEnum

STAMP_ABOVE_CENTS = 7_747
STAMP_CENTS = 200


class Stamp(StrEnum):
    """What a receipt owes."""

    EXEMPT = "exempt"
    DUE = "due"
    NONE = "none"


def stamp_on(amount_cents: int, *, in_runts: bool) -> Stamp:
    """What a receipt of this amount owes."""
    if in_runts:
        return Stamp.EXEMPT
    return Stamp.DUE if amount_cents > STAMP_ABOVE_CENTS else Stamp.NONE
